"""What shows that the project is right: the source documents found in our pages, the methods tried by simulation."""

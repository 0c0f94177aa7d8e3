"""A new audit folder: an empty one, one made from a file, a reconstruction, or a whole workspace to try."""

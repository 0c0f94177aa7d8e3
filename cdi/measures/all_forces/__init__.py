"""Published results of all forces side by side: what may be compared, what not, and how sure each place is."""

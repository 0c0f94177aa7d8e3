"""One notebook run strictly through papermill, and opened for exploring."""

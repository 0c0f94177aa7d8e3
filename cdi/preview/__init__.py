"""A document while it is being written: shown in a browser, and renewed when its data, words or templates change."""

"""A static site over everything that is built: every force, every published result, every report."""

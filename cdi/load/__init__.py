"""An audit folder in, a checked audit out: the only place where rows are opened."""

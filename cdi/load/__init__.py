"""An audit folder in, a checked audit out: the only place where an audit's tables become rows that are counted."""

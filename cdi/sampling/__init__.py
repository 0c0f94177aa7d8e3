"""Before an audit: how many units to look at, and which ones."""

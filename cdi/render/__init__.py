"""A tree of blocks becomes pages: HTML by Jinja, PDF by Typst. Both read the same tree and compute nothing."""

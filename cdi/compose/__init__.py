"""A bundle and words become a document: Jinja Markdown in, a tree of blocks out. Nothing here knows layout."""

"""A Word file that somebody edited, read back: which figures and which paragraphs are not as they were delivered.

`word_file` opens it and trusts nothing in it; `delivered` finds the report that it was made from, `comparison` compares
the two, and `wording` says what differs.
"""

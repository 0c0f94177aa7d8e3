"""The Word skin: the tree of a document as a .docx, laid out by a Word template that an authority may replace.

`document` puts the parts together. `template` reads the Word template and says what it lacks, `blocks` writes the tree
with `runs`, `exhibits`, `lists` and `contents`, and `manuscript` holds what is gathered on the way. `package` writes
the file. Every text goes through `xml`, which escapes it; a field of Word has a code of ours and nothing else.
"""

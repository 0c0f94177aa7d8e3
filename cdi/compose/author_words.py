"""Which words an author wrote, in a document that is in another language than its template.

Marks stand around the words of each line of author text while it is Markdown; the tree that is made of it has none, but
says of every run whose words it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENED, CLOSED = "\u2e55", "\u2e56"
"""Brackets that no text uses. They are punctuation, so that emphasis beside them is still read as emphasis."""
_MARKS = re.compile(f"([{OPENED}{CLOSED}])")
# What opens a line of Markdown and is no word: marks of lists and headings, and what a footnote is called.
_OPENING = re.compile(r"[ \t]+|(?:[-*+]|\d+[.)]|#{1,6})(?=[ \t])|\[\^[^\[\]]*\]:")
_BOX = ":::"


def marked_author(markdown: str) -> str:
    """The Markdown with marks around the words of each line.

    >>> marked_author("## Pennawd").replace(OPENED, "<").replace(CLOSED, ">")
    '## <Pennawd>'
    """
    return "\n".join(map(_marked_line, markdown.split("\n")))


def _marked_line(line: str) -> str:
    start, end = 0, len(line.rstrip())
    while opening := _OPENING.match(line, start):
        start = opening.end()
    if start >= end or line.startswith(_BOX, start):
        return line
    return f"{line[:start]}{OPENED}{line[start:end]}{CLOSED}{line[end:]}"


def without_author_marks(text: str) -> str:
    """The text without marks."""
    return _MARKS.sub("", text)


def pieces(text: str) -> Iterator[tuple[str, bool | None]]:
    """The text cut at its marks: what follows a mark, and whether an author wrote it; None before the first mark."""
    by_author: bool | None = None
    for piece in _MARKS.split(text):
        if piece in (OPENED, CLOSED):
            by_author = piece == OPENED
            yield "", by_author
        else:
            yield piece, by_author

"""How wide columns are and what stays in sight, the same in both kinds of file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from cdi.model.workbook import TableSheet

FONT = "Arial"
"""Without serifs, and at least SIZE, as the Analysis Function asks for."""
SIZE = 12
TITLE_SIZE = 16
SECTION_SIZE = 14
COVER_WIDTH = 90
"""In letters, as are the widths of columns."""
_NARROWEST, _WIDEST = 9, 56
_ROOM = 1.15
"""So many letters of ordinary words stand where one wide letter does."""
LONG = 30
"""Chosen: with more rows than this the column headings would leave a screen, so they stay in sight."""


def column_widths(sheet: TableSheet) -> list[int]:
    """The width of each column in letters: of its longest cell, as far as that is not better broken into lines."""
    widths = []
    for place, column in enumerate(sheet.columns):
        longest_word = max(map(len, column.label.split()), default=0)
        heading = max(longest_word, -(-len(column.label) // 2))
        cells = max((len(row[place].text) for row in sheet.rows), default=0)
        widths.append(max(_NARROWEST, min(_WIDEST, max(heading, cells) + 2)))
    return widths


def count_lines(texts: Iterable[str], widths: Iterable[int]) -> int:
    """How many lines a row takes whose cells are broken at the widths of their columns, in letters."""
    rooms = [int(width * _ROOM) for width in widths]
    return max(len(textwrap.wrap(text, room)) or 1 for text, room in zip(texts, rooms, strict=True))


def keeps_headings(sheet: TableSheet) -> bool:
    """Whether the column headings stay in sight."""
    return len(sheet.rows) > LONG

"""A workbook of tables as a value: every word and number decided, nothing laid out yet.

Both kinds of file (.xlsx and .ods) are written from it and compute nothing. The order of sheets and of what stands on
them follows the Analysis Function's guidance on statistics in spreadsheets: a cover, contents, notes, then one table on
each sheet, with what must be read before it in the cells above.
"""

from __future__ import annotations

from dataclasses import dataclass

from cdi.model.exhibit import TableColumn


@dataclass(frozen=True, slots=True)
class Display:
    """How a number is shown: its decimals, and the words before and behind it, as in £419,000 or 84.1%."""

    places: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell: text, or a number with how it is shown, `text` being what a reader then sees.

    `sheet` is the name of the sheet that the cell leads to.
    """

    text: str
    number: float | None = None
    display: Display = Display()
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one table, the `lines` that stand above it, and how many of its columns say what a row is about.

    `name` and `table_name` are as spreadsheet programs want them; no two of a workbook differ in capitals alone.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    table_name: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    row_headers: int = 1

    @property
    def heading_row(self) -> int:
        """The row of the column headings, counted from 0: the title and the lines stand above it."""
        return 1 + len(self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the cover."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The whole workbook; `status` is its marking and what its data are, `date` is ISO and never today's."""

    title: str
    author: str
    subject: str
    date: str
    language: str
    status: str
    cover_name: str
    cover: tuple[Section, ...]
    sheets: tuple[TableSheet, ...]

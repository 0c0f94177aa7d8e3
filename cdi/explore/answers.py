"""What the desk answers with: frozen values that show themselves as a table, and give a frame, a chart and a CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdi.exhibits.on_screen import show
from cdi.model.exhibit import Chart, Table
from cdi.model.formula import without_formula
from cdi.model.one_line import on_one_line

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60
"""Chosen: a longer table is not read on a screen; the rest is in `.frame()` and `.to_csv()`."""
_WIDTH = 100


@cache
def _style() -> str:
    return files("cdi.explore").joinpath("desk.css").read_text(encoding="utf-8")


def in_house_style(html: str) -> str:
    """A piece of a page with the desk's own style, which reaches nothing around it."""
    return f'<div class="cdi-desk"><style>{_style()}</style>{html}</div>'


def show_table(table: Table) -> str:
    """A table for a notebook; one that is wider than the page is moved sideways, by the keyboard too."""
    shown = show(table)
    words = f'class="scroll" tabindex="0" role="region" aria-label="{escape(table.caption)}"'
    return f"<div {words}>{shown.html if shown else ''}</div>"


@dataclass(frozen=True, repr=False)
class Picture:
    """A chart in the house style, as a notebook shows it; `alt` says the same in words."""

    exhibit: Chart

    @property
    def headline(self) -> str:
        """What the chart shows, in one sentence."""
        return self.exhibit.headline

    @property
    def alt(self) -> str:
        """The alternative text: the message and the values in words."""
        return self.exhibit.alt

    @property
    def svg(self) -> str:
        """The drawing as a file for pages; `exhibit.narrow` is the one for narrow screens."""
        return self.exhibit.svg

    def write(self, path: str | Path) -> Path:
        """Write the drawing to an SVG file, and say where it is."""
        target = Path(path)
        target.write_text(self.svg, encoding="utf-8")
        return target

    def __repr__(self) -> str:
        return f"{self.headline}\n{textwrap.fill(self.alt, _WIDTH)}"

    def _repr_html_(self) -> str:
        shown = show(self.exhibit)
        return in_house_style(shown.html if shown else "")


@dataclass(frozen=True, repr=False)
class Answer(ABC):
    """An answer of the desk: a table to read, with everything behind it.

    A notebook shows it as a table with a caption, header cells and notes; a terminal as text. Nothing in it changes
    once it is made.
    """

    @property
    @abstractmethod
    def table(self) -> Table:
        """The answer as it is shown: numbers as printed, and the notes in `source`."""

    @abstractmethod
    def records(self) -> list[dict[str, Any]]:
        """The answer row by row: counts and unrounded numbers, None where there is none."""

    @abstractmethod
    def chart(self) -> Picture:
        """The chart that fits the answer, in house style and with an alternative text."""

    def frame(self) -> pd.DataFrame:
        """The answer for pandas: one row for each row of the table, unrounded."""
        import pandas as pd

        return pd.DataFrame(self.records(), columns=self._columns())

    def to_csv(self, path: str | Path | None = None) -> str:
        """The answer as CSV text, unrounded; written to `path` too when one is given.

        A cell that a spreadsheet would take for a formula gets an apostrophe.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self._columns())
        writer.writerows([_as_text(cell) for cell in row.values()] for row in self.records())
        if path is not None:
            Path(path).write_text(text.getvalue(), encoding="utf-8")
        return text.getvalue()

    def _columns(self) -> list[str]:
        """The columns of a frame, also of one without rows."""
        records = self.records()
        return [*records[0]] if records else [column.label for column in self.table.columns]

    def _shown(self) -> Table:
        """The table as far as a screen takes it."""
        table = self.table
        if len(table.rows) <= MOST_ROWS:
            return table
        note = f" The first {MOST_ROWS} of {len(table.rows)} rows; .frame() has all."
        return Table(table.id, table.caption, table.columns, table.rows[:MOST_ROWS], table.source + note)

    def _repr_html_(self) -> str:
        return in_house_style(show_table(self._shown()))

    def __repr__(self) -> str:
        table = self._shown()
        lines = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
        rows = [_aligned(line, widths, table) for line in lines]
        rule = "-" * min(_WIDTH, sum(widths) + 2 * len(widths))
        return "\n".join([table.caption, rows[0], rule, *rows[1:], "", textwrap.fill(table.source, _WIDTH)])


def _aligned(line: list[str], widths: list[int], table: Table) -> str:
    cells = [
        text.rjust(width) if column.kind == "number" else text.ljust(width)
        for text, width, column in zip(line, widths, table.columns, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _as_text(cell: Any) -> str:
    return "" if cell is None else without_formula(on_one_line(str(cell)))

"""Charts and tables as a notebook shows them.

A bare SVG output would lose the alternative text, and a data frame the caption and the header cells.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from cdi.model.exhibit import Chart, Table, TableCell, TableColumn

NARROW_PAGE = "screen and (max-width: 30em)"
"""Up to this width, 480 pixels, a page shows the narrow drawing of a chart; on paper always the wide one."""
_FIT = 3
"""How many columns fit a narrow page; a table of more may be shown there as cards, one for each row."""
_FIGURE_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class OnScreen:
    """One exhibit as HTML for those who see it, and as text for everything else."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def show(exhibit: Chart | Table | None) -> OnScreen | None:
    """What a notebook shows of an exhibit; nothing when there is none."""
    if exhibit is None:
        return None
    return _chart(exhibit) if isinstance(exhibit, Chart) else _table(exhibit)


def _chart(chart: Chart) -> OnScreen:
    html = (
        f"<figure><figcaption><strong>{escape(chart.headline)}</strong><br>{escape(chart.subtitle)}</figcaption>"
        f"{_picture(chart)}"
        f"<p><small>{escape(chart.source)}</small></p></figure>"
    )
    return OnScreen(html, f"{chart.headline}\n{chart.alt}")


def _picture(chart: Chart) -> str:
    """The chart as one picture with one alternative text; a narrow page takes the narrow drawing."""
    wide = f'<img src="{data_address(chart.svg)}" alt="{escape(chart.alt)}">'
    if not chart.narrow:
        return wide
    return f'<picture><source media="{NARROW_PAGE}" srcset="{data_address(chart.narrow)}">{wide}</picture>'


def data_address(svg: str) -> str:
    """A drawing as the address of a picture that needs no file."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _table(table: Table) -> OnScreen:
    """A table whose rows a narrow page may show as cards; the roles hold what such a layout would take from it.

    Of one without rows what it is of and what is said under it, since headings over nothing tell nothing.
    """
    if not table.rows:
        said = f"<p><strong>{escape(table.caption)}</strong></p><p><small>{escape(table.source)}</small></p>"
        return OnScreen(said, table.caption)
    head = "".join(
        f'<th role="columnheader" scope="col"{_aligned(column)}>{escape(column.label)}</th>' for column in table.columns
    )
    body = "".join(_row(table.columns, row) for row in table.rows)
    stacks = ' class="stacks"' if len(table.columns) > _FIT else ""
    html = (
        f'<table role="table"{stacks}><caption>{escape(table.caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table><p><small>{escape(table.source)}</small></p>'
    )
    return OnScreen(html, "\n".join(" | ".join(cell.text for cell in row) for row in table.rows))


def _row(columns: tuple[TableColumn, ...], cells: tuple[TableCell, ...]) -> str:
    """A row of which the first cell is the header."""
    data = "".join(
        f'<td role="cell" data-column="{escape(column.label)}"{_aligned(column)}>{escape(cell.text)}</td>'
        for column, cell in zip(columns[1:], cells[1:], strict=True)
    )
    return f'<tr role="row"><th role="rowheader" scope="row">{_header(cells[0].text)}</th>{data}</tr>'


def _aligned(column: TableColumn) -> str:
    return ' class="number"' if column.kind == "number" else ""


def _header(text: str) -> str:
    """The header of a row; the id of a figure as a link to its own row, which a page may show shortened."""
    shown = escape(text)
    if not _FIGURE_ID.fullmatch(text):
        return shown
    return f'<a class="id" id="figure-{shown}" href="#figure-{shown}" title="{shown}">{shown}</a>'

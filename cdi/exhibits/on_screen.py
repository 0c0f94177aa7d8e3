"""Charts and tables as a notebook shows them.

A bare SVG output would lose the alternative text, and a data frame the caption and the header cells.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import Any

from cdi.model.exhibit import Chart, Table, TableCell, TableColumn


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
    picture = base64.b64encode(chart.svg.encode()).decode()
    html = (
        f"<figure><figcaption><strong>{escape(chart.headline)}</strong><br>{escape(chart.subtitle)}</figcaption>"
        f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(chart.alt)}">'
        f"<p><small>{escape(chart.source)}</small></p></figure>"
    )
    return OnScreen(html, f"{chart.headline}\n{chart.alt}")


def _table(table: Table) -> OnScreen:
    head = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in table.columns)
    body = "".join(_row(table.columns, row) for row in table.rows)
    html = (
        f"<table><caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table><p><small>{escape(table.source)}</small></p>"
    )
    return OnScreen(html, "\n".join(" | ".join(cell.text for cell in row) for row in table.rows))


def _row(columns: tuple[TableColumn, ...], cells: tuple[TableCell, ...]) -> str:
    """A row of which the first cell is the header."""
    data = "".join(
        f"<td{' class=number' if column.kind == 'number' else ''}>{escape(cell.text)}</td>"
        for column, cell in zip(columns[1:], cells[1:], strict=True)
    )
    return f'<tr><th scope="row">{escape(cells[0].text)}</th>{data}</tr>'

"""What is shown beside the words: charts and tables, made from figures and carrying their ids."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with everything a reader who cannot see it needs.

    `headline` says what the chart shows; `subtitle` what is measured, where and when; `alt` gives the same
    message and the values in words. `svg` is the whole file; `figures` are the ids it draws.
    """

    id: str
    headline: str
    subtitle: str
    alt: str
    source: str
    svg: str
    figures: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("headline", "subtitle", "alt", "source", "svg"):
            if not getattr(self, name).strip():
                raise ValueError(f"chart {self.id}: {name} must be given")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Shown in a notebook as an image with its alternative text, which a bare SVG output would lose."""
        data = base64.b64encode(self.svg.encode()).decode()
        return {
            "text/html": (
                f"<figure><figcaption><strong>{html.escape(self.headline)}</strong><br>{html.escape(self.subtitle)}"
                f'</figcaption><img src="data:image/svg+xml;base64,{data}" alt="{html.escape(self.alt)}">'
                f"<p><small>{html.escape(self.source)}</small></p></figure>"
            ),
            "text/plain": f"{self.headline}\n{self.alt}",
        }


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: numbers align right; the unit belongs in the label."""

    label: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; when it prints a figure, its id, which part of it, and its unrounded value."""

    text: str
    figure: str | None = None
    facet: str | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A small table with a caption; the first column holds the row headers."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}: a row has {len(row)} cells for {len(self.columns)} columns")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Shown in a notebook with caption and header cells, which a data frame would lack."""
        head = "".join(f'<th scope="col">{html.escape(column.label)}</th>' for column in self.columns)
        body = "".join(
            "<tr>"
            + f'<th scope="row">{html.escape(row[0].text)}</th>'
            + "".join(
                f"<td{' class=number' if column.kind == 'number' else ''}>{html.escape(cell.text)}</td>"
                for column, cell in zip(self.columns[1:], row[1:], strict=True)
            )
            + "</tr>"
            for row in self.rows
        )
        return {
            "text/html": (
                f"<table><caption>{html.escape(self.caption)}</caption><thead><tr>{head}</tr></thead>"
                f"<tbody>{body}</tbody></table><p><small>{html.escape(self.source)}</small></p>"
            ),
            "text/plain": "\n".join(" | ".join(cell.text for cell in row) for row in self.rows),
        }

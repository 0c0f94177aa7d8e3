"""What is shown beside the words: charts and tables, as values that carry the ids of their figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with everything a reader who cannot see it needs.

    `headline` says what the chart shows; `subtitle` what is measured, where and when; `alt` gives the same
    message and the values in words. `svg` is the whole file; `figures` are the ids of what it draws and its headline
    prints. `narrow` is the same drawn for a page of 320 pixels; it is empty only in bundles made before charts had one.
    """

    id: str
    headline: str
    subtitle: str
    alt: str
    source: str
    svg: str = field(repr=False)
    figures: tuple[str, ...]
    narrow: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for name in ("headline", "subtitle", "alt", "source", "svg"):
            if not getattr(self, name).strip():
                raise ValueError(f"chart {self.id}: {name} must be given")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: numbers align right; the unit belongs in the label."""

    label: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A table cell; when it prints a figure, its id, which facet of it, and the figure's unrounded value."""

    text: str
    figure: str | None = None
    facet: str | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A small table with a caption; the first column holds the row headers.

    A row with more or fewer cells than there are columns raises ValueError.
    """

    id: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    source: str

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}: a row has {len(row)} cells for {len(self.columns)} columns")

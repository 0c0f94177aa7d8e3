"""What is shown beside the words: charts and tables, as values that carry the ids of their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cdi.model.figure import Basis


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
class CellNumber:
    """The numbers that the text of a cell was written from, unrounded.

    `value` is in `unit`, as are the bounds `low` and `high`, whose `level` is a fraction (0.95). `places` are the
    decimals with which the text prints the value, -2 for one rounded to the hundred; None where the text is no single
    number, such as a fraction or an interval. `basis` is what the number rests on; None stands for that of the audit.
    """

    unit: str
    value: float | None = None
    places: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A table cell; when it prints a figure, its id, which facet of it, and the figure's unrounded value.

    `number` is what the cell itself prints, for files of data; `reason` is why a shorthand stands there in its place.
    """

    text: str
    figure: str | None = None
    facet: str | None = None
    value: float | None = None
    number: CellNumber | None = None
    reason: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TableCell:
        """The inverse of `asdict`; cells of files from before they carried a number have none."""
        number = data.get("number")
        return cls(**{**data, "number": CellNumber(**number) if number else None})


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

    @property
    def row_headers(self) -> int:
        """How many columns say what a row is about: the texts before the first number; the first where all are text."""
        kinds = [column.kind for column in self.columns]
        return max(1, kinds.index("number")) if "number" in kinds else 1

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Table:
        """The inverse of `asdict`."""
        columns = tuple(TableColumn(**column) for column in data["columns"])
        rows = tuple(tuple(map(TableCell.from_json, row)) for row in data["rows"])
        return cls(**{**data, "columns": columns, "rows": rows})

"""The file that is imported: its sheets as text, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from openpyxl.utils import get_column_letter

from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.usual_words import plain_heading
from cdi.contract.vocabulary import TextTable
from cdi.load.csv import read_csv_grid
from cdi.load.excel import cut_table, distinct_headings, find_heading_row, fullest_row, is_aside, table_name
from cdi.load.files import checked, refused
from cdi.load.grid import Grid, read_grids
from cdi.load.origin import checksum
from cdi.load.recognise import count_headings
from cdi.model.errors import UsageRefused

_SUFFIXES = (".xlsx", ".csv", ".parquet")
# Rows of a Parquet file that are looked at to see what its columns hold.
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file as text under headings of its own, and the rows that were left out, by number and reason.

    `joined` gives the heading of a day the one of its time of day, which was put behind it. A table that stands on
    several sheets has their titles as its `parts`.
    """

    title: str
    text: TextTable
    surplus: dict[int, str]
    joined: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the sheets that it is of."""
        return self.parts or (self.title,)


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """What is recorded of an imported file: its name, size, checksum and the day it was last saved (UTC)."""

    name: str
    size: int
    sha256: str
    modified: date


def describe_original(file: Path) -> OriginalFile:
    """What is recorded of a file."""
    status = file.stat()
    return OriginalFile(
        file.name, status.st_size, checksum(file), datetime.fromtimestamp(status.st_mtime, tz=UTC).date()
    )


def read_sheets(file: Path) -> list[Sheet]:
    """The sheets of a workbook that hold anything, or the one table of a CSV or Parquet file.

    Of a Parquet file only the first rows are read. Raises UsageRefused for a file that does not exist or is of another
    type, and InputFaulty for one that cannot be read.
    """
    if not file.is_file():
        raise UsageRefused(f"{file}: no such file")
    match file.suffix.lower():
        case ".xlsx":
            grids = [grid for grid in read_grids(file, file.parent) if not is_aside(grid.title)]
            sheets = [sheet for grid in grids if (sheet := _cut_sheet(file, grid))]
        case ".csv":
            sheets = [sheet for sheet in [_cut_sheet(file, read_csv_grid(file, file.parent))] if sheet]
        case ".parquet":
            sheets = [_first_rows(file)]
        case suffix:
            expected = "expected .xlsx (without macros), .csv or .parquet"
            raise UsageRefused(f"{file}: a file of type {suffix}; {expected}")
    if not sheets:
        raise UsageRefused(f"{file}: no sheet holds a table")
    return sheets


def _cut_sheet(file: Path, grid: Grid) -> Sheet | None:
    """A sheet below its heading row: the row with the most headings that forces use, or else the fullest of texts."""
    own = {plain_heading(name) for name in _own_names(grid.title)}

    def recognised(texts: list[str]) -> int:
        hits = max(count_headings(texts), len({plain_heading(text) for text in texts} & own))
        return hits if hits >= 2 else 0

    row = find_heading_row(grid, recognised) or fullest_row(grid)
    if row is None:
        return None
    width = max(len(cells) for number, cells in grid.rows.items() if number >= row)
    places = distinct_headings(grid.rows[row], width)
    table, surplus = cut_table(file, "", grid, row, places)
    if file.suffix.lower() == ".csv":
        table = TextTable("", table.file, table.frame, table.letters, None, row, serial_dates=True)
    nameless = [name for name in table.headings if name.startswith("(column ") and not table.frame[name].any()]
    return Sheet(grid.title, _without(table, nameless), surplus)


def _own_names(title: str) -> Collection[str]:
    schema = AUDIT_TABLES.get(table_name(title))
    return schema.names if schema else ()


def _without(table: TextTable, headings: Collection[str]) -> TextTable:
    frame = table.frame.drop(columns=list(headings))
    return TextTable(
        table.name, table.file, frame, table.letters, table.sheet, table.heading_row,
        serial_dates=True, faults=table.faults,
    )  # fmt: skip


def _first_rows(file: Path) -> Sheet:
    import pyarrow.parquet

    checked(file, file.parent)
    try:
        parquet = pyarrow.parquet.ParquetFile(file)
        batch = next(parquet.iter_batches(batch_size=_LOOKED_AT), None)
    except pyarrow.ArrowException as broken:
        raise refused(file, f"not readable as Parquet ({type(broken).__name__})", "a whole Parquet file") from None
    cells = batch.to_pandas() if batch is not None else pd.DataFrame(columns=parquet.schema_arrow.names)
    frame = cells.astype(object).where(cells.notna(), "").astype(str)
    letters = {name: get_column_letter(place) for place, name in enumerate(frame.columns, start=1)}
    return Sheet(file.stem, TextTable("", str(file), frame, letters), {})

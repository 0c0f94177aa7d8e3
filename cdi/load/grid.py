"""The sheets of a workbook as text, read row by row and within bounds, so that no workbook takes all the memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.utils import get_column_letter, range_boundaries

from cdi.contract.moments import date_at_midnight
from cdi.house_style import formatting
from cdi.load.files import checked_workbook, refused
from cdi.load.sheet_order import LAST_ROW, beyond_last_row, refuse_forged_sheets
from cdi.model.fault import InputFaulty

# An audit has hundreds or thousands of rows; what is far larger is an accident, such as one cell at the end of a sheet.
MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
LONGEST_GAP = 10_000
_MOST_MERGES = 100_000
# One text may stand in every cell of a sheet and take no room in the file.
_LONGEST_CELL = 32_767
_CHUNK = 1 << 20
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z0-9:$]{2,30})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as text: its rows that hold anything, each cut after its last cell, by their numbers.

    `merged` are the merged areas (first column, first row, last column, last row), `unsaved` the cells with a formula
    whose value was never stored.
    """

    title: str
    rows: dict[int, list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    unsaved: frozenset[tuple[int, int]] = frozenset()

    def merged_area(self, row: int, column: int) -> str | None:
        """The merged area that a cell is part of without being its first, such as "D5:D8"."""
        for first_column, first, last_column, last in self.merged:
            inside = first <= row <= last and first_column <= column <= last_column
            if inside and (row, column) != (first, first_column):
                start, end = get_column_letter(first_column), get_column_letter(last_column)
                return f"{start}{first}:{end}{last}"
        return None


def read_grids(path: Path, folder: Path) -> list[Grid]:
    """Every sheet of a workbook, those without anything included.

    Raises InputFaulty for a file that cannot be opened, or with a cell so far from the others that it is an accident.
    """
    checked_workbook(path, folder)
    # Opened here, since openpyxl leaves a file open that it cannot read.
    with path.open("rb") as file:
        return _read_all(path, file)


def _read_all(path: Path, file: BinaryIO) -> list[Grid]:
    import openpyxl

    books: list[Any] = []
    try:
        books.append(openpyxl.load_workbook(file, read_only=True, data_only=True))
        refuse_forged_sheets(path, books[0].worksheets)
        if _has_formulas(path):
            books.append(openpyxl.load_workbook(file, read_only=True))
        return [_read_grid(path, sheet, books[1][sheet.title] if books[1:] else None) for sheet in books[0].worksheets]
    except (InputFaulty, MemoryError):  # too little memory is no fault of the file
        raise
    except Exception as broken:
        raise refused(
            path, f"cannot be opened as a workbook ({type(broken).__name__})", "a workbook; save it again"
        ) from broken
    finally:
        for book in books:
            book.close()


def _read_grid(path: Path, sheet: Any, formulas: Any) -> Grid:
    rows: dict[int, list[str]] = {}
    unsaved: set[tuple[int, int]] = set()
    width = 0
    for number, values, written in _numbered(path, sheet, formulas):
        cells = _trimmed(values)
        last = number if not rows else next(reversed(rows))
        _refuse_far(path, sheet.title, number, len(cells), number - last)
        formulas_alone = {
            (number, place)
            for place, formula in enumerate(written, start=1)
            if isinstance(formula, str)
            and formula.startswith("=")
            and (place > len(values) or values[place - 1] is None)
        }
        unsaved |= formulas_alone
        if (longest := max(map(len, cells), default=0)) > _LONGEST_CELL:
            expected = f"no more than {formatting.count(_LONGEST_CELL)}, as a spreadsheet program has"
            raise refused(
                path,
                f"a cell of {formatting.count(longest)} letters",
                expected,
                sheet=sheet.title,
                cell=f"row {number}",
            )
        if cells or formulas_alone:
            rows[number], width = cells, max(width, len(cells))
            if width * len(rows) > MOST_CELLS:
                expected = f"a sheet of an audit, with at most {formatting.count(MOST_CELLS)} cells"
                raise refused(path, f"more than {formatting.count(MOST_CELLS)} cells", expected, sheet=sheet.title)
    return Grid(sheet.title, rows, _merged(path, sheet) if rows else (), frozenset(unsaved))


def _numbered(path: Path, sheet: Any, formulas: Any) -> Iterator[tuple[int, tuple[Any, ...], tuple[Any, ...]]]:
    """The number of each row, its values and, when the workbook has formulas, what was written; blank rows left out."""
    for each in (sheet, formulas):
        if each is not None:
            each.reset_dimensions()  # what a workbook says of its own size is often wrong
    written: Iterable[Any] = formulas.iter_rows(values_only=True) if formulas is not None else ()
    pairs = zip(sheet.iter_rows(values_only=True), chain(written, iter(tuple, None)), strict=False)
    for number, (values, formula) in enumerate(pairs, start=1):
        if number > LAST_ROW:
            raise beyond_last_row(path, sheet.title)
        if any(cell is not None for cell in chain(values, formula)):
            yield number, values, formula


def _trimmed(values: tuple[Any, ...]) -> list[str]:
    """The cells as text up to the last that holds anything."""
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    texts = [_text(value) for value in values[:end]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _refuse_far(path: Path, sheet: str, row: int, width: int, gap: int) -> None:
    """Refuse a cell far to the right of or below everything else."""
    if width <= MOST_COLUMNS and gap <= LONGEST_GAP:
        return
    cell = f"{get_column_letter(max(width, 1))}{row}"
    problem = f"a cell far from all others ({cell}), so the sheet was not read"
    expected = "a table without gaps; delete that cell or its whole row and column, save and try again"
    raise refused(path, problem, expected, sheet=sheet, cell=cell)


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_FORMULA.search(piece) for name in sheets for piece in _pieces(archive, name))


def _merged(path: Path, sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    """The merged areas of a sheet, which a workbook that is read row by row does not tell."""
    name = sheet._worksheet_path.lstrip("/")
    areas: dict[tuple[int, int, int, int], None] = {}
    with zipfile.ZipFile(path) as archive:
        for piece in _pieces(archive, name):
            for match in _MERGE.finditer(piece):
                first_column, first, last_column, last = range_boundaries(match[1].decode())
                areas[first_column, first, last_column, last] = None
                if len(areas) >= _MOST_MERGES:
                    return tuple(areas)
    return tuple(areas)


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A file of an archive in pieces that overlap a little, so that nothing short is cut in two."""
    with archive.open(name) as file:
        before = b""
        while chunk := file.read(_CHUNK):
            yield before + chunk
            before = chunk[-200:]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return date_at_midnight(value).isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()

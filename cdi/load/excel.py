"""One Excel workbook, a sheet for each table: titles above the headings, merged cells, hidden columns, day numbers."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from cdi.contract.cells import date_at_midnight
from cdi.contract.vocabulary import TextTable
from cdi.load.files import checked_workbook, refused
from cdi.model.errors import closest
from cdi.model.fault import Fault

# Titles, dates of extraction and the like may stand above the headings, but not a whole page of them.
_HEADING_ROWS_TRIED = 25
# Sheets that are not tables: the template's own, and any whose name begins with this sign.
_ASIDE = "_"
_TEMPLATE_SHEETS = ("readme", "lists")


def read_workbook(
    path: Path,
    folder: Path,
    headings: Mapping[str, Collection[str]],
    sheets: Mapping[str, str],
    ignored: Sequence[str],
) -> tuple[dict[str, TextTable], list[Fault]]:
    """The sheets of a workbook that are tables, as text, and the sheets that are none as faults.

    `headings` gives, for each table, those it may have (its own or the mapped ones), by which its heading row is
    recognised; `sheets` the sheet of a table that has another name than the table. Sheets of `ignored`, the template's
    own and those whose name begins with "_" are left alone. Raises InputFaulty for a file that cannot be opened.
    """
    checked_workbook(path, folder)
    values, formulas = _opened(path)
    tables = {title: name for name, title in sheets.items()}
    texts: dict[str, TextTable] = {}
    faults = [
        Fault(str(path), "this sheet, which [source.sheets] names and the workbook lacks", found=title,
              nearest=closest(title, values.sheetnames))
        for title in tables if title not in values.sheetnames
    ]  # fmt: skip
    for sheet in values.worksheets:
        name = tables.get(sheet.title, table_name(sheet.title))
        if sheet.title in ignored or sheet.title.startswith(_ASIDE) or name in _TEMPLATE_SHEETS:
            continue
        if name not in headings:
            expected = "the name of a table, or a line for it in [source.sheets] or source.ignore_sheets"
            near = closest(name, headings)
            faults.append(
                Fault(
                    str(path),
                    expected,
                    problem="a sheet of no table",
                    nearest=near,
                    sheet=sheet.title,
                    private=("sheet",),
                )
            )
        elif any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row):
            table = _table(path, name, sheet, formulas, headings[name])
            if isinstance(table, Fault):
                faults.append(table)
            else:
                texts[name] = table
    if not texts and not faults:
        raise refused(path, "no sheet holds anything", "a sheet for each table")
    return texts, faults


def table_name(title: str) -> str:
    """The table that a sheet of this title holds, when there is one: "Audit Reports" is audit_reports."""
    return title.strip().lower().replace(" ", "_")


def sheet_cells(path: Path) -> dict[str, pd.DataFrame]:
    """Every sheet that holds anything, as text under what could be its headings: the fullest of its first rows."""
    checked_workbook(path, path.parent)
    book, _ = _opened(path)
    sheets = {}
    for sheet in book.worksheets:
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        first = rows[:_HEADING_ROWS_TRIED]
        if not any(any(row) for row in first):
            continue
        heading = max(range(len(first)), key=lambda place: sum(map(bool, first[place])))
        cells = pd.DataFrame(rows[heading + 1 :], columns=rows[heading], dtype="str")
        sheets[sheet.title] = cells.loc[:, [bool(name) for name in rows[heading]]]
    return sheets


def _opened(path: Path) -> tuple[Any, Any]:
    """The workbook with its stored values, and again with its formulas when it has any."""
    try:
        values = openpyxl.load_workbook(path, data_only=True)
        return values, openpyxl.load_workbook(path) if _has_formulas(path) else None
    except Exception as broken:
        raise refused(
            path, f"cannot be opened as a workbook ({type(broken).__name__})", "a workbook; save it again"
        ) from broken


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in (text := archive.read(name)) or b"<f " in text for name in sheets)


def _table(path: Path, name: str, sheet: Any, formulas: Any, valid: Collection[str]) -> TextTable | Fault:
    heading_row, headings = _heading_row(sheet, valid)
    if not headings:
        expected = f"headings such as {', '.join(sorted(valid)[:4])}"
        problem = f"no heading row in the first {_HEADING_ROWS_TRIED} rows"
        return Fault(str(path), expected, problem=problem, sheet=sheet.title)
    rows, numbers, faults = [], [], []
    for cells in sheet.iter_rows(min_row=heading_row + 1):
        texts = [_text(cell.value) for cell in cells]
        inside = [cells[place] for place in headings if place < len(cells)]
        faults += [fault for cell in inside if (fault := _cell_fault(path, sheet, cell, formulas))]
        if any(texts):
            rows.append([texts[place] if place < len(texts) else "" for place in headings])
            numbers.append(cells[0].row)
    frame = pd.DataFrame(rows, index=pd.Index(numbers, dtype="int64"), columns=list(headings.values()), dtype="str")
    letters = {heading: get_column_letter(place + 1) for place, heading in headings.items()}
    return TextTable(name, str(path), frame, letters, sheet.title, heading_row, serial_dates=True, faults=tuple(faults))


def _heading_row(sheet: Any, valid: Collection[str]) -> tuple[int, dict[int, str]]:
    """The row with the most valid headings, and the heading at each place; 0 and nothing when no row has any."""
    most, row = 0, (0, dict[int, str]())
    for cells in sheet.iter_rows(min_row=1, max_row=_HEADING_ROWS_TRIED):
        texts = {cell.column - 1: str(cell.value).strip() for cell in cells if cell.value is not None}
        hits = len(set(texts.values()) & set(valid))
        if hits > most:
            most, row = hits, (cells[0].row, texts)
    return row


def _cell_fault(path: Path, sheet: Any, cell: Any, formulas: Any) -> Fault | None:
    """What makes an empty cell more than empty: a merge that swallowed it, a formula that was never worked out."""
    if isinstance(cell, MergedCell):
        over = next(str(area) for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return Fault(str(path), "a cell of its own", problem=f"part of the merged cells {over}",
                     sheet=sheet.title, cell=cell.coordinate)  # fmt: skip
    if cell.value is None and formulas is not None and formulas[sheet.title][cell.coordinate].data_type == "f":
        return Fault(str(path), "a value; open and save the workbook, or paste values",
                     problem="a formula without a stored value", sheet=sheet.title, cell=cell.coordinate)  # fmt: skip
    return None


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

"""One Excel workbook, a sheet for each table: titles above the headings, merged cells, hidden columns, day numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from cdi.model.errors import ContractBroken, nearest
from cdi.schema.columns import TextTable
from cdi.schema.values import is_midnight_date
from cdi.sources.files import checked_workbook
from cdi.sources.letters import letter

# Titles, dates of extraction and the like may stand above the headings, but not a whole page of them.
_HEADING_ROWS_TRIED = 25


def read_workbook(path: Path, folder: Path, known: Mapping[str, Collection[str]]) -> dict[str, TextTable]:
    """The sheets of a workbook that are tables, as text.

    `known` gives, for each table, the headings it may have (its own or the mapped ones), by which its heading row
    is found. A sheet of another name is refused with the nearest table, unless its name starts with "_" or it is
    the template's own ("README", "Lists").
    """
    checked_workbook(path, folder)
    try:
        values = openpyxl.load_workbook(path, read_only=False, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=False, data_only=False)
    except Exception as broken:
        raise ContractBroken(
            f"{path}: cannot be opened as a workbook ({type(broken).__name__}); save it again"
        ) from broken
    found = {}
    for sheet in values.worksheets:
        name = sheet.title.strip().lower().replace(" ", "_")
        if sheet.title.startswith("_") or name in ("readme", "lists"):
            continue
        if name not in known:
            raise ContractBroken(f"{path}, sheet {sheet.title}: no table of that name; {nearest(name, list(known))}")
        if sheet.max_row > 0 and any(cell.value is not None for row in sheet.iter_rows() for cell in row):
            found[name] = _table(path, name, sheet, formulas[sheet.title], known[name])
    if not found:
        raise ContractBroken(f"{path}: no sheet holds anything; expected a sheet for each table")
    return found


def sheet_headings(path: Path) -> dict[str, list[str]]:
    """What could be the headings of each sheet: its first row with most filled cells among the first rows."""
    checked_workbook(path, path.parent)
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(min_row=1, max_row=_HEADING_ROWS_TRIED, values_only=True))
        rows = [[str(cell).strip() for cell in row if cell is not None] for row in rows]
        if any(rows):
            found[sheet.title] = max(rows, key=len)
    return found


def _table(path: Path, name: str, sheet: Any, formulas: Any, known: Collection[str]) -> TextTable:
    heading_row, headings = _headings(path, sheet, known)
    rows, numbers = [], []
    for cells in sheet.iter_rows(min_row=heading_row + 1):
        row = cells[0].row
        texts = [_text(path, sheet.title, cell, formulas[cell.coordinate].value) for cell in cells]
        if any(texts):
            rows.append([texts[place] if place < len(texts) else "" for place in headings.values()])
            numbers.append(row)
    frame = pd.DataFrame(rows, index=pd.Index(numbers, dtype="int64"), columns=list(headings), dtype="str")
    letters = {heading: letter(place) for heading, place in headings.items()}
    return TextTable(name, str(path), frame, letters, sheet.title, heading_row, serial_dates=True)


def _headings(path: Path, sheet: Any, known: Collection[str]) -> tuple[int, dict[str, int]]:
    """The row that holds most known headings, and where each heading stands."""
    best, row_found, found = 0, 0, dict[str, int]()
    for row in sheet.iter_rows(min_row=1, max_row=_HEADING_ROWS_TRIED):
        texts = {str(cell.value).strip(): cell.column - 1 for cell in row if cell.value is not None}
        hits = sum(text in known for text in texts)
        if hits > best:
            best, row_found, found = hits, row[0].row, texts
            if len(texts) != sum(cell.value is not None for cell in row):
                raise ContractBroken(f"{path}, sheet {sheet.title}, row {row_found}: a heading stands there twice")
    if not best:
        raise ContractBroken(
            f"{path}, sheet {sheet.title}: no heading row in the first {_HEADING_ROWS_TRIED} rows; "
            f"expected headings such as {', '.join(sorted(known)[:4])}"
        )
    return row_found, found


def _text(path: Path, sheet: str, cell: Any, formula: Any) -> str:
    held = cell.value
    if held is None:
        if isinstance(formula, str) and formula.startswith("="):
            raise ContractBroken(
                f"{path}, sheet {sheet}, cell {cell.coordinate}: a formula without a stored value; "
                "open and save the workbook, or paste values"
            )
        return ""
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, datetime):
        return is_midnight_date(held).isoformat()
    if isinstance(held, date | time):
        return held.isoformat()
    if isinstance(held, float) and held.is_integer():
        return str(int(held))
    return str(held).strip()

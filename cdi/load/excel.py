"""One Excel workbook, a sheet for each table: titles above the headings, merged cells, hidden columns, day numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd
from openpyxl.utils import get_column_letter

from cdi.contract.moments import DateOrder
from cdi.contract.vocabulary import TextTable
from cdi.load.files import refused
from cdi.load.grid import Grid, read_grids
from cdi.load.surplus_rows import name_surplus_row
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
    dates: DateOrder = "dmy",
) -> tuple[dict[str, TextTable], list[Fault]]:
    """The sheets of a workbook that are tables, as text, and the sheets that are none as faults.

    `headings` gives, for each table, those it may have (its own or the mapped ones), by which its heading row is
    recognised; `sheets` the sheet of a table that has another name than the table. Sheets of `ignored`, the template's
    own and those whose name begins with "_" are left alone. A total or a note among the rows is one fault, and not
    taken for a row. Raises InputFaulty for a file that cannot be opened.
    """
    grids = {grid.title: grid for grid in read_grids(path, folder)}
    tables = {title: name for name, title in sheets.items()}
    texts: dict[str, TextTable] = {}
    faults = [
        Fault(str(path), "this sheet, which [source.sheets] names and the workbook lacks", value=title,
              nearest=closest(title, grids), sheet=title)
        for title in tables if title not in grids
    ]  # fmt: skip
    for title, grid in grids.items():
        name = tables.get(title, table_name(title))
        if title in ignored or is_aside(title):
            continue
        if name not in headings:
            expected = "the name of a table, or a line for it in [source.sheets] or source.ignore_sheets"
            near = closest(name, headings)
            problem = "a sheet of no table"
            faults.append(Fault(str(path), expected, problem=problem, nearest=near, sheet=title, private=("sheet",)))
        elif grid.rows:
            table = _table(path, name, grid, headings[name], dates)
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


def is_aside(title: str) -> bool:
    """Whether a sheet is never a table: the template's own, and any whose name begins with "_"."""
    return title.startswith(_ASIDE) or table_name(title) in _TEMPLATE_SHEETS


def _table(path: Path, name: str, grid: Grid, valid: Collection[str], dates: DateOrder) -> TextTable | Fault:
    row = find_heading_row(grid, lambda texts: len(set(texts) & set(valid)))
    if row is None:
        expected = f"headings such as {', '.join(sorted(valid)[:4])}"
        problem = f"no heading row in the first {_HEADING_ROWS_TRIED} rows"
        return Fault(str(path), expected, problem=problem, sheet=grid.title, cell="A1")
    places = {place: text for place, text in enumerate(grid.rows[row]) if text}
    table, surplus = cut_table(path, name, grid, row, places, dates)
    faults = [
        Fault(str(path), "rows of the table only; take it out, or use cdi import, which leaves it out",
              problem=f"a row that is a {what}", sheet=grid.title, cell=f"A{number}")
        for number, what in surplus.items()
    ]  # fmt: skip
    return TextTable(
        name, table.file, table.frame, table.letters, table.sheet, row, serial_dates=True, dates=dates,
        faults=(*table.faults, *faults),
    )  # fmt: skip


def find_heading_row(grid: Grid, count_headings: Callable[[list[str]], int]) -> int | None:
    """The row among the first with the most texts that `count_headings` counts; None when no row has any."""
    first = [row for row in grid.rows if row <= _HEADING_ROWS_TRIED]
    counts = {row: count_headings([text for text in grid.rows[row] if text]) for row in first}
    best = max(counts, key=lambda row: (counts[row], -row), default=None)
    return best if best is not None and counts[best] else None


def fullest_row(grid: Grid) -> int | None:
    """The row among the first that looks most like headings: many different texts, no numbers; None without any."""
    first = [row for row in grid.rows if row <= _HEADING_ROWS_TRIED]

    def words(row: int) -> int:
        texts = [text for text in grid.rows[row] if text]
        return len(set(texts)) - 2 * sum(any(letter.isdigit() for letter in text) for text in texts)

    return max(first, key=lambda row: (words(row), -row), default=None)


def cut_table(
    path: Path, name: str, grid: Grid, heading_row: int, places: Mapping[int, str], dates: DateOrder = "dmy"
) -> tuple[TextTable, dict[int, str]]:
    """The rows below the headings as a table, and what the rows are that were left out, by their numbers.

    `places` gives the heading of each column, counted from 0. A fault of a cell carries the heading as its column, so
    that it can be dropped with it.
    """
    unsaved = {number for number, _ in grid.unsaved}
    rows, surplus, headings = dict[int, list[str]](), dict[int, str](), list(places.values())
    for number, texts in grid.rows.items():
        if number <= heading_row:
            continue
        cells = [texts[place] if place < len(texts) else "" for place in places]
        what = name_surplus_row(headings, cells)
        if what:
            surplus[number] = what
        elif any(cells) or number in unsaved:
            rows[number] = cells
    index = pd.Index(list(rows), dtype="int64")
    frame = pd.DataFrame(list(rows.values()), index=index, columns=headings, dtype="str")
    letters = {heading: get_column_letter(place + 1) for place, heading in places.items()}
    faults = _cell_faults(path, grid, rows, places)
    table = TextTable(
        name, str(path), frame, letters, grid.title, heading_row, serial_dates=True, dates=dates, faults=tuple(faults)
    )
    return table, surplus


def distinct_headings(cells: Sequence[str], width: int) -> dict[int, str]:
    """A heading of its own for each column, by its place: one that is repeated or empty gets its letter."""
    texts = [" ".join(text.split()) for text in [*cells, *[""] * (width - len(cells))]]
    counts = Counter(texts)
    return {
        place: text if text and counts[text] == 1 else f"{text} (column {get_column_letter(place + 1)})".strip()
        for place, text in enumerate(texts)
    }


def _cell_faults(path: Path, grid: Grid, rows: Mapping[int, Sequence[str]], places: Mapping[int, str]) -> list[Fault]:
    """What makes an empty cell more than empty: a merge that swallowed it, a formula that was never worked out."""
    faults = []
    for number in rows:
        in_merges = any(first <= number <= last for _, first, _, last in grid.merged)
        for place, heading in places.items():
            cell = f"{get_column_letter(place + 1)}{number}"
            if in_merges and (area := grid.merged_area(number, place + 1)):
                faults.append(Fault(str(path), "a cell of its own; unmerge the cells and fill the value down",
                                    column=heading, problem=f"part of the merged cells {area}",
                                    sheet=grid.title, cell=cell))  # fmt: skip
            elif (number, place + 1) in grid.unsaved:
                faults.append(Fault(str(path), "a value; open and save the workbook in Excel, or paste values",
                                    column=heading, problem="a formula without a stored value",
                                    sheet=grid.title, cell=cell))  # fmt: skip
    return faults

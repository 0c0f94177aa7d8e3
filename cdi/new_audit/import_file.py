"""A new audit folder from a file that the analyst already has: which table it is, and how its columns fit."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.load.csv import read_csv
from cdi.load.mapping import like_a_choice, propose_headings
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused, nearest
from cdi.new_audit.scaffold import write_audit_folder
from cdi.workspace.paths import Workspace

# How alike the headings of a sheet and the columns of a table must be before a sheet of another name is taken for it.
_ALIKE = 0.4
_KINDS = {".xlsx": "excel", ".csv": "csv", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """How one sheet or file would fill a table.

    `columns` gives each contract column its heading and why that one was chosen; `values` a column's values the words
    of the file that stand for them; `strange` those that no value is like. `constants` are columns that the file lacks
    and that have one value throughout. `missing` must be supplied, `unused` is in no contract.
    """

    table: str
    title: str
    columns: Mapping[str, tuple[str, str]]
    values: Mapping[str, Mapping[str, list[str]]]
    strange: Mapping[str, list[str]]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def unsupplied(self) -> list[str]:
        """The optional columns that nothing of the file fills, so that what they tell is unknown."""
        columns = AUDIT_TABLES[self.table].columns
        filled = {*self.columns, *self.constants, "source", "note"}
        return [column.name for column in columns if column.optional and column.name not in filled]

    @property
    def mapped(self) -> list[tuple[str, str, str]]:
        """The columns that need a line in [map]: contract name, heading, why it was chosen."""
        return [(name, heading, why) for name, (heading, why) in self.columns.items() if why != "exact"]


def import_file(workspace: Workspace, file: Path, ref: AuditRef) -> tuple[list[Path], list[Proposal]]:
    """Make an audit folder from a workbook, a CSV or a Parquet file, with the proposed fit in its `audit.toml`.

    The file is copied, never changed. Columns that the contract does not have are listed under [drop], personal ones
    by name, so that leaving them out is a decision that can be seen. Raises UsageRefused for a file that does not
    exist, is of another type or is like no table of the contract.
    """
    if not file.is_file():
        raise UsageRefused(f"{file}: no such file")
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        raise UsageRefused(f"{file}: a file of type {file.suffix}; expected .xlsx (without macros), .csv or .parquet")
    sheets = _read_sheets(file)
    proposals = propose_tables(sheets, f"{ref.force}-{ref.audit}")
    copy_name = "audit.xlsx" if kind == "excel" else f"{proposals[0].table}{file.suffix.lower()}"
    first, last = _reporting_months(sheets, proposals)
    titles = {each.title for each in proposals}
    fit = {
        "source": kind,
        "sheets": {each.table: each.title for each in proposals if _table_name(each.title) != each.table},
        "ignored": [title for title in sheets if title not in titles],
        "first": first,
        "last": last,
        "proposals": proposals,
        "dropped": {each.table: list(each.unused) for each in proposals if each.unused},
    }

    def copy_file(folder: Path) -> None:
        shutil.copyfile(file, folder / copy_name)

    return write_audit_folder(workspace, ref, fit=fit, add_files=copy_file), proposals


def propose_tables(sheets: Mapping[str, pd.DataFrame], inspection: str) -> list[Proposal]:
    """How sheets or files would fit the contract, by title; those that fit no table are left out.

    A title says which table it is; one of another name is compared with every table by its headings. Raises
    UsageRefused when none fits.
    """
    tables = {title: table for title, cells in sheets.items() if (table := _table_of(title, list(cells.columns)))}
    if not tables:
        valid = ", ".join(f"{title!r} ({nearest(_table_name(title), AUDIT_TABLES)})" for title in sheets)
        raise UsageRefused(f"no table of the data contract is like {valid}")
    return [_propose(table, title, sheets[title], inspection) for title, table in tables.items()]


def _table_name(title: str) -> str:
    return title.strip().lower().replace(" ", "_")


def _table_of(title: str, headings: list[str]) -> str | None:
    if _table_name(title) in AUDIT_TABLES:
        return _table_name(title)
    likeness = {table: _likeness(headings, schema) for table, schema in AUDIT_TABLES.items()}
    best = max(likeness, key=lambda table: likeness[table])
    return best if likeness[best] >= _ALIKE else None


def _likeness(headings: list[str], schema: TableSchema) -> float:
    """Columns with a heading, out of those and all that should have one: needed columns, and headings left over."""
    columns = propose_headings(headings, schema)
    needed = {column.name for column in schema.columns if not column.optional}
    return len(columns) / (len(needed | columns.keys()) + len(headings) - len(columns))


def _propose(table: str, title: str, cells: pd.DataFrame, inspection: str) -> Proposal:
    schema = AUDIT_TABLES[table]
    columns = propose_headings(list(cells.columns), schema)
    used = {heading for heading, _ in columns.values()}
    without_id = "inspection_id" in schema.names and "inspection_id" not in columns
    constants = {"inspection_id": inspection} if without_id else {}
    values, strange = _fit_words(schema, columns, cells)
    needed = [column.name for column in schema.columns if not column.optional]
    return Proposal(
        table,
        title,
        columns,
        values,
        strange,
        constants,
        missing=tuple(name for name in needed if name not in columns and name not in constants),
        unused=tuple(heading for heading in cells.columns if heading not in used),
    )


def _fit_words(
    schema: TableSchema, columns: Mapping[str, tuple[str, str]], cells: pd.DataFrame
) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[str]]]:
    """Words of the file that only differ from a value in case, spaces or signs, and those that differ in more."""
    values: dict[str, dict[str, list[str]]] = {}
    strange: dict[str, list[str]] = {}
    for column in schema.columns:
        if column.kind != "choice" or column.name not in columns:
            continue
        for word in sorted({str(cell).strip() for cell in cells[columns[column.name][0]].dropna()} - {""}):
            choice = like_a_choice(word, column.choices)
            if choice is None:
                strange.setdefault(column.name, []).append(word)
            elif choice != word:
                values.setdefault(column.name, {}).setdefault(choice, []).append(word)
    return values, strange


def _read_sheets(file: Path) -> dict[str, pd.DataFrame]:
    """What is in a file, by sheet or file name: headings and cells as text."""
    if file.suffix.lower() == ".xlsx":
        from cdi.load.excel import sheet_cells

        return sheet_cells(file)
    if file.suffix.lower() == ".parquet":
        # The headings alone: the rows of a Parquet file are counted where they are.
        import pyarrow.parquet

        return {file.stem: pd.DataFrame(columns=pyarrow.parquet.read_schema(file).names)}
    return {file.stem: read_csv(file, file.parent).frame}


def _reporting_months(
    sheets: Mapping[str, pd.DataFrame], proposals: Sequence[Proposal]
) -> tuple[str, str] | tuple[None, None]:
    """The first and last day of the months in which the reports of the file were received; None without any."""
    for each in proposals:
        if each.table == "audit_reports" and "received_at" in each.columns:
            cells = sheets[each.title][each.columns["received_at"][0]].astype("str")
            moments = pd.to_datetime(cells, format="ISO8601", errors="coerce")
            moments = moments.fillna(pd.to_datetime(cells.str[:10], format="%d/%m/%Y", errors="coerce")).dropna()
            if len(moments):
                last = moments.max() + pd.offsets.MonthEnd(0)
                return f"{moments.min():%Y-%m-01}", f"{last:%Y-%m-%d}"
    return None, None

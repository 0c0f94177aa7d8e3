"""Hand decisions as data: cells corrected and rows left out, each with a reason, a role and a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.contract.cells import parse_cell, suggest_cell
from cdi.contract.hand_decisions import CORRECTIONS, EXCLUSIONS
from cdi.contract.parsing import parse_table
from cdi.contract.vocabulary import Column, TableSchema, TextTable
from cdi.load.csv import read_csv
from cdi.model.decisions import Exclusion
from cdi.model.errors import closest
from cdi.model.fault import Fault, InputFaulty


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell of the source that is known to be wrong: where it is, what it says, and what it should say ("" is empty).

    `mismatch` is the fault to report, with its place in corrections.csv, when the source does not say what is expected.
    `decided_by` is a role, `decided_on` a day in ISO form.
    """

    table: str
    key: str
    column: str
    expect: str
    value: str
    mismatch: Fault
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The hand decisions of an audit folder, in their order, and what is wrong with the files that declare them."""

    corrections: tuple[Correction, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file of decisions: its cells, and where to report a fault of them."""

    text: TextTable
    row: int
    cells: Mapping[str, Any]

    def cell(self, name: str) -> str:
        return "" if pd.isna(self.cells[name]) else str(self.cells[name])

    def fault(self, expected: str, column: str, nearest: str | None = None) -> Fault:
        return self.text.fault(expected, row=self.row, column=column, value=self.cell(column), nearest=nearest)


def read_decisions(folder: Path, schemas: Mapping[str, TableSchema]) -> Decisions:
    """The declared corrections and exclusions; a table, column or value that the contract lacks is a fault.

    Whether the rows are there, and say what is expected, is for `fit_table` to see.
    """
    corrections, faults = list[Correction](), list[Fault]()
    lines, file_faults = _read_lines(folder, CORRECTIONS)
    for line in lines:
        wrong = _table_fault(line, schemas) or _correction_fault(line, schemas)
        if wrong:
            faults.append(wrong)
        else:
            corrections.append(_correction(line))
    exclusions, more_file_faults = _read_lines(folder, EXCLUSIONS)
    faults += [wrong for line in exclusions if (wrong := _table_fault(line, schemas))]
    return Decisions(
        tuple(corrections),
        tuple(_exclusion(line) for line in exclusions),
        (*file_faults, *more_file_faults, *faults),
    )


def _read_lines(folder: Path, schema: TableSchema) -> tuple[list[_Line], list[Fault]]:
    """The lines of a file of decisions, when there is one; none of a file that has faults."""
    path = folder / f"{schema.name}.csv"
    if not path.exists():
        return [], []
    try:
        text = read_csv(path, folder)
    except InputFaulty as refused:
        return [], list(refused.faults)
    table = parse_table(schema, text)
    if faults := table.all_faults():
        return [], faults
    rows = zip(table.frame.index, table.frame.to_dict("records"), strict=True)
    return [_Line(text, int(row), {str(name): cell for name, cell in cells.items()}) for row, cells in rows], []


def _table_fault(line: _Line, schemas: Mapping[str, TableSchema]) -> Fault | None:
    if line.cell("table") in schemas:
        return None
    return line.fault("a table of the data contract", "table", closest(line.cell("table"), schemas))


def _correction_fault(line: _Line, schemas: Mapping[str, TableSchema]) -> Fault | None:
    """What the contract says against a correction of one of its tables."""
    schema, name, value = schemas[line.cell("table")], line.cell("column"), line.cell("value")
    if name not in schema.names:
        return line.fault(f"a column of {schema.name}", "column", closest(name, schema.names))
    column = schema.column(name)
    if _fits(column, value):
        return None
    return line.fault(f"{column.expected}, as {name} of {schema.name} needs", "value", suggest_cell(column, value))


def _fits(column: Column, text: str) -> bool:
    if text == "":
        return column.optional
    try:
        parse_cell(column, text)
    except (ValueError, OverflowError):
        return False
    return True


def _correction(line: _Line) -> Correction:
    table, key, column, expect, value = (line.cell(name) for name in ("table", "key", "column", "expect", "value"))
    expected = f"the source to say {expect!r}; it was mended or changed, so take the correction out"
    mismatch = replace(
        line.text.fault(expected, row=line.row, column="expect"), private=("value", "nearest", "expected")
    )
    decided_on = line.cells["decided_on"].date().isoformat()
    return Correction(
        table, key, column, expect, value, mismatch, line.cell("reason"), line.cell("author_role"), decided_on
    )


def _exclusion(line: _Line) -> Exclusion:
    decided_on = line.cells["decided_on"].date().isoformat()
    return Exclusion(line.cell("table"), line.cell("key"), line.cell("reason"), line.cell("decided_by"), decided_on)

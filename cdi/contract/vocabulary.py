"""The vocabulary of the contract: columns, tables and rules, and a table as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any, Literal

import pandas as pd

from cdi.contract.moments import DateOrder
from cdi.house_style import formatting
from cdi.model.fault import Fault

Kind = Literal["text", "choice", "integer", "decimal", "boolean", "date", "datetime"]

MOST_LETTERS = 60
"""Chosen: what is longer is no name of a team or district, and fits no line of a table or chart."""
ROWS_OF_A_SHEET = 1 << 21
"""By how much the row numbers of each further sheet are raised in a table of several; no spreadsheet has more rows."""
EXPECTED = {
    "text": "text",
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "true or false",
    "date": "a date such as 2018-04-30",
    "datetime": "a date and time such as 2018-04-30T20:10",
}
_EXAMPLES = {
    "text": "text", "integer": "1", "decimal": "1", "boolean": "true", "date": "2026-04-30",
    "datetime": "2026-04-11T20:10",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it means, how it is written, and whether it may be empty.

    `minimum` is the smallest value allowed (counts are never negative). An empty cell of an optional column means
    "not established" and is never counted as false or zero; where `none_if_empty`, it says that there is none, as long
    as any row of the table has a value in the column. A number `as_written` keeps its decimals: 96 and 96.0 are printed
    as they are published, so its cells are of the type Decimal. A text that is a `label` is the short name of a group
    of rows, of at most `MOST_LETTERS`; rows may be counted by it. `example` is a cell of an invented row of a force
    "fx"; `example_cell` gives one for every column.
    """

    name: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()
    optional: bool = False
    minimum: float | None = None
    example: str | None = None
    none_if_empty: bool = False
    as_written: bool = False
    label: bool = False

    @property
    def example_cell(self) -> str:
        """A cell of the example row: the one given, else empty where that is allowed, else any that is valid."""
        if self.example is not None or self.optional:
            return self.example or ""
        return self.choices[0] if self.choices else _EXAMPLES[self.kind]

    @property
    def expected(self) -> str:
        """What a cell must hold, for an error message."""
        wanted = f"one of {', '.join(self.choices)}" if self.kind == "choice" else EXPECTED[self.kind]
        if self.label:
            return f"{wanted} of at most {formatting.count(MOST_LETTERS)} letters"
        # As a cell is written: no comma in a year.
        return f"{wanted}, {formatting.exact(self.minimum)} or more" if self.minimum is not None else wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition that every row of a table must meet.

    `column` is the one to mend, `expected` what it must hold, `compared_with` the other columns that the rule looks
    at. `broken` marks the rows that break the rule, of a typed frame or of an Ibis table, so it uses only what both
    have: &, |, ~, comparisons, isin(), isnull() and notnull(). A null breaks a rule only where `broken` asks for it.
    `other_table` says that the rule also looks at rows of another table, so that a database answers it by itself;
    `if_supplied` that it is not asked of a table in which no row has a value in the column: then all is unknown.
    """

    column: str
    expected: str
    broken: Callable[[Any], Any]
    compared_with: tuple[str, ...] = ()
    other_table: bool = False
    if_supplied: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table that the rule looks at."""
        return (self.column, *self.compared_with)


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table of the contract: its grain (what a row is), its key, its columns and its rules."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as it was written: every cell as text, with the places that a person would look at.

    `frame` has one string in each cell ("" is empty) and the file's row numbers as its index. Its columns have the
    headings of the file, or the contract's names once it is fitted. `letters` gives the spreadsheet column of each.
    `faults` are what was wrong with the file before any cell was looked at, such as a row of another width, which is
    then not in the frame. `serial_dates` says that a date may be a spreadsheet's day number, `dates` in which order the
    day and the month of other dates stand. A table whose rows stand on several `sheets` has the number of the sheet in
    its row numbers (see `ROWS_OF_A_SHEET`).
    """

    name: str
    file: str
    frame: pd.DataFrame
    letters: Mapping[str, str]
    sheet: str | None = None
    heading_row: int = 1
    serial_dates: bool = False
    dates: DateOrder = "dmy"
    faults: tuple[Fault, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The names of its columns in their order; one that stands there twice is in the list twice."""
        return list(self.frame.columns)

    def heading_fault(self, expected: str, heading: str, nearest: str | None = None) -> Fault:
        """A fault of a heading, at its place in the heading row."""
        fault = self.fault(expected, row=self.heading_row, column=heading, value=heading, nearest=nearest)
        return replace(fault, private=("value", "column"))

    def fault(
        self,
        expected: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        nearest: str | None = None,
        why: str | None = None,
    ) -> Fault:
        """A fault at a row and column; one of the whole table, or of a missing column, stands at the headings."""
        letter = self.letters.get(column or "", "A")
        sheet, number = self.place(self.heading_row if row is None else row)
        return Fault(
            self.file, expected, column=column, value=value, nearest=nearest, sheet=sheet, cell=f"{letter}{number}",
            why=why,
        )  # fmt: skip

    def place(self, row: int) -> tuple[str | None, int]:
        """The sheet of a row and its number there."""
        sheet, number = divmod(row, ROWS_OF_A_SHEET)
        return (self.sheets[sheet] if self.sheets else self.sheet), number

    def row_of(self, fault: Fault) -> int:
        """The row of a fault that has a cell: the opposite of `place`."""
        number = int((fault.cell or "0").lstrip(ascii_uppercase))
        return number + (self.sheets.index(fault.sheet) * ROWS_OF_A_SHEET if fault.sheet in self.sheets else 0)

    def cell_name(self, row: int, column: str) -> str:
        """The cell of a row and column as a spreadsheet names it, such as B7, or Sheet2!B7 in a table of several."""
        sheet, number = self.place(row)
        return f"{f'{sheet}!' if self.sheets else ''}{self.letters.get(column, 'A')}{number}"

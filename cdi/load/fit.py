"""A table of a source fitted to the contract: renamed, corrected, cut and checked.

There is one way for all sources. What text in memory and a table in a database do differently is behind two small
protocols: `SourceTable` (cells as the source has them) and `CheckedTable` (cells as the contract has them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, Protocol, Self, TypeVar

from cdi.contract.headings import Headed
from cdi.contract.vocabulary import Rule, TableSchema
from cdi.house_style import formatting
from cdi.load.corrections import Correction, Decisions
from cdi.load.mapping import ColumnPlan, Fitting, nearest_heading, plan_columns
from cdi.model.decisions import Exclusion
from cdi.model.fault import Fault
from cdi.model.rows import Rows


class SourceTable(Headed, Protocol):
    """A table of a source with its cells as they were written; every change gives a new one.

    "Rows" is what comparing cells gives: marks in memory, an expression in a database. Both know & and |.
    """

    def rename_columns(self, plan: ColumnPlan) -> Self:
        """The table under the contract's names, with the contract's words in place of the force's."""

    def rows_saying(self, column: str, text: str) -> Any:
        """The rows whose cell says this, blanks around it aside; "" is an empty cell."""

    def count_each(self, rows: Sequence[Any]) -> list[int]:
        """How many rows each of them is."""

    def shown_cell(self, column: str, rows: Any) -> str:
        """What the cell of the first of these rows says, as far as it may be shown."""

    def replace_cells(self, column: str, rows: Any, text: str) -> Self:
        """The table in which the cell of these rows says this."""

    def without_rows(self, rows: Any) -> Self:
        """The table that lacks these rows."""

    def parse(self) -> CheckedTable:
        """The table with the contract's types."""


class CheckedTable(Protocol):
    """A table with the contract's types, which can be counted and can say what is wrong with it."""

    @property
    def schema(self) -> TableSchema:
        """The table of the contract that it must fit."""

    @property
    def rows(self) -> Rows:
        """The table as measures count it."""

    def cells(self, column: str) -> Any:
        """The cells of a column, for a rule; None when the table lacks it."""

    def all_faults(self, rules: Sequence[Rule] = ()) -> list[Fault]:
        """Faults of headings, cells and keys, and of the rules of the contract and the given ones."""

    def rule_faults(self, rules: Sequence[Rule]) -> list[Fault]:
        """The faults of rows that break one of these rules."""


_Table = TypeVar("_Table", bound=SourceTable)


def fit_table(
    source: SourceTable, schema: TableSchema, fitting: Fitting, decisions: Decisions, rules: Sequence[Rule]
) -> tuple[CheckedTable, list[Fault]]:
    """The table fitted to the contract and checked, and all its faults; `rules` are checked besides its own.

    Corrections and exclusions come before the check: what was wrong with a cell that is corrected, or a row that is
    left out, is no fault.
    Its rows may be counted only when there are no faults. Raises InputFaulty when a database refuses a question.
    """
    plan = plan_columns(source.headings, schema, fitting)
    faults = [_unmapped(source, name, heading) for name, heading in plan.not_there.items()]
    table = source.rename_columns(plan)
    if table.headings.count(schema.key[0]) == 1:
        table, misfits = _correct(table, schema, decisions.corrections)
        table, absent = _leave_out(table, schema, decisions.exclusions)
        faults += misfits + absent
    checked = table.parse()
    return checked, faults + checked.all_faults(rules)


def _unmapped(source: SourceTable, name: str, heading: str) -> Fault:
    expected = "this heading, which [map] names and the source lacks"
    return source.fault(expected, column=name, value=heading, nearest=nearest_heading(heading, source.headings))


def _correct(table: _Table, schema: TableSchema, declared: Sequence[Correction]) -> tuple[_Table, list[Fault]]:
    """The table with its declared corrections, and a fault for each that does not fit what the source says."""
    own = [each for each in declared if each.table == schema.name and table.headings.count(each.column) == 1]
    with_key = [table.rows_saying(schema.key[0], each.key) for each in own]
    fitting = [rows & table.rows_saying(each.column, each.expect) for each, rows in zip(own, with_key, strict=True)]
    counts = table.count_each([*with_key, *fitting])
    corrected, faults = table, []
    for place, each in enumerate(own):
        keys, fits = counts[place], counts[len(own) + place]
        if keys == fits == 1:
            corrected = corrected.replace_cells(each.column, with_key[place], each.value)
            continue
        one = "no such row" if keys == 0 else f"{formatting.count(keys)} rows of this key"
        says = table.shown_cell(each.column, with_key[place]) if keys == 1 else one
        faults.append(replace(each.mismatch, value=says))
    return corrected, faults


def _leave_out(table: _Table, schema: TableSchema, declared: Sequence[Exclusion]) -> tuple[_Table, list[Fault]]:
    """The table without its excluded rows, and a fault for each exclusion of a row that is not there."""
    keys = [each.key for each in declared if each.table == schema.name]
    if not keys:
        return table, []
    rows = [table.rows_saying(schema.key[0], key) for key in keys]
    faults = [
        Fault("exclusions.csv", f"a {schema.key[0]} of {schema.name}", column="key", value=key)
        for key, count in zip(keys, table.count_each(rows), strict=True)
        if count == 0
    ]
    return table.without_rows(reduce(or_, rows)), faults

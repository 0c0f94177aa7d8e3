"""The extra measures of an audit folder, with their columns and values looked up in the contract and in the rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from cdi.contract.countable import NotCountable, Words, read_conditions, require_column
from cdi.load.fit import CheckedTable
from cdi.model.errors import closest
from cdi.model.extra_measure import NOT_ESTABLISHED, ExtraMeasure, table_of
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.extra_measures import FILE, read_extra_measures

MOST_COLUMNS = 2
"""Chosen: groups of three columns are too small to say anything of, and no chart shows them."""


def check_extra_measures(
    folder: Path, tables: Mapping[str, CheckedTable]
) -> tuple[tuple[ExtraMeasure, ...], list[Fault]]:
    """The measures that hold, with conditions as rows are asked, and every fault of the file.

    A name of an offence is looked up in the rows, as far as the table is there and says any.
    """
    measures, faults = read_extra_measures(folder)
    checked = list[ExtraMeasure]()
    for measure in measures:
        table = tables.get(table_of(measure.of))
        try:
            checked.append(check_measure(folder / FILE, measure, partial(_words, table)))
        except InputFaulty as refused:
            faults += refused.faults
    return tuple(checked), faults


def check_measure(path: Path, measure: ExtraMeasure, words: Words) -> ExtraMeasure:
    """The measure as its rows are asked; `words` gives the offences of a column.

    Raises InputFaulty with every fault of its columns and values.
    """
    table, by = table_of(measure.of), tuple(dict.fromkeys(measure.by))
    faults = [*_shape_faults(path, measure, table, by)]
    where: dict[str, Any] = {}
    for key, name in [*(("by", name) for name in by), *(("where", name) for name in measure.where)]:
        try:
            _require_unknown_if_empty(table, name, key)
            if key == "where":
                asked = {name: _established(measure.where[name])}
                where |= read_conditions(table, asked, words)
        except NotCountable as wrong:
            faults.append(_as_fault(path, measure, wrong))
    if faults:
        raise InputFaulty(faults)
    return measure.model_copy(update={"table": table, "by": by, "where": where})


def _shape_faults(path: Path, measure: ExtraMeasure, table: str, by: tuple[str, ...]) -> Iterator[Fault]:
    """That another table is named than the question is asked of, or more columns than a report shows."""
    if measure.table not in ("", table):
        expected = f"{table}, which of = {measure.of} is asked of, or no such key"
        yield Fault(str(path), expected, column=f"{measure.name}.table", value=measure.table, nearest=table)
    if len(by) > MOST_COLUMNS:
        expected = f"no more than {MOST_COLUMNS} columns"
        yield Fault(str(path), expected, column=f"{measure.name}.by", problem=f"{len(by)} columns")


def _as_fault(path: Path, measure: ExtraMeasure, wrong: NotCountable) -> Fault:
    """A column or a value that nothing is counted by, with the nearest one that would do."""
    value = str(wrong.value).lower() if isinstance(wrong.value, bool) else str(wrong.value)
    place = f"{measure.name}.{wrong.key}"
    if not wrong.valid:
        return Fault(str(path), wrong.why.removeprefix("expected "), column=place, value=value)
    expected, near = f"one of {', '.join(wrong.valid)}", closest(value, wrong.valid)
    return Fault(str(path), expected, column=place, value=value, why=wrong.why, nearest=near)


def _require_unknown_if_empty(table: str, name: str, key: str) -> None:
    """Raise NotCountable for a column that nothing is counted by, and for one whose empty cells say "none"."""
    column = require_column(table, name, key)
    if column is not None and column.none_if_empty:
        raise NotCountable(key, name, "a column whose empty cells are unknown; in this one they say that there is none")


def _established(value: Any) -> Any:
    """A value as rows have it; an empty cell, which the file writes in words, as None."""
    if isinstance(value, list | tuple):
        return [_established(each) for each in value]
    return None if value == NOT_ESTABLISHED else value


def _words(table: CheckedTable | None, column: str) -> Collection[str]:
    """The different texts of a column; none where the table was not supplied."""
    return () if table is None else [*table.rows.counts(column, {})]

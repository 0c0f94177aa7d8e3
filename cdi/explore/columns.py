"""Columns and values as an analyst names them: checked against the contract, or refused with the nearest one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cdi.contract.countable import NotCountable, countable_columns, read_conditions, require_column
from cdi.contract.records import RECORD_TABLES
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused, nearest

By = str | Sequence[str] | None
"""A column, several, or none."""
Filter = str | Sequence[str] | Mapping[str, Any] | None
"""A column of yes and no that must say yes, several of them, or values by column."""


def require_table(audit: Audit, table: str) -> str:
    """The record-level table asked for, when the audit has it; UsageRefused with the nearest name when not."""
    names = [schema.name for schema in RECORD_TABLES]
    if table not in names:
        raise UsageRefused(f"{table!r} is no record-level table; {nearest(table, names)}")
    if not audit.holds(table):
        raise UsageRefused(f"the table {table} was not supplied for this audit, so nothing can be counted in it")
    return table


def list_columns(audit: Audit, table: str) -> dict[str, str]:
    """The columns of a table that may be counted by, with what each means."""
    return countable_columns(require_table(audit, table))


def choose_columns(table: str, by: By) -> tuple[str, ...]:
    """The columns to count by, each once. Raises UsageRefused for one that may not be counted by."""
    names = _as_names("by", by)
    try:
        for name in names:
            require_column(table, name, "by")
    except NotCountable as wrong:
        raise _refusal(wrong) from None
    return tuple(dict.fromkeys(names))


def choose_rows(audit: Audit, table: str, where: Filter) -> dict[str, Any]:
    """The conditions that rows must meet, as the rows are asked.

    Raises UsageRefused, with the nearest one, for a column or a value that does not exist. Nothing that is given is
    ever run as code.
    """
    try:
        if isinstance(where, Mapping):
            return read_conditions(table, where, lambda name: [*audit.rows_of(table).counts(name, {})])
        names = _as_names("where", where)
        for name in names:
            column = require_column(table, name, "where")
            if column is None or column.kind != "boolean":
                raise UsageRefused(f"where={name!r}: not a column of yes and no; say which value, as {{{name!r}: …}}")
    except NotCountable as wrong:
        raise _refusal(wrong) from None
    return dict.fromkeys(names, True)


def _as_names(key: str, given: By) -> tuple[str, ...]:
    """One name, several or none; UsageRefused for what is no name."""
    if isinstance(given, str):
        return (given,)
    if given is not None and not isinstance(given, Iterable):
        raise UsageRefused(f"{key}={given!r}: expected the name of a column, or several")
    return tuple(given or ())


def show_month(value: Any) -> Any:
    """A month as text, 2026-04; any other value as it is."""
    return f"{value // 100}-{value % 100:02d}" if isinstance(value, int) and not isinstance(value, bool) else value


def _refusal(wrong: NotCountable) -> UsageRefused:
    """The refusal in the words of the call: by='rout' or where={'route': 'offcer'}."""
    key, _, column = wrong.key.partition(".")
    shown = f"{{{column!r}: {wrong.value!r}}}" if column else repr(wrong.value)
    meant = f"; {nearest(str(wrong.value), wrong.valid)}" if wrong.valid else ""
    return UsageRefused(f"{key}={shown}: {wrong.why}{meant}")

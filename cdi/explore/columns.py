"""Columns and values as an analyst names them: checked against the contract, or refused with the nearest one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cdi.contract.records import RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import Column
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused, nearest
from cdi.model.groups import MOMENTS, MONTH

By = str | Sequence[str] | None
"""A column, several, or none."""
Filter = str | Sequence[str] | Mapping[str, Any] | None
"""A column of yes and no that must say yes, several of them, or values by column."""

_OFFENCES = ("offence", "misclassified_as", "later_offence")
"""Text columns that hold names of offences; all other text may identify somebody, and is never counted by or shown."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def require_table(audit: Audit, table: str) -> str:
    """The record-level table asked for, when the audit has it; UsageRefused with the nearest name when not."""
    names = [schema.name for schema in RECORD_TABLES]
    if table not in names:
        raise UsageRefused(f"{table!r} is no record-level table; {nearest(table, names)}")
    if not audit.holds(table):
        raise UsageRefused(f"the table {table} was not supplied for this audit, so nothing can be counted in it")
    return table


def countable_columns(table: str) -> dict[str, str]:
    """The columns of a table that may be counted by, with what each tells: choices, yes or no, offences, the month."""
    columns = {column.name: column.meaning for column in AUDIT_TABLES[table].columns if _is_countable(column)}
    moments = [name for name in MOMENTS if name in AUDIT_TABLES[table].names]
    return columns | ({MONTH: f"the month of {moments[0]}, such as 2026-04"} if moments else {})


def choose_columns(table: str, by: By) -> tuple[str, ...]:
    """The columns to count by, each once. Raises UsageRefused for one that may not be counted by."""
    names = (by,) if isinstance(by, str) else tuple(by or ())
    for name in names:
        _require_column(table, name, "by")
    return tuple(dict.fromkeys(names))


def choose_rows(audit: Audit, table: str, where: Filter) -> dict[str, Any]:
    """The conditions that rows must meet, as the rows are asked.

    Raises UsageRefused, with the nearest one, for a column or a value that does not exist. Nothing that is given is
    ever run as code.
    """
    if isinstance(where, Mapping):
        return {name: _condition(audit, table, name, value) for name, value in where.items()}
    names = (where,) if isinstance(where, str) else tuple(where or ())
    for name in names:
        column = _require_column(table, name, "where")
        if column is None or column.kind != "boolean":
            raise UsageRefused(f"where={name!r}: not a column of yes and no; say which value, as {{{name!r}: …}}")
    return dict.fromkeys(names, True)


def show_month(value: Any) -> Any:
    """A month as text, 2026-04; any other value as it is."""
    return f"{value // 100}-{value % 100:02d}" if isinstance(value, int) and not isinstance(value, bool) else value


def _is_countable(column: Column) -> bool:
    return column.kind in ("choice", "boolean") or column.name in _OFFENCES


def _require_column(table: str, name: Any, what: str) -> Column | None:
    """The column of that name; nothing for the month, which no table stores."""
    allowed = countable_columns(table)
    if name in allowed:
        return None if name == MONTH else AUDIT_TABLES[table].column(name)
    if name in AUDIT_TABLES[table].names:
        why = "it is text, a number or a moment, and may identify somebody"
        raise UsageRefused(f"{what}={name!r}: not counted by, since {why}; expected one of {', '.join(allowed)}")
    raise UsageRefused(f"{what}={name!r}: {table} has no such column; {nearest(str(name), allowed)}")


def _condition(audit: Audit, table: str, name: str, value: Any) -> Any:
    column = _require_column(table, name, "where")
    if isinstance(value, Iterable) and not isinstance(value, str):
        values = tuple(_value(audit, table, name, column, each) for each in value)
        return values or _refuse_empty(name)
    return _value(audit, table, name, column, value)


def _refuse_empty(name: str) -> Any:
    raise UsageRefused(f"where={{{name!r}: …}}: no value given; expected one or more")


def _value(audit: Audit, table: str, name: str, column: Column | None, value: Any) -> Any:
    if value is None:
        return None
    if column is None:
        month = _MONTH.fullmatch(str(value))
        if month is None:
            raise UsageRefused(f"where={{{name!r}: {value!r}}}: expected a month such as 2026-04")
        return int(month[1]) * 100 + int(month[2])
    if column.kind == "boolean":
        if not isinstance(value, bool):
            raise UsageRefused(f"where={{{name!r}: {value!r}}}: expected True, False or None (not established)")
        return value
    valid = column.choices or tuple(audit.rows_of(table).counts(name, {}))
    if value not in valid:
        raise UsageRefused(f"where={{{name!r}: {value!r}}}: no such value; {nearest(str(value), valid)}")
    return value

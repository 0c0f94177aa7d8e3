"""The columns that rows may be counted by and chosen by, and the values that they may have: for every question asked.

Nothing that is asked is ever run as code: a name is looked up in the contract, a value among its choices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import Column
from cdi.model.groups import MOMENTS, MONTH

_OFFENCES = ("offence", "misclassified_as", "later_offence")
"""Text columns that hold names of offences. Beside these and labels, text may identify somebody: it is never counted by
or shown."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")

Words = Callable[[str], Collection[str]]
"""The names of offences that stand in a column; none where nothing is known of them, and then any name will do."""


class NotCountable(Exception):
    """A column or a value that nothing can be counted by: which one, why, and those that would do.

    It never reaches a person: whoever asked says where it stands.
    """

    def __init__(self, key: str, value: Any, why: str, valid: Iterable[str] = ()) -> None:
        self.key, self.value, self.why, self.valid = key, value, why, tuple(valid)
        super().__init__(why)


def countable_columns(table: str) -> dict[str, str]:
    """The columns of a table that may be counted by, with what each tells."""
    columns = {column.name: column.meaning for column in AUDIT_TABLES[table].columns if _is_countable(column)}
    moments = [name for name in MOMENTS if name in AUDIT_TABLES[table].names]
    return columns | ({MONTH: f"the month of {moments[0]}, such as 2026-04"} if moments else {})


def require_column(table: str, name: Any, key: str) -> Column | None:
    """The column of that name; nothing for the month, which no table stores. Raises NotCountable."""
    allowed = countable_columns(table)
    if name in allowed:
        return None if name == MONTH else AUDIT_TABLES[table].column(name)
    if name in AUDIT_TABLES[table].names:
        why = "not counted by, since it is text, a number or a moment, and may identify somebody"
        raise NotCountable(key, name, why, allowed)
    raise NotCountable(key, name, f"{table} has no such column", allowed)


def read_conditions(table: str, where: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The conditions that rows must meet, as the rows are asked; `words` gives the offences of a column.

    Raises NotCountable for a column or a value that does not exist, and for a list without one.
    """
    return {name: _condition(table, name, value, words) for name, value in where.items()}


def _is_countable(column: Column) -> bool:
    return column.kind in ("choice", "boolean") or column.name in _OFFENCES or column.label


def _condition(table: str, name: str, value: Any, words: Words) -> Any:
    column = require_column(table, name, "where")
    if isinstance(value, Mapping) or not isinstance(value, Iterable) or isinstance(value, str):
        return _value(name, column, value, words)
    values = tuple(_value(name, column, each, words) for each in value)
    if not values:
        raise NotCountable(f"where.{name}", "", "no value given; expected one or more")
    return values


def _value(name: str, column: Column | None, value: Any, words: Words) -> Any:
    if value is None:
        return None
    if column is None:
        month = _MONTH.fullmatch(str(value))
        if month is None:
            raise NotCountable(f"where.{name}", value, "expected a month such as 2026-04")
        return int(month[1]) * 100 + int(month[2])
    if column.kind == "boolean":
        if not isinstance(value, bool):
            raise NotCountable(f"where.{name}", value, "expected True, False or None (not established)")
        return value
    valid = column.choices or tuple(words(name))
    if value not in valid and (valid or not isinstance(value, str)):
        raise NotCountable(f"where.{name}", value, "no such value", valid)
    return value

"""What columns and their values are called in tables and charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cdi.house_style import formatting
from cdi.house_style.crime_kinds import STRATA
from cdi.house_style.routes import ROUTES

_AS_WRITTEN = ("team",)
"""Columns of names, which keep their capitals."""
_VALUES = {"route": ROUTES, "stratum": {kind.id: kind.label for kind in STRATA}}


def name_column(column: str) -> str:
    """A column as the heading of a table: domestic_abuse is "Domestic abuse"."""
    return formatting.capitalised(column.replace("_", " "))


def name_value(column: str, value: str | bool | int | None) -> str:
    """A value of a column in words: a route, a stratum, a month such as 202604, yes or no, or the value itself.

    >>> name_value("domestic_abuse", True), name_value("month", 202604), name_value("route", "crime_bureau")
    ('Yes', 'April 2026', 'Crime bureau')
    """
    if value is None:
        return "Not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return formatting.month(date(value // 100, value % 100, 1))
    if column in _AS_WRITTEN:
        return value
    names = _VALUES.get(column, {})
    return names.get(value) or formatting.capitalised(value.replace("_", " "))


def name_group(columns: tuple[str, ...], values: tuple[str | bool | int | None, ...]) -> str:
    """A group by its values in one line; a yes or no takes its column along: "Officer, domestic abuse: yes"."""
    words = [
        f"{name_column(column)}: {name_value(column, value).lower()}"
        if isinstance(value, bool)
        else name_value(column, value)
        for column, value in zip(columns, values, strict=True)
    ]
    behind = [
        f"{word[:1].lower()}{word[1:]}" if isinstance(value, bool) else word
        for word, value in zip(words[1:], values[1:], strict=True)
    ]
    return ", ".join([words[0], *behind])


def describe_cut(subject: str, by: tuple[str, ...], where: Mapping[str, Any]) -> str:
    """A caption in words: what is counted, by which columns, and among which rows."""
    words = formatting.capitalised(subject)
    if by:
        words += f" by {formatting.listed([name_column(name).lower() for name in by])}"
    return f"{words} ({list_conditions(where)})" if where else words


def list_conditions(where: Mapping[str, Any]) -> str:
    """Conditions of rows in words.

    >>> list_conditions({"route": "crime_bureau", "month": (202604, 202605), "domestic_abuse": True})
    'route: crime bureau; month: April 2026 or May 2026; domestic abuse: yes'
    """
    return "; ".join(_condition(name, value) for name, value in where.items())


def _condition(name: str, value: Any) -> str:
    values = value if isinstance(value, tuple) else (value,)
    names = [
        name_value(name, each) if _keeps_capitals(name, each) else name_value(name, each).lower() for each in values
    ]
    return f"{name_column(name).lower()}: {' or '.join(names)}"


def _keeps_capitals(column: str, value: str | bool | int | None) -> bool:
    """Whether a value is a name: of a month, or of a team."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (column in _AS_WRITTEN and value is not None)

"""Facts as templates and authors see them: read-only, and every text of them known as text from data.

`DataText` prints as itself: what is special in Markdown is escaped when a template prints it, so that a cell can never
become a heading, a link or a directive, whichever template forgot to say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from cdi.model.one_line import on_one_line


class DataText(str):
    """A text that comes from data or settings."""

    __slots__ = ()


def read_only(value: Any) -> Any:
    """The same value, all the way down as something that cannot be changed; texts are on one line."""
    match value:
        case str():
            return DataText(on_one_line(value))
        case None | bool() | int() | float() | date():
            return value
        case Mapping():
            return MappingProxyType({str(name): read_only(inner) for name, inner in value.items()})
        case Sequence() | set() | frozenset():
            return tuple(read_only(item) for item in value)
    raise TypeError(f"a fact of type {type(value).__name__}; expected text, numbers, dates, lists and tables")

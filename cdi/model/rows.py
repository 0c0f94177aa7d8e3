"""Rows that can only be counted: the one way in which measures look at record-level tables.

A table in memory and a table in a database answer the same questions, those of `Rows`, so a measure never knows
where the rows live, and rows in a database never leave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cdi.model.clock import clock_changes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class AtMost:
    """A condition: the column is known and not above the limit."""

    limit: float


@dataclass(frozen=True, slots=True)
class IsNot:
    """A condition: the column is known and is not this value."""

    value: str


@dataclass(frozen=True, slots=True)
class Differs:
    """A condition: the column is known, the other is known, and they are not the same."""

    column: str


Condition = Any
"""A value (equals it), a tuple of values (is one of them), None (is not established), AtMost, IsNot or Differs.

A null meets none but None itself. `delay_hours` (hours from report to record) can be asked for as a column.
"""

Where = Mapping[str, Condition]


class Rows(Protocol):
    """A record-level table that answers with counts only."""

    def count(self, where: Where) -> int:
        """How many rows meet every condition."""

    def distinct(self, column: str, where: Where) -> int:
        """How many different values of a column there are among the rows that meet every condition."""

    def counts(self, by: str, where: Where) -> dict[str, int]:
        """Rows by value of a column, in no particular order; nulls are left out."""

    def most_alike(self, column: str, where: Where) -> int:
        """The most rows that share one value of a column; 0 when there are none. The value itself stays where it is."""

    def least(self, column: str, where: Where) -> float | None:
        """The least value of a column of numbers; nothing when none is established."""

    def within(self, column: str, limits: Sequence[float], where: Where) -> list[int]:
        """How many rows that meet every condition are known not to be above each of the limits, in one pass."""


class RowsElsewhere(Rows, Protocol):
    """Rows whose every question costs a pass over them."""

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Count for all these conditions in one pass, and remember the answers; a stand-in need not."""


def _delay_hours(rows: pd.DataFrame) -> pd.Series:
    """Hours that passed from report to record, through any change of the clocks between them."""
    received, recorded = rows["received_at"], rows["recorded_at"]
    hours = (recorded - received).dt.total_seconds() / 3600
    if received.notna().any() and recorded.notna().any():
        for change, ahead in clock_changes(received.min().date(), recorded.max().date()):
            hours = hours.where(~((received < change) & (recorded >= change)), hours - ahead)
    return hours


# Columns that no table stores because they follow from others, by name.
_DERIVED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {"delay_hours": _delay_hours}


@dataclass(frozen=True, slots=True)
class FrameRows:
    """A table in memory."""

    frame: pd.DataFrame

    def meeting(self, where: Where) -> pd.DataFrame:
        """The rows that meet every condition."""
        return self.frame[self._mask(where)]

    def count(self, where: Where) -> int:
        """How many rows meet every condition."""
        return int(self._mask(where).sum())

    def distinct(self, column: str, where: Where) -> int:
        """How many different values there are."""
        return int(self.frame[column][self._mask(where)].nunique())

    def counts(self, by: str, where: Where) -> dict[str, int]:
        """Rows by value."""
        return {str(value): int(n) for value, n in self.frame[by][self._mask(where)].value_counts().items() if n}

    def most_alike(self, column: str, where: Where) -> int:
        """The most rows that share one value."""
        counts = self.frame[column][self._mask(where)].value_counts()
        return int(counts.max()) if len(counts) else 0

    def within(self, column: str, limits: Sequence[float], where: Where) -> list[int]:
        """How many rows are not above each limit."""
        values = self._values(column)[self._mask(where)]
        return [int((values <= limit).sum()) for limit in limits]

    def least(self, column: str, where: Where) -> float | None:
        """The least value."""
        values = self.frame[column][self._mask(where)].dropna()
        return float(values.min()) if len(values) else None

    def _mask(self, where: Where) -> pd.Series:
        import pandas as pd  # only here, so that a command that counts nothing starts without it

        met = pd.Series(data=True, index=self.frame.index)
        for column, condition in where.items():
            values = self._values(column)
            met &= rows_meeting(condition, values, self.frame).fillna(value=False).astype(bool)
        return met

    def _values(self, column: str) -> pd.Series:
        return _DERIVED[column](self.frame) if column in _DERIVED else self.frame[column]


def rows_meeting(condition: Condition, values: Any, table: Any) -> Any:
    """Which rows meet the condition: cells of a frame or of an Ibis table in, marks or an expression out.

    A null may come out as null; it counts as not met.
    """
    match condition:
        case None:
            return values.isnull()
        case AtMost(limit):
            return values <= limit
        case IsNot(value):
            return values.notnull() & (values != value)
        case Differs(other):
            return values.notnull() & table[other].notnull() & (values != table[other])
        case tuple():
            return values.isin(list(condition))
        case _:
            return values == condition

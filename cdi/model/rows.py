"""Rows that measures can only count: the one way in which they look at record-level tables.

An empty cell is unknown, not false: it meets no condition but `None`, and every condition that is only asked whether it
is possible (`Possibly`). A column that the table lacks is one whose cells are all empty. So what is not known is
counted as such, by `cdi.measures.tallies`, and never as a no.

A table in memory and a table in a database answer the same questions, those of `Rows`, so a measure never knows
where the rows live, and rows in a database never leave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

from cdi.model.derived_columns import cells_of
from cdi.model.groups import Cells, add_groups, as_cell

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class AtMost:
    """A condition: the column is known and not above the limit."""

    limit: float


@dataclass(frozen=True, slots=True)
class Before:
    """A condition: the column is a moment that is known and lies before this one."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class IsNot:
    """A condition: the column is known and is not this value."""

    value: str


@dataclass(frozen=True, slots=True)
class Differs:
    """A condition: the column is known, the other is known, and they are not the same."""

    column: str


@dataclass(frozen=True, slots=True)
class Both:
    """A condition: the column meets the one and the other, of which either may be `Possibly`."""

    one: Any
    other: Any


@dataclass(frozen=True, slots=True)
class Possibly:
    """A condition: the column meets the inner condition, or nobody knows whether it does, since a cell is empty."""

    condition: Any


Condition = Any
"""A value (equals it), a tuple of values (is one of them), None (is not established), or one of the classes above.

A null meets none but None itself and Possibly. `delay_hours` (hours from report to record) and `month` can be asked for
too.
"""

Where = Mapping[str, Condition]


def beside(base: Where, more: Where) -> dict[str, Condition]:
    """Both sets of conditions together, also where they are of the same column."""
    both = [name for name, condition in more.items() if name in base and base[name] != condition]
    return {**base, **more, **{name: Both(base[name], more[name]) for name in both}}


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

    def cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:
        """For each combination of values of some columns, how many rows meet each question, in one pass.

        Rows of which a value is not established make groups of their own, with None. A combination of which no row
        meets any question may be left out.
        """

    def list_values(self, columns: Sequence[str], where: Where) -> list[tuple[str, ...]]:
        """The values of key columns in each row that meets every condition, in their order.

        No measure asks this: it is for a person who follows a figure back to its rows.
        """

    def first_rows(self, key: str, columns: Sequence[str], where: Where, most: int | None) -> list[Cells]:
        """The key and some columns of each row that meets every condition, by key; of many the first, up to `most`.

        No measure asks this: it is for a person at the desk, who names the columns.
        """


class RowsElsewhere(Rows, Protocol):
    """Rows whose every question costs a pass over them."""

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Count for all these conditions in one pass, and remember the answers; a stand-in need not."""


@dataclass(frozen=True, slots=True)
class FrameRows:
    """A table in memory, which nobody changes.

    `marks` keeps which rows meet a condition, since measures ask for the same few in ever new combinations; `values`
    keeps the different values of a column and which of them each row has, since they are the groups of many questions.
    """

    frame: pd.DataFrame
    marks: dict[tuple[str, Condition], Any] = field(default_factory=dict, repr=False, compare=False)
    values: dict[str, tuple[Any, list[Any]]] = field(default_factory=dict, repr=False, compare=False)

    def meeting(self, where: Where) -> pd.DataFrame:
        """The rows that meet every condition."""
        rows: pd.DataFrame = self.frame[self._mask(where)]
        return rows

    def count(self, where: Where) -> int:
        """How many rows meet every condition."""
        return int(self._mask(where).sum())

    def distinct(self, column: str, where: Where) -> int:
        """How many different values there are."""
        return int(cells_of(self.frame, column)[self._mask(where)].nunique())

    def counts(self, by: str, where: Where) -> dict[str, int]:
        """Rows by value."""
        return {
            str(value): int(n) for value, n in cells_of(self.frame, by)[self._mask(where)].value_counts().items() if n
        }

    def most_alike(self, column: str, where: Where) -> int:
        """The most rows that share one value."""
        counts = cells_of(self.frame, column)[self._mask(where)].value_counts()
        return int(counts.max()) if len(counts) else 0

    def cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:
        """How many rows meet each question, by the values of some columns."""
        import numpy as np
        import pandas as pd

        marks = [self._mask(where) for where in asked]
        if not by:
            return {(): [int(met.sum()) for met in marks]}
        columns = [self._values(name) for name in by]
        numbers = np.zeros(len(self.frame), dtype=np.int64)
        for which, values in columns:
            numbers = numbers * len(values) + which
        places, groups = pd.factorize(numbers)
        counts = np.array([np.bincount(places[met], minlength=len(groups)) for met in marks]).T.tolist()
        cells: list[list[Any]] = []
        for _, values in reversed(columns):
            groups, own = np.divmod(groups, len(values))
            cells.insert(0, [values[place] for place in own])
        return add_groups(zip(zip(*cells, strict=True), counts, strict=True))

    def least(self, column: str, where: Where) -> float | None:
        """The least value."""
        values = cells_of(self.frame, column)[self._mask(where)].dropna()
        return float(values.min()) if len(values) else None

    def list_values(self, columns: Sequence[str], where: Where) -> list[tuple[str, ...]]:
        """The values of some columns, row by row."""
        rows = self.meeting(where)[[*columns]].dropna().astype(str)
        return sorted(rows.itertuples(index=False, name=None))

    def first_rows(self, key: str, columns: Sequence[str], where: Where, most: int | None) -> list[Cells]:
        """The key and some columns of the first rows by key."""
        rows = self.meeting(where)
        cells = [[as_cell(cell) for cell in cells_of(rows, name)] for name in (key, *columns)]
        return sorted(zip(*cells, strict=True), key=lambda row: str(row[0]))[:most]

    def _values(self, column: str) -> tuple[Any, list[Any]]:
        """Which of the different values of a column each row has, and these values; the last is None, for a null."""
        import pandas as pd

        if column not in self.values:
            which, values = pd.factorize(cells_of(self.frame, column))
            which[which < 0] = len(values)
            self.values[column] = which, [*map(as_cell, values), None]
        return self.values[column]

    def _mask(self, where: Where) -> Any:
        import numpy as np  # only here, so that a command that counts nothing starts without it

        met = np.ones(len(self.frame), dtype=bool)
        for column, condition in where.items():
            met = met & self._marks(column, condition)
        return met

    def _marks(self, column: str, condition: Condition) -> Any:
        """Which rows meet one condition, worked out once."""
        return marks_meeting(column, condition, self.frame, cells_of, self.marks)


def marks_meeting(
    column: str,
    condition: Condition,
    rows: pd.DataFrame,
    cells: Callable[[pd.DataFrame, str], pd.Series],
    marks: dict[tuple[str, Condition], Any],
) -> Any:
    """Which rows meet a condition, as `rows_meeting` has it, in an array in which a null counts as not met.

    `marks` keeps each answer, and a condition that is made of others is put together from theirs.
    """
    if (column, condition) in marks:
        return marks[column, condition]

    def met(inner: Condition) -> Any:
        return marks_meeting(column, inner, rows, cells, marks)

    match condition:
        case tuple() if condition:
            own = reduce(or_, map(met, condition))
        case Both(one, other):
            own = met(one) & met(other)
        case Possibly(inner) if not isinstance(inner, Differs):
            own = met(None) | met(inner)
        case _:
            own = without_nulls(rows_meeting(condition, cells(rows, column), rows))
    marks[column, condition] = own
    return own


def without_nulls(met: pd.Series) -> Any:
    """The marks of rows as an array, in which a null counts as not met."""
    if met.dtype == bool:
        return met.to_numpy()
    return met.to_numpy(dtype=bool, na_value=False)


def rows_meeting(condition: Condition, values: Any, table: Any) -> Any:
    """Which rows meet the condition: cells of a frame or of an Ibis table in, marks or an expression out.

    A null may come out as null; it counts as not met.
    """
    match condition:
        case None:
            return values.isnull()
        case Possibly(Differs(other) as inner):
            return values.isnull() | table[other].isnull() | rows_meeting(inner, values, table)
        case Possibly(inner):
            return values.isnull() | rows_meeting(inner, values, table)
        case Both(one, other):
            return rows_meeting(one, values, table) & rows_meeting(other, values, table)
        case AtMost(limit):
            return values <= limit
        case Before(moment):
            return values < moment
        case IsNot(value):
            return values.notnull() & (values != value)
        case Differs(other):
            return values.notnull() & table[other].notnull() & (values != table[other])
        case tuple():
            return values.isin(list(condition))
        case _:
            return values == condition

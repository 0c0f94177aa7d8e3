"""Counts that remember which rows they are of, so that a figure can be followed back to its rows.

Measures add and subtract counts; what they divide, weight or round is no count of rows any more. So sums and
differences of these counts remember their rows, and anything else that is made of them is a plain number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cdi.model.audit import Audit
from cdi.model.groups import Cells
from cdi.model.rows import Condition, Rows, Where, beside


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a table that meet every condition, added or (with `sign` -1) taken away.

    `distinct` is the column whose different values are counted, None where the rows are.
    """

    audit: str
    table: str
    where: Mapping[str, Condition]
    distinct: str | None = None
    sign: int = 1


class CountedRows(int):
    """A number of rows with the selections that it is the sum of."""

    selections: tuple[Selection, ...]

    def __new__(cls, number: int, selections: Iterable[Selection] = ()) -> CountedRows:
        """The number, which is the sum of the selections."""
        counted = super().__new__(cls, number)
        counted.selections = tuple(selections)
        return counted

    def __add__(self, other: int) -> int:
        return _sum(self, other, 1)

    def __radd__(self, other: int) -> int:
        return _sum(self, other, 1)

    def __sub__(self, other: int) -> int:
        return _sum(self, other, -1)


def _sum(counted: CountedRows, other: int, sign: int) -> int:
    """The sum or the difference; a plain number where rows nobody knows of are added or taken away."""
    number = int(counted) + sign * int(other)
    if isinstance(other, CountedRows):
        left = [*counted.selections]
        for each in other.selections:
            more, opposite = (replace(each, sign=way * each.sign) for way in (sign, -sign))
            if opposite in left:
                left.remove(opposite)  # rows that were added and are taken away again
            else:
                left.append(more)
        return CountedRows(number, left)
    return number if other else counted


@dataclass(frozen=True, slots=True)
class CountingRows:
    """A table of an audit that answers as its rows do, with counts that remember their rows."""

    audit: str
    table: str
    rows: Rows

    def count(self, where: Where) -> int:
        """How many rows meet every condition."""
        return CountedRows(self.rows.count(where), [self._select(where)])

    def distinct(self, column: str, where: Where) -> int:
        """How many different values of a column there are."""
        return CountedRows(self.rows.distinct(column, where), [self._select(where, column)])

    def counts(self, by: str, where: Where) -> dict[str, int]:
        """Rows by value of a column."""
        return {
            value: CountedRows(number, [self._select({**where, by: value})])
            for value, number in self.rows.counts(by, where).items()
        }

    def most_alike(self, column: str, where: Where) -> int:
        """The most rows that share one value of a column."""
        return self.rows.most_alike(column, where)

    def least(self, column: str, where: Where) -> float | None:
        """The least value of a column."""
        return self.rows.least(column, where)

    def cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:
        """For each combination of values of some columns, how many rows meet each question."""
        return {
            cells: [
                CountedRows(number, [self._select(beside(where, dict(zip(by, cells, strict=True))))])
                for number, where in zip(numbers, asked, strict=True)
            ]
            for cells, numbers in self.rows.cross(by, asked).items()
        }

    def list_values(self, columns: Sequence[str], where: Where) -> list[tuple[str, ...]]:
        """The values of some columns in each row that meets every condition."""
        return self.rows.list_values(columns, where)

    def first_rows(self, key: str, columns: Sequence[str], where: Where, most: int | None) -> list[Cells]:
        """The key and some columns of the first rows by key."""
        return self.rows.first_rows(key, columns, where, most)

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Count ahead where each question costs a pass; rows in memory need not."""
        ahead = getattr(self.rows, "count_ahead", None)
        if ahead is not None:
            ahead(questions)

    def _select(self, where: Where, distinct: str | None = None) -> Selection:
        return Selection(self.audit, self.table, dict(where), distinct)


def with_counting_rows(audit: Audit) -> Audit:
    """The same audit, and those before it, with counts that remember their rows; it gives the same figures."""
    name = audit.inspection.audit
    records = {table: audit.rows_of(table) for table in (*audit.tables, *audit.records)}
    prior = None if audit.prior is None else with_counting_rows(audit.prior)
    return replace(
        audit, records={table: CountingRows(name, table, rows) for table, rows in records.items()}, prior=prior
    )

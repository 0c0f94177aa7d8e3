"""Rows that stay where they are: a database or Parquet files, asked for counts through Ibis.

Every query of an analysis is an aggregate: whole rows, ids and cells never leave. Only for a person who asks for the
rows behind a figure (`cdi why`) do their keys leave, and nothing else of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pandas as pd

from cdi.contract.vocabulary import TableSchema
from cdi.load.database_connection import quiet, refuse_memory
from cdi.model.fault import Fault, InputFaulty
from cdi.model.groups import MONTH, Cells, add_groups, as_cell, moment_column
from cdi.model.one_line import on_one_line
from cdi.model.rows import AtMost, Condition, Differs, Possibly, Where, rows_meeting

GROUPED_KINDS = ("choice", "boolean")
"""Columns with few different values: counting by them first makes a handful of groups of a million rows."""

_Name = TypeVar("_Name", str, int)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class DatabaseRows:
    """A record-level table elsewhere, under the contract's names and types.

    `changes` are the clock changes in the time that the audit spans. `asked` keeps every question, `answers` what
    came back for measures: a report measures an audit twice, and both must be of the same rows.
    """

    table: Any
    schema: TableSchema
    changes: tuple[tuple[datetime, int], ...] = ()
    asked: list[Any] = field(default_factory=list, compare=False)
    answers: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    @property
    def queries(self) -> list[str]:
        """The text of every query so far, for those who must be sure; written only when somebody wants to see it."""
        import ibis

        return [str(ibis.to_sql(expression)) for expression in self.asked]

    def count(self, where: Where) -> int:
        """How many rows meet every condition."""
        return self._once(_conditions(where), lambda: int(self.ask(self._meeting(where).count())))

    def distinct(self, column: str, where: Where) -> int:
        """How many different values there are."""
        question = "distinct", column, _conditions(where)
        return self._once(question, lambda: int(self.ask(self._meeting(where)[column].nunique())))

    def counts(self, by: str, where: Where) -> dict[str, int]:
        """Rows by value of a category; the groups and their sizes are all that comes back."""
        return dict(self._once(("counts", by, _conditions(where)), lambda: self._count_by(by, where)))

    def _count_by(self, by: str, where: Where) -> dict[str, int]:
        meeting = self._meeting(where)
        groups = self.ask(meeting.filter(meeting[by].notnull()).group_by(by).agg(rows=lambda rows: rows.count()))
        counts: dict[str, int] = {}
        for value, rows in zip(groups[by], groups["rows"], strict=True):
            name = on_one_line(str(value))
            counts[name] = counts.get(name, 0) + int(rows)
        return counts

    def most_alike(self, column: str, where: Where) -> int:
        """The size of the largest group of one value; no value comes back."""
        return self._once(("most", column, _conditions(where)), lambda: self._most_alike(column, where))

    def _most_alike(self, column: str, where: Where) -> int:
        meeting = self._meeting(where)
        groups = meeting.filter(meeting[column].notnull()).group_by(column).agg(rows=lambda rows: rows.count())
        return _whole(self.ask(groups["rows"].max()))

    def least(self, column: str, where: Where) -> float | None:
        """The least value."""
        question = "least", column, _conditions(where)
        least = self._once(question, lambda: self.ask(self._meeting(where)[column].min()))
        return None if pd.isna(least) else float(least)

    def cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:
        """How many rows meet each question, by the values of some columns: one query, one pass."""
        question = "cross", *by, *map(_conditions, asked)
        return {cells: [*counts] for cells, counts in self._once(question, lambda: self._cross(by, asked)).items()}

    def _cross(self, by: Sequence[str], asked: Sequence[Where]) -> dict[Cells, list[int]]:
        keys = {name: self._cells(name) for name in by}
        counted = {f"q{place}": self._number_of(where) for place, where in enumerate(asked)}
        groups = self.ask(self.table.group_by(**keys).agg(**counted) if keys else self.table.aggregate(**counted))
        return add_groups(
            (tuple(as_cell(cell) for cell in row[: len(keys)]), [_whole(count) for count in row[len(keys) :]])
            for row in groups.itertuples(index=False, name=None)
        )

    def list_values(self, columns: Sequence[str], where: Where) -> list[tuple[str, ...]]:
        """The values of some columns, and no other; no aggregate either: `why` asks it."""
        keys = self.ask(self._meeting(where).select(*columns)).dropna().astype(str)
        return sorted(keys.itertuples(index=False, name=None))

    def first_rows(self, key: str, columns: Sequence[str], where: Where, most: int | None) -> list[Cells]:
        """The key and some columns of the first rows by key; the engine sorts and cuts, so no other row leaves it."""
        cells = {name: self._cells(name) for name in (key, *columns)}
        rows = self.ask(self._meeting(where).select(**cells).order_by(key).limit(most))
        return [tuple(as_cell(cell) for cell in row) for row in rows.itertuples(index=False, name=None)]

    def count_ahead(self, questions: Iterable[Where]) -> None:
        """Count for all these conditions in one query that makes one pass, and remember the answers.

        The inner query counts by the categories that any condition uses, the outer one adds up the groups that meet
        each; so a hundred questions cost little more than one, and still nothing but their answers comes back. What
        is remembered is not asked again.
        """
        asked = {key: where for where in questions if (key := _conditions(where)) not in self.answers}
        if not asked:
            return
        keys = {name: expression for where in asked.values() for name, expression in self._keys(where)}
        groups = self.table.group_by(**keys).agg(rows_in_group=lambda rows: rows.count())
        wanted = {place: self._in_groups(groups, where) for place, where in enumerate(asked.values())}
        self.answers.update(zip(asked, self.sums(wanted, groups).values(), strict=True))

    def groups(self, columns: Iterable[str]) -> Any:
        """The table counted by some columns, for `sums`: one row for each combination, with `rows_in_group`."""
        return self.table.group_by(sorted(columns)).agg(rows_in_group=lambda rows: rows.count())

    def sums(self, conditions: Mapping[_Name, Any], table: Any = None) -> dict[_Name, int]:
        """How many rows make each expression true, all in one query; nulls do not.

        `table` is the one that the expressions refer to when it is not this one; of `groups`, it is the rows in
        them that are counted.
        """
        if not conditions:
            return {}
        table = self.table if table is None else table
        weight = table["rows_in_group"] if "rows_in_group" in table.columns else 1
        counted = {f"q{place}": each.ifelse(weight, 0).sum() for place, each in enumerate(conditions.values())}
        answer = self.ask(table.aggregate(**counted)).iloc[0]
        return {name: _whole(answer[f"q{place}"]) for place, name in enumerate(conditions)}

    def repeated(self, key: Sequence[str]) -> int:
        """How many rows there are beyond the different keys."""
        keys = self.table.group_by(*key).agg(rows_in_group=lambda rows: rows.count())
        return _whole(self.ask((keys["rows_in_group"] - 1).sum()))

    def ask(self, expression: Any) -> Any:
        """The answer to a question, which is kept.

        Raises InputFaulty when the database refuses it, MemoryError when the embedded engine has too little memory.
        """
        self.asked.append(expression)
        try:
            with quiet():
                return expression.execute()
        except Exception as failed:
            refuse_memory(failed)
            problem = f"the database refused a count ({type(failed).__name__})"
            expected = "columns that can be read as the contract says, and leave to read them"
            raise InputFaulty([Fault(f"table {self.schema.name}", expected, problem=problem)]) from None

    def close(self) -> None:
        """Give the connection back."""
        self.table.get_backend().disconnect()

    def _once(self, question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """The answer to a question of measures, asked of the database the first time only."""
        if question not in self.answers:
            self.answers[question] = ask()
        answer: _Answer = self.answers[question]
        return answer

    def _meeting(self, where: Where) -> Any:
        conditions = [self._met(column, condition) for column, condition in where.items()]
        return self.table.filter(conditions) if conditions else self.table

    def _met(self, column: str, condition: Condition) -> Any:
        if column == "delay_hours":
            return self._possibly_in_time(condition) if isinstance(condition, Possibly) else self._in_time(condition)
        return rows_meeting(condition, self._cells(column), self.table)

    def _number_of(self, where: Where) -> Any:
        import ibis

        met = [self._met(*each) for each in where.items()]
        return ibis.and_(*met).ifelse(1, 0).sum() if met else self.table.count()

    def _cells(self, column: str) -> Any:
        """The cells of a column; a month is worked out from the moment."""
        if column != MONTH:
            return self.table[column]
        moment = self.table[moment_column(self.table.columns)]
        return moment.year() * 100 + moment.month()

    def _possibly_in_time(self, condition: Possibly) -> Any:
        """Recorded in time, or without one of the two moments."""
        unknown = self.table["received_at"].isnull() | self.table["recorded_at"].isnull()
        return unknown | self._in_time(condition.condition)

    def _in_time(self, condition: AtMost) -> Any:
        """Recorded within so many hours that passed, through any change of the clocks between report and record."""
        import ibis

        received, recorded = self.table["received_at"], self.table["recorded_at"]

        def by(ahead: int) -> Any:
            # A sum of time and interval is the one form that every database has.
            return recorded <= received + ibis.interval(minutes=round((condition.limit + ahead) * 60))

        met = by(0)
        for change, ahead in self.changes:
            moment = ibis.timestamp(change.isoformat())
            met = ((received < moment) & (recorded >= moment)).ifelse(by(ahead), met)
        return met

    def _keys(self, where: Where) -> Iterator[tuple[str, Any]]:
        """What to group by so that the groups answer every condition: a category, or whether one is met."""
        for column, condition in where.items():
            if self._is_category(column, condition):
                yield column, self.table[column]
            else:
                yield _named(column, condition), self._met(column, condition)

    def _in_groups(self, groups: Any, where: Where) -> Any:
        import ibis

        met = [
            rows_meeting(condition, groups[column], groups)
            if self._is_category(column, condition)
            else groups[_named(column, condition)]
            for column, condition in where.items()
        ]
        return ibis.and_(*met) if met else ibis.literal(value=True)

    def _is_category(self, column: str, condition: Condition) -> bool:
        inner = condition.condition if isinstance(condition, Possibly) else condition
        simple = column in self.schema.names and not isinstance(inner, Differs)
        return simple and self.schema.column(column).kind in GROUPED_KINDS


def _conditions(where: Where) -> frozenset[tuple[str, Condition]]:
    """The conditions as a key for what is remembered of them."""
    return frozenset(where.items())


def _whole(cell: Any) -> int:
    """A sum or a maximum as a number; that of no rows is null."""
    return 0 if pd.isna(cell) else int(cell)


def _named(column: str, condition: Condition) -> str:
    """A name for "the column meets the condition"."""
    return "met_" + "".join(letter if letter.isalnum() else "_" for letter in f"{column}_{condition}".lower())

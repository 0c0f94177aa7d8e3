"""Printed and hidden numbers as sums of the same unknown counts: how many rows there are of each kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from cdi.disclosure.kinds_of_rows import KindsOfRows
from cdi.disclosure.numbers import PrintedNumber
from cdi.disclosure.policy import Policy
from cdi.model.audit import Audit
from cdi.model.counted_rows import Selection
from cdi.stats.inputs import Floats
from cdi.stats.suppression import HiddenSum, PrintedSum, Release


def build_release(
    audit: Audit,
    printed: Sequence[PrintedNumber],
    hidden: Sequence[PrintedNumber],
    width: float,
    costs: Mapping[str, float],
) -> Release:
    """The release of an audit that was measured with counting rows; the owners of numbers are its groups.

    Numbers of other tables than those of hidden numbers, and of what is counted together with these, say nothing of
    them and are left out.
    """
    tables = _tables_reached(printed, hidden)
    own = [each for each in printed if _is_of(audit, each) and {*_tables(each)} <= tables]
    counts = _Counts(audit, tables, [*own, *hidden])
    sums = np.array([counts.sum_of(each.selections) for each in (*own, *hidden)])
    sums, limits = _without_repeats(sums, counts.limits())
    return Release(
        [PrintedSum(row, each.number, each.owner) for row, each in zip(sums, own, strict=False)],
        [HiddenSum(row, each.number, each.owner) for row, each in zip(sums[len(own) :], hidden, strict=True)],
        width,
        costs,
        limits,
    )


def small_differences(
    policy: Policy, audit: Audit, printed: Sequence[PrintedNumber], extra: Collection[str]
) -> list[PrintedNumber]:
    """What two printed numbers give away of people whom no printed number counts: a whole less a part of it.

    "12 of all victims" beside "11 of adult victims" says that there is one child. Such a difference counts where a
    number of an extra measure (`extra`: their owners) is one of the two, where a column that is about people tells them
    apart, and where it is small. A difference that has the same rows as another stands once.
    """
    numbers = [each for each in printed if _is_of(audit, each) and len({*_tables(each)}) == 1]
    asked = {table for each in numbers if each.owner in extra for table in _tables(each)}
    numbers = [each for each in numbers if {*_tables(each)} <= asked]
    counts = _Counts(audit, asked, numbers)
    rows = [counts.sum_of(each.selections) for each in numbers]
    differences: dict[bytes, PrintedNumber] = {}
    for (whole, in_whole), (part, in_part) in permutations(zip(numbers, rows, strict=True), 2):
        if (
            policy.is_small(whole.number - part.number)
            and (whole.owner in extra or part.owner in extra)
            and _told_apart_by_people(policy, whole, part)
            and np.all(in_part <= in_whole)
        ):
            less = tuple(replace(each, sign=-each.sign) for each in part.selections)
            owner = f"the difference of {whole.owner} and {part.owner}"
            difference = PrintedNumber(owner, whole.number - part.number, whole.selections + less)
            differences.setdefault((in_whole - in_part).tobytes(), difference)
    return [*differences.values()]


def _told_apart_by_people(policy: Policy, one: PrintedNumber, other: PrintedNumber) -> bool:
    """Whether a column that is about people is asked of one number and not, or otherwise, of the other."""
    mine, theirs = (
        {(each.table, *pair) for each in number.selections for pair in each.where.items()} for number in (one, other)
    )
    return any(policy.columns.get(f"{table}.{name}") != "process" for table, name, _ in mine ^ theirs)


def _tables(number: PrintedNumber) -> Iterable[str]:
    return (selection.table for selection in number.selections)


def _is_of(audit: Audit, number: PrintedNumber) -> bool:
    """Whether all rows of a number are this audit's own, and not those of the audit before."""
    return all(selection.audit == audit.inspection.audit for selection in number.selections)


def _tables_reached(printed: Sequence[PrintedNumber], hidden: Sequence[PrintedNumber]) -> set[str]:
    reached = {table for number in hidden for table in _tables(number)}
    while more := {table for number in printed if reached.intersection(_tables(number)) for table in _tables(number)}:
        if more <= reached:
            break
        reached |= more
    return reached


@dataclass(frozen=True, slots=True)
class _Distinct:
    """How many different values of a column there are among some rows: a count of its own, bounded by others."""

    table: str
    column: str
    where: frozenset[tuple[str, object]]

    @classmethod
    def of(cls, selection: Selection) -> _Distinct:
        return cls(selection.table, str(selection.distinct), frozenset(selection.where.items()))


class _Counts:
    """The unknown counts: the rows of each kind, table by table, and then the numbers of different values."""

    def __init__(self, audit: Audit, tables: Iterable[str], numbers: Sequence[PrintedNumber]) -> None:
        selections = [selection for number in numbers for selection in number.selections]
        self._kinds = {
            table: KindsOfRows(
                table, audit.records[table], (selection for selection in selections if selection.table == table)
            )
            for table in sorted(tables)
        }
        self._starts: dict[str, int] = {}
        self._length = 0
        for table, kinds in self._kinds.items():
            self._starts[table] = self._length
            self._length += kinds.number
        distinct = {_Distinct.of(each): each for each in selections if each.distinct is not None}
        self._places = {each: self._length + place for place, each in enumerate(distinct)}
        self._selections = distinct
        self._length += len(distinct)

    def sum_of(self, selections: Iterable[Selection]) -> Floats:
        """How often each count is in the sum of some selections."""
        parts = np.zeros(self._length)
        for selection in selections:
            if selection.distinct is None:
                parts += selection.sign * self._rows_of(selection)
            else:
                parts[self._places[_Distinct.of(selection)]] += selection.sign
        return parts

    def _rows_of(self, selection: Selection) -> Floats:
        parts, start = np.zeros(self._length), self._starts[selection.table]
        counted = self._kinds[selection.table].counted(selection)
        parts[start : start + len(counted)] = counted
        return parts

    def limits(self) -> Floats:
        """Different values are no more than the rows that they stand in, nor than those of more rows."""
        rows = []
        for each, selection in self._selections.items():
            wider = (other for other in self._selections if _lies_within(each, other))
            rows += [self._less(each, self._places[other]) for other in wider]
            rows.append(self._less(each, None) - self._rows_of(selection))
        return np.array(rows) if rows else np.zeros((0, self._length))

    def _less(self, each: _Distinct, place: int | None) -> Floats:
        parts = np.zeros(self._length)
        parts[self._places[each]] = 1
        if place is not None:
            parts[place] = -1
        return parts


def _lies_within(each: _Distinct, other: _Distinct) -> bool:
    return other is not each and (each.table, each.column) == (other.table, other.column) and other.where < each.where


def _without_repeats(sums: Floats, limits: Floats) -> tuple[Floats, Floats]:
    """The same with one count for all that stand in the same sums, and without those that stand in none."""
    together = np.vstack([sums, limits]).astype(np.int8).T
    different = {row.tobytes(): row for row in together[np.any(together != 0, axis=1)]}
    kept = np.array([*different.values()], dtype=np.float64).reshape(-1, together.shape[1]).T
    return kept[: len(sums)], kept[len(sums) :]

"""Printed and hidden numbers as sums of the same unknown counts: how many rows there are of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cdi.disclosure.kinds_of_rows import KindsOfRows
from cdi.disclosure.numbers import PrintedNumber
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
            self._length += len(kinds.frame)
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

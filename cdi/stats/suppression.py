"""Which sums must go unsaid so that others cannot be worked out: secondary suppression by the range that is left.

Readers are told sums of counts that they do not know, such as the cells of a table that its totals are made of. What
they can work out of a sum that is hidden is the range of its values in whole numbers that fit all that is printed
(Fischetti and Salazar 2001; the audit step of sdcTable and of tau-ARGUS). A sum is safe when that range is wide enough.
Sums are hidden in groups, since what is printed of one figure goes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from cdi.stats.inputs import Floats, not_negative, numbers, one, whole_number
from cdi.stats.units import Coefficient

_SOLVED, _UNBOUNDED, _EITHER = 0, 3, 4
# Chosen: no printed sum has to move further than this many times the width, or another group is silent.
_MOST_MOVED = 20
_TIE, _HALF = 1e-4, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class PrintedSum:
    """A sum that readers are told: how often each unknown count is in it, the total, and the group that it is of."""

    parts: Floats
    total: float
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class HiddenSum:
    """A sum that readers must not work out: its parts, its true total, and the group that it is hidden with."""

    parts: Floats
    total: float
    group: str


@dataclass(frozen=True, slots=True)
class Release:
    """All that is printed and all that must stay hidden, of the same unknown counts, which are 0 or more.

    Each row of `limits` is a sum that is known to be 0 or less, whoever prints what. `width` is the least range in
    whole numbers, largest less smallest, that a hidden sum may be narrowed down to. `costs` are of the groups that may
    go unsaid; those without one are printed whatever happens.
    """

    printed: Sequence[PrintedSum]
    hidden: Sequence[HiddenSum]
    width: float
    costs: Mapping[str, float]
    limits: Floats | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """The groups that go unsaid beside the hidden ones, in the order of choice.

    `exposed` are the sums whose range no silence makes as wide as it should be; it is made as wide as what is printed
    whatever happens allows. `certain` are those of them of which that leaves a single value, or which could not be
    protected at all.
    """

    secondary: tuple[str, ...]
    exposed: tuple[HiddenSum, ...]
    certain: tuple[HiddenSum, ...] = ()


def furthest(
    parts: Coefficient, printed: Sequence[PrintedSum], limits: Coefficient | None, sign: int
) -> tuple[float, Floats | None]:
    """The greatest value that a sum can have given what is printed, and counts that give it.

    With `sign` -1 it is the smallest value, with its sign turned. It is infinite, without counts, where nothing bounds
    it. `limits` is as in `Release`. ValueError where no counts fit what is printed.
    """
    own = numbers(parts, "parts")
    if own.ndim != 1:
        raise ValueError(f"parts of shape {own.shape}: expected a list, with one number for each count")
    _require_sums(printed, PrintedSum, "printed", len(own))
    rows = _limits(limits, len(own))
    if whole_number(sign, "sign", -1, 1) == 0:
        raise ValueError("sign 0: expected 1 for the greatest value or -1 for the smallest")
    constraints = []
    if printed:
        totals = np.array([row.total for row in printed])
        constraints.append(LinearConstraint(np.array([row.parts for row in printed]), totals, totals))
    if rows is not None:
        constraints.append(LinearConstraint(rows, -inf, 0))
    whole = np.ones(len(own), dtype=np.int64)
    answer = milp(-sign * own, constraints=constraints, integrality=whole, bounds=Bounds(0, inf))
    if answer.status == _UNBOUNDED or (answer.status == _EITHER and _fits(constraints, len(own))):
        return inf, None
    if answer.status != _SOLVED or answer.x is None:
        raise ValueError(f"no whole numbers fit what is printed: {answer.message}")
    counts = np.rint(answer.x)
    return float(sign * own @ counts), counts


def _require_sums(sums: object, kind: type[PrintedSum] | type[HiddenSum], name: str, length: int) -> None:
    """Sums of as many counts as there are, in finite numbers: one that is NaN would pass for safe."""
    if not isinstance(sums, Sequence):
        raise TypeError(f"{name} {sums!r}: expected a list of {kind.__name__}")
    for each in sums:
        if not isinstance(each, kind):
            raise TypeError(f"{name} {each!r}: expected a list of {kind.__name__}")
        if np.shape(each.parts) != (length,):
            shape = np.shape(each.parts)
            raise ValueError(f"{name} sum with parts of shape {shape}: expected one number for each of {length} counts")
    if sums:
        numbers([each.total for each in sums], f"{name} total")
        numbers([each.parts for each in sums], f"{name} parts")


def _limits(limits: Coefficient | None, length: int) -> Floats | None:
    """The limits as rows; None where there are none."""
    if limits is None or np.shape(limits) == (0, length):
        return None
    rows = numbers(limits, "limits")
    if rows.ndim != 2 or rows.shape[1] != length:
        raise ValueError(f"limits of shape {rows.shape}: expected rows with one number for each of {length} counts")
    return rows


def _fits(constraints: Sequence[LinearConstraint], length: int) -> bool:
    """Whether any counts fit at all; a solver may leave open whether none do or there is no end."""
    none = np.zeros(length)
    return milp(none, constraints=constraints, bounds=Bounds(0, inf)).status == _SOLVED


def suppress(release: Release) -> Suppression:
    """Choose what else goes unsaid until every hidden sum is safe: the groups that cost least for each sum in turn.

    A sum that nothing makes safe has as wide a range as can be had. In the end each choice that is not needed after all
    is printed again. The same release has the same answer.
    TypeError or ValueError for a release that is not in finite numbers, or whose sums are not of the same counts.
    """
    _require_release(release)
    reader = _Reader(release)
    unsaid = {each.group for each in release.hidden}
    secondary: list[str] = []
    unprotected: list[HiddenSum] = []
    for target in release.hidden:
        if reader.shortfall(target, unsaid) > 0:
            reader.need_what_can_be(target)
            choices = [name for name in reader.cheapest(target, unsaid) if name not in unsaid]
            secondary += choices
            unsaid.update(choices)
            if reader.needs[target] < 1 or reader.shortfall(target, unsaid) > 0:
                unprotected.append(target)
    for choice in [*reversed(secondary)]:
        without = unsaid - {choice}
        if all(reader.shortfall(each, without) <= 0 for each in release.hidden if each not in unprotected):
            secondary.remove(choice)
            unsaid = without
    exposed = (each for each in release.hidden if each in unprotected or reader.needs[each] < release.width)
    return Suppression(tuple(secondary), tuple(exposed), tuple(unprotected))


def _require_release(release: Release) -> None:
    if not isinstance(release, Release):
        raise TypeError(f"release {release!r}: expected a Release")
    not_negative(one(release.width, "width"), "width")
    for cost in release.costs.values():
        not_negative(one(cost, "cost"), "cost")
    if release.hidden:
        length = len(release.hidden[0].parts)
        _require_sums(release.hidden, HiddenSum, "hidden", length)
        _require_sums(release.printed, PrintedSum, "printed", length)
        _limits(release.limits, length)


class _Reader:
    """What somebody could work out who knows all that is printed.

    Counts that once fitted are kept, since one set of counts shows of many hidden sums at once how far they may lie
    from the truth.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.needs = dict.fromkeys(release.hidden, release.width)
        self._fitting: list[Floats] = []

    def need_what_can_be(self, target: HiddenSum) -> None:
        """Ask of a hidden sum no wider range than what is printed whatever happens allows."""
        fixed = [row for row in self.release.printed if row.group not in self.release.costs]
        high, low = (furthest(target.parts, fixed, self.release.limits, sign)[0] for sign in (1, -1))
        self.needs[target] = min(self.release.width, high + low)

    def shortfall(self, target: HiddenSum, unsaid: Iterable[str]) -> float:
        """By how much the range of a hidden sum is too narrow; 0 or less when it is safe."""
        silent = {*unsaid}
        printed = [row for row in self.release.printed if row.group not in silent]
        values = [target.total, *(float(target.parts @ counts) for counts in self._still_fitting(printed))]
        for sign in (1, -1):
            if max(values) - min(values) >= self.needs[target]:
                break
            end, counts = furthest(target.parts, printed, self.release.limits, sign)
            if counts is not None:
                self._fitting.append(counts)
            values.append(sign * end)
        return self.needs[target] - (max(values) - min(values))

    def _still_fitting(self, printed: Sequence[PrintedSum]) -> list[Floats]:
        if not printed:
            return self._fitting
        sums, totals = np.array([row.parts for row in printed]), np.array([row.total for row in printed])
        return [counts for counts in self._fitting if np.array_equal(sums @ counts, totals)]

    def cheapest(self, target: HiddenSum, unsaid: Iterable[str]) -> list[str]:
        """The groups that cost least, of those whose silence leaves the hidden sum as wide a range as it needs.

        Upwards as far as it may go, and downwards for what is left.
        """
        rows = [row for row in self.release.printed if row.group not in {*unsaid}]
        fixed = [row for row in rows if row.group not in self.release.costs]
        high, _ = furthest(target.parts, fixed, self.release.limits, 1)
        up = min(self.needs[target], high - target.total)
        groups = self._groups_that_move(target, rows, up)
        return [*dict.fromkeys([*groups, *self._groups_that_move(target, rows, up - self.needs[target])])]

    def _groups_that_move(self, target: HiddenSum, rows: Sequence[PrintedSum], far: float) -> list[str]:
        """The cheapest groups without which other counts fit whose hidden sum lies so far from the truth."""
        release, names = self.release, sorted({row.group for row in rows} & self.release.costs.keys())
        if far == 0:
            return []
        length, places = len(target.parts), {name: place for place, name in enumerate(names)}
        silence = np.zeros((len(rows), len(names)))
        for place, row in enumerate(rows):
            if row.group in places:
                silence[place, places[row.group]] = _MOST_MOVED * release.width
        sums, totals = np.array([row.parts for row in rows]), np.array([row.total for row in rows])
        moved = np.append(np.sign(far) * target.parts, np.zeros(len(names)))
        constraints = [
            LinearConstraint(np.hstack([sums, silence]), totals, inf),
            LinearConstraint(np.hstack([sums, -silence]), -inf, totals),
            LinearConstraint(moved, np.sign(far) * (target.total + far), inf),
        ]
        if release.limits is not None and len(release.limits):
            none = np.zeros((len(release.limits), len(names)))
            constraints.append(LinearConstraint(np.hstack([release.limits, none]), -inf, 0))
        # Of groups that cost the same the first by name.
        costs = [release.costs[name] * (1 + _TIE * place) for place, name in enumerate(names)]
        answer = milp(
            np.append(np.zeros(length), costs),
            constraints=constraints,
            integrality=np.ones(length + len(names), dtype=np.int64),
            bounds=Bounds(0, np.append(np.full(length, inf), np.ones(len(names)))),
        )
        if answer.status != _SOLVED or answer.x is None:
            return []
        return [name for name, unsaid in zip(names, answer.x[length:], strict=True) if unsaid > _HALF]

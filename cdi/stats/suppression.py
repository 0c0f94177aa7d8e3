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

from cdi.stats.fitting_counts import ROUNDED, Places, Problem, Sums
from cdi.stats.inputs import Floats, not_negative, numbers, one, whole_number
from cdi.stats.units import Coefficient

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
    sums = _sums(printed, rows, len(own))
    return sums.problem(own, np.arange(len(printed))).furthest(sign)


def _sums(printed: Sequence[PrintedSum], limits: Floats | None, length: int) -> Sums:
    none = np.zeros((0, length))
    parts = np.array([row.parts for row in printed], dtype=np.float64) if printed else none
    return Sums(parts, np.array([row.total for row in printed], dtype=np.float64), none if limits is None else limits)


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


def suppress(release: Release) -> Suppression:
    """Choose what else goes unsaid until every hidden sum is safe: the groups that cost least for each sum in turn.

    A sum that nothing makes safe has as wide a range as can be had. In the end each choice that is not needed after all
    is printed again. The same release has the same answer.
    TypeError or ValueError for a release that is not in finite numbers, or whose sums are not of the same counts.
    """
    _require_release(release)
    if not release.hidden:
        return Suppression((), ())
    reader, hidden = _Reader(release), release.hidden
    unsaid = {each.group for each in hidden}
    chosen_for: dict[str, int] = {}
    unprotected: set[int] = set()
    for place in range(len(hidden)):
        if not reader.is_safe(place, unsaid):
            choices = [name for name in reader.cheapest(place, unsaid) if name not in unsaid]
            chosen_for |= dict.fromkeys(choices, place)
            unsaid.update(choices)
            if reader.needs[place] < 1 or not reader.is_safe(place, unsaid):
                unprotected.add(place)
    for choice, place in [*reversed(chosen_for.items())]:
        without = unsaid - {choice}
        # The sum that it was chosen for is the likeliest to need it.
        order = sorted({*range(len(hidden))} - unprotected, key=lambda each: (each != place, each))
        if all(reader.is_safe(each, without) for each in order):
            del chosen_for[choice]
            unsaid = without
    exposed = (place for place, needs in enumerate(reader.needs) if place in unprotected or needs < release.width)
    return Suppression(
        (*chosen_for,), tuple(hidden[place] for place in exposed), tuple(hidden[place] for place in sorted(unprotected))
    )


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

    Counts that fit are kept with the groups whose sums they break: they show of many hidden sums at once how far these
    may lie from the truth, wherever those groups are silent. Limits of hidden sums are kept with the groups that prove
    them: they stand wherever those groups are printed.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.needs = [release.width for _ in release.hidden]
        # Of the same sums the first stands for all, so those that are printed whatever happens come first.
        printed = sorted(release.printed, key=lambda row: row.group in release.costs)
        self._groups = np.array([row.group for row in printed], dtype=object)
        self._targets = np.array([each.parts for each in release.hidden], dtype=np.float64)
        self._whole = np.all(self._targets == np.rint(self._targets), axis=1)
        self._sums = _sums(printed, _limits(release.limits, len(self._targets[0])), len(self._targets[0]))
        self._fitting: list[tuple[set[str], Floats]] = []
        self._limits: list[tuple[set[str], int, int, float]] = []

    def is_safe(self, place: int, unsaid: set[str]) -> bool:
        """Whether the range of a hidden sum is as wide as it needs to be."""
        verdict = self._verdict(place, unsaid)
        if verdict is not None:
            return verdict
        problem = self._sums.problem(self._targets[place], self._rows_but(unsaid))
        for search in (self._search_limit, self._search_counts):
            for sign in (1, -1):
                search(problem, place, sign, unsaid)
                verdict = self._verdict(place, unsaid)
                if verdict is not None:
                    return verdict
        return False

    def _verdict(self, place: int, unsaid: set[str]) -> bool | None:
        """Whether a hidden sum is safe by what is kept; None if that leaves it open."""
        needs, total = self.needs[place], self.release.hidden[place].total
        values = [total, *(values[place] for broken, values in self._fitting if broken <= unsaid)]
        if max(values) - min(values) >= needs:
            return True
        ends = {1: inf, -1: inf}
        for proof, of, sign, most in self._limits:
            if of == place and not proof & unsaid:
                ends[sign] = min(ends[sign], most)
        return False if ends[1] + ends[-1] < needs - ROUNDED else None

    def _search_limit(self, problem: Problem, place: int, sign: int, unsaid: set[str]) -> None:
        limit = problem.limit(sign)
        if limit is not None:
            self._keep_limit(place, sign, limit.most, limit.places)
            if limit.counts is not None:
                self._keep_counts(limit.counts)

    def _search_counts(self, problem: Problem, place: int, sign: int, unsaid: set[str]) -> None:
        most, counts = problem.furthest(sign)
        if counts is None:
            endless = np.array([each.total for each in self.release.hidden], dtype=np.float64)
            endless[place] = sign * inf
            self._fitting.append((unsaid, endless))
        else:
            self._keep_counts(counts)
            self._keep_limit(place, sign, most, self._rows_but(unsaid))

    def cheapest(self, place: int, unsaid: set[str]) -> list[str]:
        """The groups that cost least, of those whose silence leaves the hidden sum as wide a range as it can have.

        Upwards as far as it may go, and downwards for what is left.
        """
        choice = self._groups_that_move(place, unsaid, self.release.width)
        if choice is not None:
            return choice
        up, down = self._reach(place, unsaid)
        width = self.needs[place] = min(self.release.width, up + down)
        up = min(width, up)
        choices = [self._groups_that_move(place, unsaid, far) for far in (up, up - width)]
        return [*dict.fromkeys(name for choice in choices for name in choice or [])]

    def _reach(self, place: int, unsaid: set[str]) -> tuple[float, float]:
        """How far the hidden sum can lie above and below the truth by what is printed whatever happens."""
        always = self._rows_but({*unsaid, *self.release.costs})
        problem, total = self._sums.problem(self._targets[place], always), self.release.hidden[place].total
        return problem.furthest(1)[0] - total, problem.furthest(-1)[0] + total

    def _groups_that_move(self, place: int, unsaid: set[str], far: float) -> list[str] | None:
        """The cheapest groups without which other counts fit whose hidden sum lies so far from the truth.

        None where there are none. Each wall is a set of groups of which one at least must be silent: those that prove
        that the sum cannot go so far. The cheapest groups that have one of each wall are silent at least, and where
        the sum still cannot go so far, there is a further wall.
        """
        if far == 0:
            return []
        names = sorted({*self._groups} & self.release.costs.keys() - unsaid)
        walls: list[set[str]] = []
        while True:
            choice = self._cheapest_through(walls, names)
            opened = {*choice}
            while (wall := self._wall(place, unsaid, opened, far)) is not None:
                if not wall:
                    return None
                walls.append(wall)
                opened |= wall
            if opened == {*choice}:
                if self._goes(place, unsaid, opened, far):
                    return choice
                walls.append({*names} - opened)
                if not walls[-1]:
                    return None

    def _wall(self, place: int, unsaid: set[str], opened: set[str], far: float) -> set[str] | None:
        """The groups that prove that a hidden sum cannot go so far with some groups silent; None if it might."""
        sign = 1 if far > 0 else -1
        limit = self._moving(place, unsaid, opened).limit(sign)
        if limit is None or limit.most >= self._goal(place, far) - ROUNDED:
            return None
        if limit.by_totals:
            self._keep_limit(place, sign, limit.most, limit.places)
        return {*self._groups[limit.places]} & self.release.costs.keys()

    def _goes(self, place: int, unsaid: set[str], opened: set[str], far: float) -> bool:
        """Whether a hidden sum can go so far in whole numbers with some groups silent."""
        try:
            most, counts = self._moving(place, unsaid, opened).furthest(1 if far > 0 else -1)
        except ValueError:
            return False
        if counts is not None:
            self._keep_counts(counts)
        return most >= self._goal(place, far)

    def _goal(self, place: int, far: float) -> float:
        return abs(far) + (1 if far > 0 else -1) * self.release.hidden[place].total

    def _moving(self, place: int, unsaid: set[str], opened: set[str]) -> Problem:
        exact, near = self._rows_but({*unsaid, *opened}), np.flatnonzero([group in opened for group in self._groups])
        return self._sums.problem(self._targets[place], exact, near, _MOST_MOVED * self.release.width)

    def _cheapest_through(self, walls: Sequence[set[str]], names: Sequence[str]) -> list[str]:
        """The groups that cost least and have at least one of each wall; of those that cost the same the first by name."""
        if not walls:
            return []
        costs = [self.release.costs[name] * (1 + _TIE * place) for place, name in enumerate(names)]
        of_wall = np.array([[name in wall for name in names] for wall in walls], dtype=np.float64)
        answer = milp(
            costs,
            constraints=LinearConstraint(of_wall, 1, inf),
            integrality=np.ones(len(names)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0},
        )
        return [name for name, silent in zip(names, answer.x, strict=True) if silent > _HALF]

    def _rows_but(self, unsaid: set[str]) -> Places:
        return np.flatnonzero([group not in unsaid for group in self._groups])

    def _keep_limit(self, place: int, sign: int, most: float, rows: Places) -> None:
        if self._whole[place] and most < inf:
            most = np.floor(most + ROUNDED)
        self._limits.append(({*self._groups[rows]}, place, sign, most))

    def _keep_counts(self, counts: Floats) -> None:
        broken = {*self._groups[~self._sums.kept_by(counts)]}
        self._fitting.append((broken, self._targets @ counts))

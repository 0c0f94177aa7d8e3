"""What a reader could work out of hidden sums, with more or less of the rest printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from math import inf

import numpy as np

from cdi.stats.fitting_counts import ROUNDED, Limit, Places, Problem, Sums, rows_of
from cdi.stats.inputs import Floats

# Measured: a program of so few counts takes as long as it takes to state it.
_BRIEF = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Fitting:
    """Counts that fit wherever some groups are silent, and the values that they give the hidden sums."""

    silent: Set[str]
    values: Floats
    counts: Floats


@dataclass(frozen=True, slots=True)
class _Proven:
    """The most that a hidden sum can be, or with `sign` -1 its negative, wherever some groups are printed."""

    printed: Set[str]
    place: int
    sign: int
    most: float


class Reader:
    """A reader of printed sums, each of a group, who would like to know hidden ones, which go by their places.

    Counts that fit are kept, since they show of all hidden sums at once how far these may lie from the truth. So are
    limits of hidden sums, with what proves them. Most questions are answered by what is kept.
    """

    def __init__(self, sums: Sums, groups: Sequence[str], hidden: Floats, truth: Floats) -> None:
        self._sums, self._hidden, self._truth = sums, hidden, truth
        self._groups = np.array(groups, dtype=object)
        self.is_brief = hidden.shape[1] <= _BRIEF
        """Whether whole numbers take no longer than the programs that would spare them."""
        self._whole = np.all(hidden == np.rint(hidden), axis=1)
        self._fitting: list[_Fitting] = []
        self._proven: list[_Proven] = []

    def leaves(self, place: int, width: float, unsaid: Set[str]) -> bool:
        """Whether the range of a hidden sum that is left with some groups silent is as wide as that."""
        verdict = self._verdict(place, width, unsaid)
        if verdict is not None:
            return verdict
        problem = self._sums.problem(self._hidden[place], self._but(unsaid))

        def search(*, among_all: bool, sign: int) -> bool | None:
            if among_all:
                self._search_among_all(problem, place, sign, unsaid)
            else:
                self._search_among_few(problem, place, sign)
            return self._verdict(place, width, unsaid)

        ways = product((True,) if self.is_brief else (False, True), (1, -1))
        verdicts = (search(among_all=among_all, sign=sign) for among_all, sign in ways)
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def reach(self, place: int, unsaid: Set[str]) -> tuple[float, float]:
        """How far above and below the truth a hidden sum can lie with some groups silent."""
        problem = self._sums.problem(self._hidden[place], self._but(unsaid))
        truth = float(self._truth[place])
        return problem.furthest(1)[0] - truth, problem.furthest(-1)[0] + truth

    def wall(
        self, place: int, far: float, unsaid: Set[str], opened: Set[str], leeway: float
    ) -> tuple[bool, Set[str] | None]:
        """Whether a hidden sum can lie so far from the truth with some groups silent, or what proves that it cannot.

        The proof is the groups of the printed sums that prove it; where it is None as well, the question is open. The
        sums of the opened groups, which are silent too, come as near to their totals as the leeway.
        """
        sign, goal = self._goal(place, far)
        exact, near = self._but(unsaid | opened), np.flatnonzero([group in opened for group in self._groups])
        problem = self._sums.problem(self._hidden[place], exact, near, leeway)
        limit = problem.limit(sign)
        if limit is None or limit.most >= goal - ROUNDED:
            return limit is not None and self._furthest_of_few(problem, sign, limit) >= goal, None
        if limit.by_totals:
            self._keep_limit(place, sign, limit)
        return False, {*self._groups[limit.places]}

    def cheapest(
        self,
        place: int,
        far: float,
        unsaid: Set[str],
        costs: Mapping[str, float],
        walls: Sequence[Set[str]],
        leeway: float,
    ) -> list[str] | None:
        """The cheapest groups without which a hidden sum can lie so far from the truth, one at least from each wall.

        Their sums come as near to their totals as the leeway. None where there are no such groups.
        """
        names = [*costs]
        near = np.flatnonzero([group in costs and group not in unsaid for group in self._groups])
        exact = self._but(unsaid | costs.keys())
        answer = self._sums.problem(self._hidden[place], exact, near).cheapest(
            *self._goal(place, far),
            leeway * rows_of([{group} for group in self._groups[near]], names),
            np.array([*costs.values()]),
            rows_of(walls, names),
        )
        if answer is None:
            return None
        counts, silent = answer
        self._keep(0, counts)
        return [name for name, chosen in zip(names, silent, strict=True) if chosen]

    def _goal(self, place: int, far: float) -> tuple[int, float]:
        """The sign of a distance from the truth, and the value so far from it, with that sign."""
        sign = 1 if far > 0 else -1
        return sign, sign * (float(self._truth[place]) + far)

    def _but(self, unsaid: Set[str]) -> Places:
        return np.flatnonzero([group not in unsaid for group in self._groups])

    def _verdict(self, place: int, width: float, unsaid: Set[str]) -> bool | None:
        """Whether a range is as wide as that by the counts and limits that are kept; None where they leave it open."""
        values = [self._truth[place], *(each.values[place] for each in self._fitting if each.silent <= unsaid)]
        if max(values) - min(values) >= width:
            return True
        most = {1: inf, -1: inf}
        for each in self._proven:
            if each.place == place and not each.printed & unsaid:
                most[each.sign] = min(most[each.sign], each.most)
        return False if most[1] + most[-1] < width - ROUNDED else None

    def _search_among_few(self, problem: Problem, place: int, sign: int) -> None:
        limit = problem.limit(sign)
        if limit is not None:
            self._keep_limit(place, sign, limit)
            self._furthest_of_few(problem, sign, limit)

    def _search_among_all(self, problem: Problem, place: int, sign: int, unsaid: Set[str]) -> None:
        most = self._furthest_of_all(problem, sign)
        if most == inf:
            endless = self._truth.copy()
            endless[place] = sign * inf
            self._fitting.append(_Fitting(unsaid, endless, np.zeros(self._hidden.shape[1])))
        else:
            self._proven.append(_Proven({*self._groups} - unsaid, place, sign, most))

    def _furthest_of_few(self, problem: Problem, sign: int, limit: Limit) -> float:
        """How far a sum goes with the counts alone that its limit has and that fitted last: mostly to the limit."""
        latest = self._fitting[-1].counts if self._fitting else np.zeros(self._hidden.shape[1])
        try:
            return self._keep(*problem.furthest(sign, (limit.counts > ROUNDED) | (latest > 0)))
        except ValueError:  # None of those fit.
            return -inf

    def _furthest_of_all(self, problem: Problem, sign: int) -> float:
        return self._keep(*problem.furthest(sign))

    def _keep(self, most: float, counts: Floats | None) -> float:
        if counts is not None:
            broken = {*self._groups[~self._sums.kept_by(counts)]}
            self._fitting.append(_Fitting(broken, self._hidden @ counts, counts))
        return most

    def _keep_limit(self, place: int, sign: int, limit: Limit) -> None:
        most = float(np.floor(limit.most + ROUNDED)) if self._whole[place] else limit.most
        self._proven.append(_Proven({*self._groups[limit.places]}, place, sign, most))

"""Unknown counts, whole and 0 or more, of which sums are printed: how far another sum of them can go.

A linear program, whose counts need not be whole, is quick. It bounds a sum and names the printed sums that prove the
bound, and where its counts happen to be whole they are as good as any. Only what it leaves open needs whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from cdi.stats.inputs import Floats

Places = NDArray[np.intp]
_SOLVED, _UNBOUNDED, _EITHER = 0, 3, 4
# What a solver leaves of a number that is none, and of one that is whole.
_NOTHING, ROUNDED = 1e-9, 1e-6
_MOST_OF_A_BYTE = 127
HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A sum is never more than `most`, by the totals of the sums in `places` and by the leeway of others.

    With `by_totals` the leeway has no part in it. `counts` reach the limit, but need not be whole.
    """

    most: float
    places: Places
    by_totals: bool
    counts: Floats


class Sums:
    """Printed sums of the same unknown counts, a row each, and rows (`limits`) that are 0 or less."""

    def __init__(self, parts: Floats, totals: Floats, limits: Floats) -> None:
        self.parts, self.totals = parts, totals
        self.rows, self.limits = csr_array(parts), csr_array(limits)
        self._by_count = _smaller(np.vstack([parts, limits]).T)
        firsts: dict[tuple[bytes, float], int] = {}
        keys = zip((row.tobytes() for row in parts + 0.0), totals, strict=True)
        self._first = np.array([firsts.setdefault(key, place) for place, key in enumerate(keys)], dtype=np.intp)
        self._empty = (totals == 0) & np.all(parts >= 0, axis=1)

    def problem(self, target: Floats, exact: Places, near: Places | None = None, leeway: float = 0) -> Problem:
        """How far a sum can go while some printed sums keep their totals and others come within the leeway of theirs.

        Sums that are the same stand once, as the first of them. Counts that a total of 0 leaves empty are left out, and
        counts that stand in the same sums are one.
        """
        exact = exact[np.unique(self._first[exact], return_index=True)[1]]
        near = exact[:0] if near is None else near
        empty = exact[self._empty[exact]]
        chosen = np.flatnonzero(~np.any(self.parts[empty] > 0, axis=0))
        if not len(chosen):  # A solver wants at least one count, so all of them are left in.
            empty, chosen = empty[:0], np.arange(len(target))
        exact = np.setdiff1d(exact, empty)
        limits = np.arange(len(self.parts), self._by_count.shape[1])
        rows = self._by_count[chosen][:, np.concatenate([exact, limits, near])]
        firsts = _first_of_each(np.hstack([rows, _smaller(target[chosen, None])]))
        return Problem(self, target, (exact, near, empty), leeway, chosen[firsts], rows[firsts].T)

    def kept_by(self, counts: Floats) -> NDArray[np.bool_]:
        """Which printed sums have their totals with these counts; none of them if the counts break a limit."""
        lawful = bool(np.all(counts >= 0)) and bool(np.all(np.asarray(self.limits @ counts) <= ROUNDED))
        return (np.abs(self.rows @ counts - self.totals) <= ROUNDED) & lawful


class Problem:
    """How far a sum can go: `places` are of sums that keep their totals, of others that come near, and of empty ones.

    `counts` are the places of the counts that are left, and `rows` their parts in the sums that keep their totals, in
    limits, and in the sums that come near.
    """

    def __init__(
        self,
        sums: Sums,
        target: Floats,
        places: tuple[Places, Places, Places],
        leeway: float,
        counts: Places,
        rows: Any,
    ) -> None:
        self._sums, self._target, self._counts = sums, target, counts
        self._exact, self._near, self._empty = places
        self._own, self._totals = target[counts], sums.totals[self._exact]
        matrix, first = csr_array(rows.astype(np.float64)), len(self._exact) + sums.limits.shape[0]
        around, totals = matrix[first:], sums.totals[self._near]
        self._equal = matrix[: len(self._exact)]
        self._below = vstack([matrix[len(self._exact) :], -around], format="csr")
        self._ends = np.concatenate([np.zeros(sums.limits.shape[0]), totals + leeway, leeway - totals])

    def limit(self, sign: int) -> Limit | None:
        """What bounds the sum, or with `sign` -1 its negative; None where a linear program finds nothing that does."""
        bounding: dict[str, Any] = {"A_eq": self._equal, "b_eq": self._totals, "A_ub": self._below, "b_ub": self._ends}
        # To simplify it first would take longer than that saves.
        answer: Any = linprog(-sign * self._own, **bounding, method="highs-ds", options={"presolve": False})
        if answer.status != _SOLVED:
            return None
        weights, slopes = answer.eqlin.marginals, np.split(answer.ineqlin.marginals, [self._sums.limits.shape[0]])
        return Limit(
            -float(answer.fun),
            np.concatenate([self._exact[np.abs(weights) > _NOTHING], self._emptying(sign, weights, *slopes)]),
            bool(np.all(np.abs(slopes[1]) <= _NOTHING)),
            self._of_all(answer.x),
        )

    def _emptying(self, sign: int, weights: Floats, slopes: Floats, leeways: Floats) -> Places:
        """The sums of total 0 without which a count that they leave empty would take the sum beyond its limit."""
        sums, (up, down) = self._sums, np.split(leeways, 2)
        used = np.zeros(len(sums.totals))
        used[self._exact], used[self._near] = weights, up - down
        gains = sign * self._target + used @ sums.rows + slopes @ sums.limits
        needed: list[int] = []
        gaining = gains > _NOTHING
        for place in self._empty:
            emptied = gaining & (sums.parts[place] > 0)
            if np.any(emptied):
                needed.append(place)
                gaining &= ~emptied
        return np.array(needed, dtype=np.intp)

    def furthest(self, sign: int, among: NDArray[np.bool_] | None = None) -> tuple[float, Floats | None]:
        """The greatest value of the sum in whole numbers, or with `sign` -1 of its negative, and counts that give it.

        Counts that are not `among` some stay 0, if that is asked. The value is infinite, without counts, where nothing
        bounds it. ValueError where no counts fit what is printed.
        """
        open_counts = np.arange(len(self._own)) if among is None else np.flatnonzero(among[self._counts])
        own = self._own[open_counts]
        constraints = [
            LinearConstraint(self._equal[:, open_counts], self._totals, self._totals),
            LinearConstraint(self._below[:, open_counts], -inf, self._ends),
        ]
        answer = least_in_whole(-sign * own, constraints)
        if answer.status == _UNBOUNDED or (answer.status == _EITHER and _fits(constraints, len(own))):
            return inf, None
        if answer.status != _SOLVED or answer.x is None:
            raise ValueError(f"no whole numbers fit what is printed: {answer.message}")
        counts = np.zeros(len(self._own))
        counts[open_counts] = np.rint(answer.x)
        return float(sign * self._own @ counts), self._of_all(counts)

    def cheapest(
        self, sign: int, goal: float, leeways: Floats, costs: Floats, walls: Floats
    ) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Which groups to give their leeway so that the sum reaches the goal in whole numbers, and counts that do.

        `leeways` has a row for each sum that may come near and a column for each group; each row of `walls` marks
        groups of which one at least is needed. It is the choice that costs least; None where there is none.
        """
        few, groups = len(self._own), len(costs)
        none = csr_array((self._sums.limits.shape[0], groups))
        leeway = vstack([none, csr_array(-leeways), csr_array(-leeways)])
        constraints = [
            LinearConstraint(hstack([self._equal, csr_array((len(self._exact), groups))]), self._totals, self._totals),
            LinearConstraint(hstack([self._below, leeway]), -inf, self._ends),
            LinearConstraint(np.append(sign * self._own, np.zeros(groups)), goal, inf),
            LinearConstraint(hstack([csr_array((len(walls), few)), csr_array(walls)]), 1, inf),
        ]
        most = np.append(np.full(few, inf), np.ones(groups))
        answer = least_in_whole(np.append(np.zeros(few), costs), constraints, most)
        if answer.status != _SOLVED or answer.x is None:
            return None
        return self._of_all(np.rint(answer.x[:few])), answer.x[few:] > HALF

    def _of_all(self, counts: Floats) -> Floats:
        """The same with the counts that were left out, which are none, or alike and counted in."""
        every = np.zeros(len(self._target))
        every[self._counts] = counts
        return every


def least_in_whole(costs: Floats, constraints: Sequence[LinearConstraint], most: Floats | float = inf) -> Any:
    """The solver's answer for whole numbers from 0 to the most that cost least, and not only nearly so."""
    whole = np.ones(len(costs), dtype=np.int64)
    exact: Any = {"mip_rel_gap": 0.0}
    return milp(costs, constraints=constraints, integrality=whole, bounds=Bounds(0, most), options=exact)


def _fits(constraints: Sequence[LinearConstraint], length: int) -> bool:
    """Whether any counts fit at all; a solver may leave open whether none do or there is no end."""
    return milp(np.zeros(length), constraints=constraints, bounds=Bounds(0, inf)).status == _SOLVED


def _smaller(numbers: Floats) -> NDArray[Any]:
    """The same in bytes where they are whole and small, as parts of sums of counts are."""
    small = np.all((np.abs(numbers) <= _MOST_OF_A_BYTE) & (numbers == np.rint(numbers)))
    return numbers.astype(np.int8) if small else numbers + 0.0


def _first_of_each(rows: NDArray[Any]) -> Places:
    """The places of rows that are not the same as one before."""
    flat = np.ascontiguousarray(rows).view(f"V{rows.shape[1] * rows.itemsize}").ravel()
    return np.sort(np.unique(flat, return_index=True)[1])


def rows_of(sets: Iterable[Set[str]], names: Sequence[str]) -> Floats:
    """For each set a row with 1 for each name that is in it."""
    marks = [[name in each for name in names] for each in sets]
    return np.array(marks, dtype=np.float64).reshape(len(marks), len(names))

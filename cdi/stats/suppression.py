"""Which sums must go unsaid so that others cannot be worked out: secondary suppression by the range that is left.

Readers are told sums of counts that they do not know, such as the cells of a table that its totals are made of. What
they can work out of a sum that is hidden is the range of its values in whole numbers that fit all that is printed
(Fischetti and Salazar 2001; the audit step of sdcTable and of tau-ARGUS). A sum is safe when that range is wide enough.
Sums are hidden in groups, since what is printed of one figure goes together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import LinearConstraint

from cdi.stats.fitting_counts import HALF, Sums, least_in_whole, rows_of
from cdi.stats.inputs import Floats, not_negative, numbers, one, whole_number
from cdi.stats.reader import Reader
from cdi.stats.units import Coefficient

# Chosen: no printed sum has to move further than this many times the width, or another group is silent.
_MOST_MOVED = 20
_TIE = 1e-4
# Chosen: mostly one or two proofs are enough, and where these are not the program is the quicker the more it is given.
_FEW = 4


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
    hidden, choice = release.hidden, _Choice(release)
    unsaid = {each.group for each in hidden}
    chosen_for: dict[str, int] = {}
    unprotected: list[int] = []
    for place in range(len(hidden)):
        if not choice.is_safe(place, unsaid):
            groups = [name for name in choice.cheapest(place, unsaid) if name not in unsaid]
            chosen_for |= dict.fromkeys(groups, place)
            unsaid |= {*groups}
            if choice.needs[place] < 1 or not choice.is_safe(place, unsaid):
                unprotected.append(place)
    for group, chosen in [*reversed(chosen_for.items())]:
        without = unsaid - {group}
        # The sum that it was chosen for is the likeliest to need it.
        order = sorted({*range(len(hidden))} - {*unprotected}, key=lambda place: (place != chosen, place))
        if all(choice.is_safe(place, without) for place in order):
            del chosen_for[group]
            unsaid = without
    exposed = (place for place, needs in enumerate(choice.needs) if place in unprotected or needs < release.width)
    return Suppression(
        (*chosen_for,), tuple(hidden[place] for place in exposed), tuple(hidden[place] for place in unprotected)
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


class _Choice:
    """What goes unsaid so that each hidden sum has a range as wide as it needs."""

    def __init__(self, release: Release) -> None:
        # Of the same sums the first stands for all, so those that are printed whatever happens come first.
        printed = sorted(release.printed, key=lambda row: row.group in release.costs)
        length = len(release.hidden[0].parts)
        self._width, self._costs = release.width, release.costs
        self._groups = {row.group for row in printed} & release.costs.keys()
        self._reader = Reader(
            _sums(printed, _limits(release.limits, length), length),
            [row.group for row in printed],
            np.array([each.parts for each in release.hidden], dtype=np.float64),
            np.array([each.total for each in release.hidden], dtype=np.float64),
        )
        self.needs = [release.width for _ in release.hidden]

    def is_safe(self, place: int, unsaid: Set[str]) -> bool:
        return self._reader.leaves(place, self.needs[place], unsaid)

    def cheapest(self, place: int, unsaid: Set[str]) -> list[str]:
        """The groups that cost least, of those whose silence leaves a hidden sum as wide a range as it needs.

        Upwards as far as it may go, and downwards for what is left. Where what is printed whatever happens allows no
        such range, it needs no wider one than that allows.
        """
        groups = self._groups_that_move(place, unsaid, self._width)
        if groups is not None:
            return groups
        up, down = self._reader.reach(place, unsaid | self._costs.keys())
        width = self.needs[place] = min(self._width, up + down)
        up = min(width, up)
        both = [self._groups_that_move(place, unsaid, far) or [] for far in (up, up - width)]
        return [*dict.fromkeys(name for groups in both for name in groups)]

    def _groups_that_move(self, place: int, unsaid: Set[str], far: float) -> list[str] | None:
        """The cheapest groups without which a hidden sum can lie so far from the truth; None if no silence lets it.

        Of the groups that prove that it cannot lie so far one at least must be silent. Often the cheapest choice of one
        from each of a few such proofs will do, which is quickly seen; where it will not, all is asked in one program.
        """
        if far == 0:
            return []
        # Of groups that cost the same the first by name.
        names, leeway = sorted(self._groups - unsaid), _MOST_MOVED * self._width
        costs = {name: self._costs[name] * (1 + _TIE * place) for place, name in enumerate(names)}
        walls: list[Set[str]] = []
        while len(walls) < _FEW and not self._reader.is_brief:
            groups = _one_from_each(walls, costs)
            goes, wall = self._reader.wall(place, far, unsaid, {*groups}, leeway)
            if goes:
                return groups
            if wall is None:
                break
            if not wall & costs.keys():
                return None
            walls.append(wall)
        return self._reader.cheapest(place, far, unsaid, costs, walls, leeway)


def _one_from_each(walls: Sequence[Set[str]], costs: Mapping[str, float]) -> list[str]:
    """The groups that cost least of which one at least is in each wall."""
    if not walls:
        return []
    one_from_each = LinearConstraint(rows_of(walls, [*costs]), 1, inf)
    answer = least_in_whole(np.array([*costs.values()]), [one_from_each], 1)
    return [name for name, silent in zip(costs, answer.x, strict=True) if silent > HALF]

"""Units side by side, forces or the teams of one: a funnel, who differs from the average, places, and shrunk rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdi.measures.funnel import FEWEST_GROUPS, LEVELS
from cdi.stats.comparisons import (
    against_reference,
    dispersed_z,
    dispersion,
    exact_against_reference,
    exact_limits,
    normal_limits,
    outside,
    pooled_rate,
    two_sided_p,
)
from cdi.stats.inputs import Floats
from cdi.stats.multiplicity import SIGNIFICANCE, adjusted
from cdi.stats.proportions import wilson
from cdi.stats.ranks import sampled_places
from cdi.stats.shrinkage import BetaBinomial, fit, posterior, shrunk

Side = Literal["above", "below", "not shown"]
"""What a test against the average says: the outcomes of the finding rules `beside_all` and `beside_spread`."""
DRAWS = 4000
"""Chosen: places from so many draws differ by at most one place from those of another seed."""
_STEPS = 80
"""Chosen: so many sizes make a smooth curve."""
Limits = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """One unit to compare: its id, its name, and so many successes among so many units counted."""

    id: str
    name: str
    successes: int
    counted: int

    @property
    def percent(self) -> float:
        """Its rate in percent."""
        return 100 * self.successes / self.counted


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands among the others, rates in percent.

    `low` and `high` are its own interval at 95% (Wilson). `p_value` is that of the exact test against the average, and
    `p_spread` the same where units are let differ as much as most of them do; both are adjusted for all units
    (Benjamini and Hochberg). `place` is counted from the lowest rate, 1, with the range that holds it at 95%.
    `shrunk` is the rate drawn towards the others by their spread, with its interval. `beyond` is the level of the
    widest funnel limits that it lies outside of, None inside; `beyond_spread` the same where the spread is added.
    """

    unit: CountedUnit
    low: float
    high: float
    z: float
    p_value: float
    p_spread: float
    place: int
    place_low: int
    place_high: int
    shrunk: float
    shrunk_low: float
    shrunk_high: float
    beyond: float | None
    beyond_spread: float | None

    @property
    def side(self) -> Side:
        """Whether it is shown to differ from the average."""
        return self._side(self.p_value)

    @property
    def side_of_spread(self) -> Side:
        """Whether it is shown to differ by more than units usually do."""
        return self._side(self.p_spread)

    def _side(self, p_value: float) -> Side:
        if p_value > SIGNIFICANCE:
            return "not shown"
        return "above" if self.z > 0 else "below"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All units, the lowest rate first. `centre` is the rate of all together, in percent.

    `factor` is φ, how much more units differ than chance allows, and `spread` τ, the standard deviation between units
    that would explain it, in points. `limits` are exact binomial, `wide_limits` have the spread added; both hold for
    each of `LEVELS` a lower and an upper one at every size of `sizes`, in percent. `seed` is that of the places.
    """

    standings: tuple[Standing, ...]
    centre: float
    factor: float
    spread: float
    sizes: tuple[int, ...]
    limits: Mapping[float, Limits]
    wide_limits: Mapping[float, Limits]
    seed: int

    def shown(self, side: Side, *, beside_spread: bool = False) -> list[Standing]:
        """The units whose test comes out so, the lowest rate first."""
        return [each for each in self.standings if (each.side_of_spread if beside_spread else each.side) == side]


def set_side_by_side(units: Sequence[CountedUnit], seed: int, draws: int = DRAWS) -> SideBySide | None:
    """Compare units that ought to have one rate; None for fewer than eight, which are read one by one.

    None as well where all units together have a rate of 0% or 100%, from which nothing can differ.
    """
    units = sorted(units, key=lambda unit: (unit.percent, unit.id))
    k, n = (np.array([getattr(unit, name) for unit in units]) for name in ("successes", "counted"))
    if len(units) < FEWEST_GROUPS or k.sum() in (0, n.sum()):
        return None
    centre = float(pooled_rate(k, n))
    z, _ = against_reference(k, n, centre)
    found_spread = dispersion(z, n, centre)
    between = float(found_spread.between)
    wide_z = dispersed_z(k, n, centre, between)
    sizes = np.unique(np.geomspace(n.min(), n.max(), _STEPS).round().astype(int))
    columns = {
        "interval": wilson(k, n),
        "p": adjusted(exact_against_reference(k, n, centre), "benjamini-hochberg"),
        "p_spread": adjusted(two_sided_p(wide_z), "benjamini-hochberg"),
        **_places_and_shrunk(k, n, seed, draws),
    }
    beyond = _beyond(k, n, {level: exact_limits(n, centre, level) for level in LEVELS})
    beyond_spread = _beyond(k, n, {level: normal_limits(n, centre, level, between) for level in LEVELS})
    return SideBySide(
        standings=tuple(
            _standing(unit, row, float(z[row]), columns, (beyond[row], beyond_spread[row]))
            for row, unit in enumerate(units)
        ),
        centre=100 * centre,
        factor=float(found_spread.factor),
        spread=100 * between**0.5,
        sizes=tuple(int(size) for size in sizes),
        limits={level: _in_percent(exact_limits(sizes, centre, level)) for level in LEVELS},
        wide_limits={level: _in_percent(normal_limits(sizes, centre, level, between)) for level in LEVELS},
        seed=seed,
    )


def spread_model(k: Floats, n: Floats) -> BetaBinomial | None:
    """The distribution that the units' true rates seem to come from; None where they differ no more than by chance."""
    try:
        return fit(k, n)
    except ValueError:
        return None


def shapes_of(k: Floats, n: Floats, model: BetaBinomial | None) -> tuple[Floats, Floats]:
    """What each unit's true rate may be, as the parameters of a beta distribution; without a model each on its own."""
    return (k + 0.5, n - k + 0.5) if model is None else posterior(k, n, model)


def _places_and_shrunk(k: Floats, n: Floats, seed: int, draws: int) -> dict[str, tuple[Floats, ...]]:
    """Places from the lowest with their ranges, and rates drawn together by the units' spread.

    Where units differ no more than by chance, nothing tells one from another: every rate is that of all together.
    """
    model = spread_model(k, n)
    if model is None:
        together = (pooled_rate(k, n), *wilson(int(k.sum()), int(n.sum())))
        drawn_in = tuple(np.full(len(k), float(end)) for end in together)
    else:
        rate, bounds = shrunk(k, n, model)
        drawn_in = (rate, *bounds)
    middle, (best, last) = sampled_places(*shapes_of(k, n, model), np.random.default_rng(seed), draws)
    # Place 1 of the statistics is the highest rate; ours is the lowest.
    return {"places": tuple(len(k) + 1 - each for each in (middle, last, best)), "shrunk": drawn_in}


def _standing(
    unit: CountedUnit, row: int, z: float, columns: Mapping[str, object], beyond: tuple[float | None, float | None]
) -> Standing:
    def at(name: str) -> list[float]:
        column = columns[name]
        parts = column if isinstance(column, tuple) else (column,)
        return [float(np.asarray(part)[row]) for part in parts]

    low, high = at("interval")
    place, first, last = map(int, at("places"))
    rate, shrunk_low, shrunk_high = at("shrunk")
    return Standing(
        unit=unit,
        low=100 * low,
        high=100 * high,
        z=z,
        p_value=at("p")[0],
        p_spread=at("p_spread")[0],
        place=place,
        place_low=first,
        place_high=last,
        shrunk=100 * rate,
        shrunk_low=100 * shrunk_low,
        shrunk_high=100 * shrunk_high,
        beyond=beyond[0],
        beyond_spread=beyond[1],
    )


def _beyond(k: Floats, n: Floats, limits: Mapping[float, tuple[Floats, Floats]]) -> list[float | None]:
    """For each unit the level of the widest limits that it lies outside of."""
    widest: list[float | None] = [None] * len(k)
    for level, pair in limits.items():
        widest = [level if out else before for out, before in zip(outside(k, n, pair), widest, strict=True)]
    return widest


def _in_percent(limits: tuple[Floats, Floats]) -> Limits:
    low, high = (tuple(float(end) for end in 100 * np.clip(side, 0, 1)) for side in limits)
    return low, high

"""How often methods hold: many audits drawn from populations whose truth is known.

Every function takes its numpy Generator: same generator state, same table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cdi.stats.estimate import Estimate
from cdi.stats.inputs import Bounds, Floats, part_of_sample, populations, require
from cdi.stats.sample import Sample

# Bounds that end at the truth cover it, whatever the last digit says.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Population:
    """Strata whose units are all known: `recorded` of `size`, of which each audit draws `audited` without replacement.

    `weight` and `known_weight` are as in `Sample`; the known part is fully recorded.
    """

    recorded: Floats
    size: Floats
    audited: Floats
    weight: Floats
    known_weight: float = 0.0

    def __post_init__(self) -> None:
        part_of_sample(self.recorded, self.size)
        populations(self.size, self.audited)

    @classmethod
    def of(cls, strata: Sequence[tuple[float, float, float, float]], known_weight: float = 0.0) -> Population:
        """A population from rows of (rate, size, audited, weight); the rate is rounded to whole units."""
        rate, size, audited, weight = np.array(strata, dtype=np.float64).T
        return cls(np.round(rate * size), size, audited, weight, known_weight)

    @property
    def truth(self) -> float:
        """The overall rate that an audit tries to find."""
        known = self.known_weight
        return float(((self.weight * self.recorded / self.size).sum() + known) / (self.weight.sum() + known))

    def draw(self, audits: int, generator: np.random.Generator) -> Sample:
        """So many audits of the population, the first axis."""
        found, missing, drawn = (
            part.astype(np.int64) for part in (self.recorded, self.size - self.recorded, self.audited)
        )
        recorded = generator.hypergeometric(found, missing, drawn, size=(audits, *drawn.shape)).astype(np.float64)
        sampled, size, weight = (
            np.broadcast_to(part, recorded.shape) for part in (self.audited, self.size, self.weight)
        )
        return Sample(recorded, sampled, size, weight, np.full(audits, self.known_weight))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of many intervals, as fractions of them, and their mean width, as a fraction."""

    covered: float
    below: float
    """Intervals that ended below the truth."""
    above: float
    """Intervals that began above it."""
    width: float


def coverage(truth: ArrayLike, bounds: Bounds) -> Coverage:
    """Count the intervals that hold the truth and those that miss it on either side."""
    low, high = bounds
    below, above = high < np.asarray(truth) - _ROUNDING, low > np.asarray(truth) + _ROUNDING
    return Coverage(
        covered=float(np.mean(~(below | above))),
        below=float(np.mean(below)),
        above=float(np.mean(above)),
        width=float(np.mean(high - low)),
    )


def coverage_of_design(
    population: Population,
    methods: Mapping[str, Callable[[Sample], Estimate]],
    audits: int,
    generator: np.random.Generator,
) -> dict[str, Coverage]:
    """Coverage of interval methods for the overall rate of a stratified design, all on the same audits."""
    ends: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in methods}
    for part in _portions(audits):
        drawn = population.draw(part, generator)
        for name, method in methods.items():
            found = method(drawn)
            ends[name].append((found.low, found.high))
    joined = {name: np.concatenate(parts, axis=-1) for name, parts in ends.items()}
    return {name: coverage(population.truth, (both[0], both[1])) for name, both in joined.items()}


def coverage_of_count(
    recorded: int,
    size: int,
    audited: int,
    method: Callable[[ArrayLike, int, int], Bounds],
    audits: int,
    generator: np.random.Generator,
) -> Coverage:
    """Coverage of an interval method, called with (counts, audited, size), for a simple sample from one population."""
    found = generator.hypergeometric(recorded, size - recorded, audited, size=audits)
    low, high = method(np.arange(audited + 1), audited, size)
    return coverage(recorded / size, (low[found], high[found]))


def false_alarms(
    population: Population,
    test: Callable[[Sample, Sample], NDArray[np.bool_]],
    audits: int,
    generator: np.random.Generator,
) -> float:
    """Share of pairs of audits of one unchanged population that a test calls changed."""
    return float(np.mean(test(population.draw(audits, generator), population.draw(audits, generator))))


@dataclass(frozen=True, slots=True)
class Alarms:
    """How often a chart signals though nothing changed: in a month, and at least once in a year."""

    a_month: float
    a_year: float


def chart_alarms(
    rate: float,
    audited: ArrayLike,
    signals: Callable[[Floats, Floats, Floats], NDArray[np.bool_]],
    runs: int,
    generator: np.random.Generator,
) -> Alarms:
    """False alarms of a chart, called with (recorded, audited, centre), over years of 12 months of these sizes.

    The centre line is the true rate: what a chart adds when its baseline is short is not counted.
    """
    n = np.asarray(audited, dtype=np.float64)
    require(n.size == 12, n.size, "months of a year", "12")
    recorded = generator.binomial(n.astype(np.int64), rate, size=(runs, 12)).astype(np.float64)
    found = signals(recorded, np.broadcast_to(n, recorded.shape), np.full(runs, rate))
    return Alarms(float(np.mean(found)), float(np.mean(found.any(-1))))


@dataclass(frozen=True, slots=True)
class RankCoverage:
    """How often ranges of places hold the true place: for one force, and for all forces together."""

    each: float
    together: float
    width: float
    """Mean number of places in a range."""


def coverage_of_ranks(true_places: Floats, bounds: Bounds) -> RankCoverage:
    """Count the ranges that hold the true place; the last axis runs over forces, the one before over audits."""
    inside = (bounds[0] <= true_places) & (true_places <= bounds[1])
    return RankCoverage(
        float(np.mean(inside)), float(np.mean(inside.all(-1))), float(np.mean(bounds[1] - bounds[0] + 1))
    )


def _portions(audits: int) -> Iterator[int]:
    """Portions small enough for a bootstrap of each audit in them to fit into memory."""
    portion = 1000
    yield from (min(portion, audits - start) for start in range(0, audits, portion))

"""How often methods hold: many samples drawn from populations whose truth is known.

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
from cdi.stats.units import Fraction, SampleSize

# Bounds that end at the truth cover it, whatever the last digit says.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Population:
    """Strata with a known truth: `successes` of `size`, of which each sample draws `sampled` without replacement.

    `weight` and `unsampled_weight` are as in `Sample`; the part not sampled has a rate of 1.
    """

    successes: Floats
    size: Floats
    sampled: Floats
    weight: Floats
    unsampled_weight: float = 0.0

    def __post_init__(self) -> None:
        part_of_sample(self.successes, self.size)
        populations(self.size, self.sampled)

    @classmethod
    def of(cls, strata: Sequence[tuple[float, float, float, float]], unsampled_weight: float = 0.0) -> Population:
        """A population from rows of (rate, size, sampled, weight); the rate is rounded to whole units."""
        rate, size, sampled, weight = np.array(strata, dtype=np.float64).T
        return cls(np.round(rate * size), size, sampled, weight, unsampled_weight)

    @property
    def truth(self) -> float:
        """The overall rate that a sample tries to find."""
        unsampled = self.unsampled_weight
        return float(((self.weight * self.successes / self.size).sum() + unsampled) / (self.weight.sum() + unsampled))

    def draw(self, samples: int, generator: np.random.Generator) -> Sample:
        """So many samples of the population, the first axis."""
        having, lacking, drawn = (
            part.astype(np.int64) for part in (self.successes, self.size - self.successes, self.sampled)
        )
        successes = generator.hypergeometric(having, lacking, drawn, size=(samples, *drawn.shape)).astype(np.float64)
        sampled, size, weight = (
            np.broadcast_to(part, successes.shape) for part in (self.sampled, self.size, self.weight)
        )
        return Sample(successes, sampled, size, weight, np.full(samples, self.unsampled_weight))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of many intervals, as fractions of them, and their mean width, as a fraction."""

    covered: float
    below: float
    """Intervals that ended below the truth."""
    above: float
    """Intervals that began above it."""
    width: float


def coverage(truth: Fraction, bounds: Bounds) -> Coverage:
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
    samples: int,
    generator: np.random.Generator,
) -> dict[str, Coverage]:
    """Coverage of interval methods for the overall rate of a stratified design, all on the same samples."""
    ends: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in methods}
    for part in _portions(samples):
        drawn = population.draw(part, generator)
        for name, method in methods.items():
            estimate = method(drawn)
            ends[name].append((estimate.low, estimate.high))
    joined = {name: np.concatenate(parts, axis=-1) for name, parts in ends.items()}
    return {name: coverage(population.truth, (both[0], both[1])) for name, both in joined.items()}


def coverage_of_count(
    successes: int,
    size: int,
    sampled: int,
    method: Callable[[ArrayLike, int, int], Bounds],
    samples: int,
    generator: np.random.Generator,
) -> Coverage:
    """Coverage of an interval method, called with (counts, sampled, size), for a simple sample from one population."""
    drawn = generator.hypergeometric(successes, size - successes, sampled, size=samples)
    low, high = method(np.arange(sampled + 1), sampled, size)
    return coverage(successes / size, (low[drawn], high[drawn]))


def false_alarms(
    population: Population,
    test: Callable[[Sample, Sample], NDArray[np.bool_]],
    samples: int,
    generator: np.random.Generator,
) -> float:
    """Share of pairs of samples of one unchanged population that a test calls changed."""
    return float(np.mean(test(population.draw(samples, generator), population.draw(samples, generator))))


@dataclass(frozen=True, slots=True)
class Alarms:
    """How often a chart signals though nothing changed: in a month, and at least once in a year."""

    a_month: float
    a_year: float


def chart_alarms(
    rate: float,
    sampled: SampleSize,
    signals: Callable[[Floats, Floats, Floats], NDArray[np.bool_]],
    runs: int,
    generator: np.random.Generator,
) -> Alarms:
    """False alarms of a chart, called with (successes, sampled, centre), over years of 12 months of these sizes.

    The centre line is the true rate: what a chart adds when its baseline is short is not counted.
    """
    n = np.asarray(sampled, dtype=np.float64)
    require(n.size == 12, n.size, "months of a year", "12")
    successes = generator.binomial(n.astype(np.int64), rate, size=(runs, 12)).astype(np.float64)
    alarms = signals(successes, np.broadcast_to(n, successes.shape), np.full(runs, rate))
    return Alarms(float(np.mean(alarms)), float(np.mean(alarms.any(-1))))


@dataclass(frozen=True, slots=True)
class RankCoverage:
    """How often ranges of places hold the true place: for one group, and for all groups together."""

    each: float
    together: float
    width: float
    """Mean number of places in a range."""


def coverage_of_ranks(true_places: Floats, bounds: Bounds) -> RankCoverage:
    """Count the ranges that hold the true place; the last axis runs over groups, the one before over samples."""
    inside = (bounds[0] <= true_places) & (true_places <= bounds[1])
    return RankCoverage(
        float(np.mean(inside)), float(np.mean(inside.all(-1))), float(np.mean(bounds[1] - bounds[0] + 1))
    )


def _portions(samples: int) -> Iterator[int]:
    """Portions small enough for a bootstrap of each sample in them to fit into memory."""
    portion = 1000
    yield from (min(portion, samples - start) for start in range(0, samples, portion))

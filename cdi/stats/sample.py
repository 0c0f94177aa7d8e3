"""A stratified sample by its counts, and the variance that each stratum brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cdi.stats.inputs import (
    Floats,
    as_floats,
    choice,
    fractions,
    not_negative,
    part_of_sample,
    plain,
    populations,
    positive,
    require,
    verdict,
    whole,
    yes_or_no,
)
from cdi.stats.units import Place, PopulationSize, Weight, YesNo

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
"""What a stratum with one sampled unit of several brings to the variance, under the names of R's survey package.

`fail` refuses it. `remove` and `certainty` give it none (too little). `adjust` measures its one unit from the overall
rate. `average` gives it the mean of the other strata's. A stratum counted in full has no variance under any rule.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts and sizes of each stratum; the last axis runs over strata, any axes before it over groups or months.

    Of `sampled` units, `successes` had what is asked for; the stratum had `population` units to draw from (for the
    finite population correction; infinity for none) and stands for `weight` units (for the overall rate). The two
    differ on purpose: a quarter's population limits the sample, a year's volume weighs the stratum.
    `unsampled_weight` units were not sampled and have the rate `unsampled_rate` for certain; both have the leading
    axes.
    """

    successes: Floats
    sampled: Floats
    population: Floats
    weight: Floats
    unsampled_weight: Floats | float = 0.0
    unsampled_rate: Floats | float = 1.0
    lonely: Lonely = "fail"

    def __post_init__(self) -> None:
        parts = (self.successes, self.sampled, self.population, self.weight)
        for part in parts:
            if not isinstance(part, np.ndarray):
                raise TypeError(f"strata of different shapes: {part!r} is no array; take Sample.of for rows of numbers")
        shapes = {np.shape(part) for part in parts}
        if len(shapes) != 1 or shapes == {()} or self.sampled.shape[-1] == 0:
            raise ValueError(
                f"strata of different shapes: {sorted(map(str, shapes))}; expected one axis of at least one stratum"
            )
        part_of_sample(self.successes, self.sampled)
        populations(self.population, self.sampled)
        positive(self.weight, "weight")
        not_negative(self.unsampled_weight, "unsampled weight")
        fractions(self.unsampled_rate, "unsampled rate")
        choice(self.lonely, get_args(Lonely), "rule for lonely strata")
        if self.lonely == "fail":
            require(
                ~self.alone,
                self.sampled,
                "sampled units in a stratum",
                "two or more: fewer than two have no variance; merge the stratum with another or choose a lonely rule",
            )

    @classmethod
    def of(
        cls,
        strata: Sequence[tuple[float, float, float, float]],
        unsampled_weight: float = 0.0,
        unsampled_rate: float = 1.0,
        lonely: Lonely = "fail",
    ) -> Sample:
        """A sample from rows of (successes, sampled, population, weight)."""
        rows = as_floats(strata, "strata")
        if rows.ndim != 2 or rows.shape[-1] != 4:
            raise ValueError(f"strata of shape {rows.shape}: expected rows of successes, sampled, population, weight")
        successes, sampled, population, weight = rows.T
        return cls(successes, sampled, population, weight, unsampled_weight, unsampled_rate, lonely)

    @classmethod
    def of_records(
        cls,
        stratum: Place,
        successes: YesNo,
        population: PopulationSize,
        weight: Weight,
        unsampled_weight: float = 0.0,
        unsampled_rate: float = 1.0,
        lonely: Lonely = "fail",
    ) -> Sample:
        """A sample from one entry for each record: its stratum's place in `population` and `weight`, and yes or no."""
        size = as_floats(population, "population")
        place = stratum_places(stratum, size.size)
        yes = yes_or_no(successes, "successes")
        if yes.shape != place.shape or place.ndim != 1:
            raise ValueError(
                f"records of shapes {place.shape} and {yes.shape}: expected one axis, an entry for each record"
            )
        counted = np.bincount(place, yes, size.size).astype(np.float64)
        sampled = np.bincount(place, minlength=size.size).astype(np.float64)
        return cls(counted, sampled, size, as_floats(weight, "weight"), unsampled_weight, unsampled_rate, lonely)

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Strata with one sampled unit of several: their variance cannot be estimated from themselves."""
        return verdict((self.sampled == 1) & (self.population > 1))

    @property
    def census(self) -> NDArray[np.bool_]:
        """Strata that were counted in full."""
        return verdict(self.sampled == self.population)

    @property
    def rate(self) -> Floats:
        """The share of successes in each stratum."""
        return self.successes / self.sampled

    @property
    def left(self) -> Floats:
        """1 − n/N of each stratum: the finite population correction."""
        return 1 - self.sampled / self.population

    @property
    def share(self) -> Floats:
        """Share of each stratum in the weights, the unsampled part included."""
        return plain(self.weight / np.asarray(self.weight.sum(-1) + self.unsampled_weight)[..., None])

    @property
    def unsampled_share(self) -> Floats:
        """Share of the part that was not sampled; exactly 0 without one."""
        return plain(self.unsampled_weight / (self.weight.sum(-1) + self.unsampled_weight))

    @property
    def overall(self) -> Floats:
        """Σ W p + W₀ p₀: the rate of all strata and the unsampled part."""
        share = self.share
        return plain((share * self.rate).sum(-1) + (1 - share.sum(-1)) * self.unsampled_rate)


def contributions(sample: Sample) -> Floats:
    """What each stratum adds to the variance of the overall rate: W²(1 − n/N)p(1 − p)/(n − 1), shape of the strata.

    A lonely stratum adds what its rule says.
    """
    rate, share = sample.rate, sample.share
    variance = share**2 * sample.left * rate * (1 - rate) / np.maximum(sample.sampled - 1, 1)
    centre = (sample.weight * rate).sum(-1, keepdims=True) / sample.weight.sum(-1, keepdims=True)
    return by_rule(variance, sample.left * (share * (rate - centre)) ** 2, sample)


def by_rule(
    variance: Floats, from_overall: Floats, sample: Sample, present: NDArray[np.bool_] | None = None
) -> Floats:  # fmt: skip
    """The variances with those of lonely strata replaced as the sample's rule says.

    `from_overall` holds what a lonely stratum brings when its unit is measured from the overall rate. `present` marks
    the strata that a domain has units in: as in R's subset(), the others neither have nor make an average.
    """
    alone = sample.alone
    if sample.lonely == "adjust":
        return np.where(alone, from_overall, variance)
    if sample.lonely == "average":
        here = np.ones(alone.shape, dtype=bool) if present is None else present
        alone, counted = alone & here, ~alone & here
        others = np.where(alone.any(-1, keepdims=True), counted.sum(-1, keepdims=True), 1)
        require(others > 0, others, "strata with two or more sampled units", "at least one to take the average of")
        mean = np.where(counted, variance, 0.0).sum(-1, keepdims=True) / others
        return np.where(alone, mean, np.where(counted, variance, 0.0))
    return np.where(alone, 0.0, variance)


def stratum_places(stratum: Place, strata: int) -> NDArray[np.int64]:
    """Places 0 to strata − 1, one for each record. Raises ValueError for any other."""
    place = whole(stratum, "place of a stratum")
    require(place < strata, place, "place of a stratum", f"a whole number from 0 to {strata - 1}")
    return place.astype(np.int64)

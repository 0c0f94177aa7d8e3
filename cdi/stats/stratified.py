"""Stratified samples without replacement: the rate, its standard error and the inspectorate-style interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdi.stats.normal import multiplier


@dataclass(frozen=True, slots=True)
class Sample:
    """Counts and sizes of each stratum, in one order.

    `recorded` of `audited` units were found; the stratum held `population` units in the audit period (for the
    finite population correction) and stands for `weight` units a year (for the overall rate). The two differ on
    purpose: a quarter's population limits the sample, a year's volume weighs the stratum. `known_weight` units
    were not sampled and have the rate `known_rate` for certain.
    """

    recorded: NDArray[np.int64]
    audited: NDArray[np.int64]
    population: NDArray[np.int64]
    weight: NDArray[np.float64]
    known_weight: float = 0.0
    known_rate: float = 1.0

    def __post_init__(self) -> None:
        shapes = {part.shape for part in (self.recorded, self.audited, self.population, self.weight)}
        if len(shapes) != 1:
            raise ValueError(f"strata of different shapes: {sorted(map(str, shapes))}")
        if np.any((self.recorded < 0) | (self.recorded > self.audited)):
            raise ValueError("recorded must lie between 0 and the number audited in every stratum")
        if np.any(self.audited < 2):
            raise ValueError("a stratum with fewer than two audited units has no variance; merge it with another")
        if np.any(self.population < self.audited):
            raise ValueError("the population of a stratum is smaller than its sample")
        if np.any(self.weight <= 0) or self.known_weight < 0 or not 0 <= self.known_rate <= 1:
            raise ValueError("weights must be positive and a known rate must lie between 0 and 1")

    @classmethod
    def of(
        cls,
        strata: list[tuple[int, int, int, float]],
        known_weight: float = 0.0,
        known_rate: float = 1.0,
    ) -> Sample:
        """A sample from rows of (recorded, audited, population, weight)."""
        recorded, audited, population, weight = zip(*strata, strict=True)
        return cls(
            np.array(recorded, dtype=np.int64),
            np.array(audited, dtype=np.int64),
            np.array(population, dtype=np.int64),
            np.array(weight, dtype=np.float64),
            known_weight,
            known_rate,
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its standard error and interval, all as fractions."""

    rate: float
    standard_error: float
    low: float
    high: float
    level: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval, as a fraction."""
        return (self.high - self.low) / 2


def inspectorate(sample: Sample, level: float = 0.95) -> Estimate:
    """Weighted rate with the symmetric normal interval that reproduces the inspectorate's printed half-widths.

    P = Σ W p + W₀ p₀ with W the shares of the weights (the known part included); V = Σ W² (1 − n/N) p(1 − p)/(n − 1);
    interval P ± z √V, with z = 1.96 at 95%. The known part adds no variance. The interval is not kept inside
    [0, 1] and is too narrow for rates near 0 or 1 and for small samples: it is for comparison with published
    results, not for small counts.
    """
    share = sample.weight / (sample.weight.sum() + sample.known_weight)
    rate = sample.recorded / sample.audited
    variance = share**2 * (1 - sample.audited / sample.population) * rate * (1 - rate) / (sample.audited - 1)
    known_share = 1 - share.sum()
    overall = float((share * rate).sum() + known_share * sample.known_rate)
    error = float(np.sqrt(variance.sum()))
    margin = multiplier(level) * error
    return Estimate(overall, error, overall - margin, overall + margin, level)


def standard_error_from_half_width(half_width: float, level: float = 0.95) -> float:
    """The standard error behind a published half-width, in the half-width's own unit."""
    if half_width < 0:
        raise ValueError(f"half-width {half_width}: expected zero or more")
    return half_width / multiplier(level)

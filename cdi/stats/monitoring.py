"""Many months of samples: charts that tell a real change from the noise of small samples.

The last axis runs over months, any before it over groups. Each chart is set on a baseline: the first months, or a
rate given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdi.stats.inputs import (
    Floats,
    inner_fractions,
    one,
    part_of_sample,
    positive,
    require,
    verdict,
    whole_number,
)
from cdi.stats.units import Count, Fraction, SampleSize

# Limits at three standard errors. Shewhart (1931).
SIGMAS = 3.0

# Weight of the newest month in the moving average, the usual choice for small shifts. Lucas and Saccucci (1990).
EWMA_WEIGHT = 0.2

# The change the CUSUM is tuned to find: the odds half as high again, or down by the same ratio.
ODDS_RATIO = 1.5
MOST_ODDS_RATIO = 1000.0

# Signal threshold of one CUSUM side; docs/methods.md shows the false-alarm rate it gives.
CUSUM_THRESHOLD = 4.5


@dataclass(frozen=True, slots=True)
class ControlChart:
    """What is drawn each month, with its centre line and limits, all as fractions."""

    value: Floats
    centre: Floats
    low: Floats
    high: Floats

    @property
    def signals(self) -> NDArray[np.bool_]:
        """The months whose value lies outside the limits."""
        return verdict((self.value < self.low) | (self.value > self.high))


@dataclass(frozen=True, slots=True)
class Cusum:
    """Evidence for a rise and for a fall, in units of log-likelihood ratio; zero is the least."""

    up: Floats
    down: Floats
    rate_up: Floats
    rate_down: Floats

    def signals(self, threshold: float = CUSUM_THRESHOLD) -> NDArray[np.bool_]:
        """The months in which either side stands above the threshold."""
        require(one(threshold, "threshold") > 0, threshold, "threshold", "more than zero")
        return verdict((self.up > threshold) | (self.down > threshold))


def baseline(successes: Count, sampled: SampleSize, months: int) -> Floats:
    """The pooled rate of the first months. Raises ValueError when it is 0 or 1: no limits can be drawn from it."""
    k, n = part_of_sample(successes, sampled)
    _months(k)
    whole_number(months, "baseline months", 1, k.shape[-1])
    return _inner(k[..., :months].sum(-1) / n[..., :months].sum(-1))


def p_chart(successes: Count, sampled: SampleSize, centre: Fraction, sigmas: float = SIGMAS) -> ControlChart:
    """Monthly rates with limits p̄ ± 3 √(p̄(1 − p̄)/n) that widen in months of small samples, kept inside [0, 1]."""
    k, n = part_of_sample(successes, sampled)
    middle = _centre(centre, k)
    margin = positive(sigmas, "sigmas") * np.sqrt(middle * (1 - middle) / n)
    return ControlChart(k / n, middle, np.clip(middle - margin, 0, 1), np.clip(middle + margin, 0, 1))


def ewma(
    successes: Count,
    sampled: SampleSize,
    centre: Fraction,
    weight: float = EWMA_WEIGHT,
    sigmas: float = SIGMAS,
) -> ControlChart:
    """Exponentially weighted moving average E = λ p + (1 − λ) E₋₁ from E₀ = p̄; finds small lasting shifts.

    The limits are p̄ ± 3 √Var(E), with the exact variance λ² s² + (1 − λ)² Var(E₋₁) for months of unequal size.
    """
    k, n = part_of_sample(successes, sampled)
    require(
        0 < one(weight, "weight of the newest month") <= 1,
        weight,
        "weight of the newest month",
        "a fraction above 0, at most 1",
    )
    middle = _centre(centre, k)
    value = _running(k / n, weight, 1 - weight, middle[..., 0])
    variance = _running(middle * (1 - middle) / n, weight**2, (1 - weight) ** 2, np.zeros(k.shape[:-1]))
    margin = positive(sigmas, "sigmas") * np.sqrt(variance)
    return ControlChart(value, middle, np.clip(middle - margin, 0, 1), np.clip(middle + margin, 0, 1))


def cusum(successes: Count, sampled: SampleSize, centre: Fraction, odds_ratio: float = ODDS_RATIO) -> Cusum:
    """Likelihood-ratio CUSUM of the monthly counts against odds up or down by `odds_ratio`. Steiner and others (2000).

    C = max(0, C₋₁ + k log(p₁/p̄) + (n − k) log((1 − p₁)/(1 − p̄))), with p₁ the rate of the changed odds.
    """
    k, n = part_of_sample(successes, sampled)
    require(
        1 < one(odds_ratio, "odds ratio") <= MOST_ODDS_RATIO,
        odds_ratio,
        "odds ratio",
        f"more than 1, at most {MOST_ODDS_RATIO:g}",
    )
    p = _centre(centre, k)[..., 0]
    odds = p / (1 - p)
    up, down = (odds * ratio / (1 + odds * ratio) for ratio in (odds_ratio, 1 / odds_ratio))
    return Cusum(_ratchet(k, n, p, up), _ratchet(k, n, p, down), up, down)


def _running(values: Floats, weight: float, keep: float, start: Floats) -> Floats:
    """Sums weight · value + keep · sum₋₁ along the last axis."""
    sums = np.empty(values.shape)
    last = start
    for month in range(values.shape[-1]):
        last = weight * values[..., month] + keep * last
        sums[..., month] = last
    return sums


def _ratchet(k: Floats, n: Floats, p: Floats, changed: Floats) -> Floats:
    """Sum of log-likelihood ratios that never falls below zero."""
    step = k * np.log(changed / p)[..., None] + (n - k) * np.log((1 - changed) / (1 - p))[..., None]
    sums = np.empty(step.shape)
    last = np.zeros(step.shape[:-1])
    for month in range(step.shape[-1]):
        last = np.maximum(last + step[..., month], 0)
        sums[..., month] = last
    return sums


def _months(k: Floats) -> None:
    if k.ndim == 0:
        raise ValueError("counts without an axis: expected an entry for each month along the last axis")


def _centre(centre: Fraction, k: Floats) -> Floats:
    """The centre line of each month; one number, or one for each row of months."""
    _months(k)
    return np.broadcast_to(_inner(centre)[..., None], k.shape)


def _inner(rate: Fraction) -> Floats:
    return inner_fractions(rate, "centre line")

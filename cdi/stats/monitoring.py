"""Many months of self-audit: charts that tell a real change from the noise of small samples.

The last axis runs over months, any before it over forces. Each chart is set on a baseline: the first months, or a
rate given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cdi.stats.inputs import Floats, part_of_sample, positive, require, verdict

# Limits at three standard errors. Shewhart (1931).
SIGMAS = 3.0

# Weight of the newest month in the moving average, the usual choice for small shifts. Lucas and Saccucci (1990).
EWMA_WEIGHT = 0.2

# The change the CUSUM is tuned to find: the odds of recording half as high again, or down by the same ratio.
ODDS_RATIO = 1.5

# Signal threshold of one CUSUM side; docs/methods.md shows the false-alarm rate it gives.
CUSUM_THRESHOLD = 4.5


@dataclass(frozen=True, slots=True)
class Chart:
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
        return verdict((self.up > threshold) | (self.down > threshold))


def baseline(recorded: ArrayLike, audited: ArrayLike, months: int) -> Floats:
    """The pooled rate of the first months. Raises ValueError when it is 0 or 1: no limits can be drawn from it."""
    k, n = part_of_sample(recorded, audited)
    require(1 <= months <= k.shape[-1], months, "baseline months", f"from 1 to the {k.shape[-1]} there are")
    return _inner(k[..., :months].sum(-1) / n[..., :months].sum(-1))


def p_chart(recorded: ArrayLike, audited: ArrayLike, centre: ArrayLike, sigmas: float = SIGMAS) -> Chart:
    """Monthly rates with limits p̄ ± 3 √(p̄(1 − p̄)/n) that widen in months of few reports, kept inside [0, 1]."""
    k, n = part_of_sample(recorded, audited)
    middle = np.broadcast_to(_inner(centre)[..., None], k.shape)
    margin = positive(sigmas, "sigmas") * np.sqrt(middle * (1 - middle) / n)
    return Chart(k / n, middle, np.clip(middle - margin, 0, 1), np.clip(middle + margin, 0, 1))


def ewma(
    recorded: ArrayLike,
    audited: ArrayLike,
    centre: ArrayLike,
    weight: float = EWMA_WEIGHT,
    sigmas: float = SIGMAS,
) -> Chart:
    """Exponentially weighted moving average E = λ p + (1 − λ) E₋₁ from E₀ = p̄; finds small lasting shifts.

    The limits are p̄ ± 3 √Var(E), with the exact variance λ² s² + (1 − λ)² Var(E₋₁) for months of unequal size.
    """
    k, n = part_of_sample(recorded, audited)
    require(0 < weight <= 1, weight, "weight of the newest month", "a fraction above 0, at most 1")
    middle = np.broadcast_to(_inner(centre)[..., None], k.shape)
    value = _running(k / n, weight, 1 - weight, middle[..., 0])
    variance = _running(middle * (1 - middle) / n, weight**2, (1 - weight) ** 2, np.zeros(k.shape[:-1]))
    margin = positive(sigmas, "sigmas") * np.sqrt(variance)
    return Chart(value, middle, np.clip(middle - margin, 0, 1), np.clip(middle + margin, 0, 1))


def cusum(recorded: ArrayLike, audited: ArrayLike, centre: ArrayLike, odds_ratio: float = ODDS_RATIO) -> Cusum:
    """Likelihood-ratio CUSUM of the monthly counts against odds up or down by `odds_ratio`. Steiner and others (2000).

    C = max(0, C₋₁ + k log(p₁/p̄) + (n − k) log((1 − p₁)/(1 − p̄))), with p₁ the rate of the changed odds.
    """
    k, n = part_of_sample(recorded, audited)
    require(odds_ratio > 1, odds_ratio, "odds ratio", "more than 1")
    p = _inner(centre)
    odds = p / (1 - p)
    up, down = (odds * ratio / (1 + odds * ratio) for ratio in (odds_ratio, 1 / odds_ratio))
    return Cusum(_ratchet(k, n, p, up), _ratchet(k, n, p, down), up, down)


def _running(values: Floats, weight: float, keep: float, start: Floats) -> Floats:
    """Sums weight · value + keep · sum₋₁ along the last axis."""
    found = np.empty(values.shape)
    last = start
    for month in range(values.shape[-1]):
        last = weight * values[..., month] + keep * last
        found[..., month] = last
    return found


def _ratchet(k: Floats, n: Floats, p: Floats, changed: Floats) -> Floats:
    """Sum of log-likelihood ratios that never falls below zero."""
    step = k * np.log(changed / p)[..., None] + (n - k) * np.log((1 - changed) / (1 - p))[..., None]
    found = np.empty(step.shape)
    last = np.zeros(step.shape[:-1])
    for month in range(step.shape[-1]):
        last = np.maximum(last + step[..., month], 0)
        found[..., month] = last
    return found


def _inner(rate: ArrayLike) -> Floats:
    p = np.asarray(rate, dtype=np.float64)
    require((p > 0) & (p < 1), p, "centre line", "a fraction between 0 and 1, ends left out")
    return p

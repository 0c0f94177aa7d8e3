"""Many groups against one reference: tests of each, and the funnel with its over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cdi.stats.inputs import (
    Bounds,
    Floats,
    inner_fractions,
    not_negative,
    numbers,
    part_of_sample,
    plain,
    require,
    verdict,
    whole,
)
from cdi.stats.normal import checked_level, quantile
from cdi.stats.units import Count, Fraction, Level, SampleSize, Score, Variance

# Share of the z values drawn in at each end before over-dispersion is estimated. Spiegelhalter (2005).
WINSORISED = 0.1
# How many tests of a group are remembered: more than those of all forces in all measures.
_GROUPS = 4096


def pooled_rate(successes: Count, sampled: SampleSize) -> Floats:
    """The rate of all groups together, the last axis: every sampled unit counts alike."""
    k, n = part_of_sample(successes, sampled)
    return plain(k.sum(-1) / n.sum(-1))


def against_reference(successes: Count, sampled: SampleSize, reference: Fraction) -> tuple[Floats, Floats]:
    """Each group against the rate θ: z = (p − θ)/√(θ(1 − θ)/n) and its two-sided p.

    The samples count as simple and θ as known; a group that is part of θ moves it a little towards itself.
    """
    k, n = part_of_sample(successes, sampled)
    theta = _reference(reference, k)
    z = (k / n - theta) / _error(theta, n)
    return z, two_sided_p(z)


def exact_against_reference(successes: Count, sampled: SampleSize, reference: Fraction) -> Floats:
    """Two-sided p of the exact binomial test of each group (R's binom.test)."""
    k, n = part_of_sample(successes, sampled)
    theta = np.broadcast_to(_reference(reference, k), k.shape)
    most = n.max()
    require(most <= 1e6, most, "sample", "no more than a million for the exact test; use the z test")
    p_values = [
        _exact_of_group(int(part), int(sample), float(rate))
        for part, sample, rate in zip(k.flat, n.flat, theta.flat, strict=True)
    ]
    return plain(np.minimum(np.reshape(p_values, k.shape), 1))


@lru_cache(_GROUPS)
def _exact_of_group(part: int, sample: int, rate: float) -> float:
    """One group at a time, a millisecond each; every page that sets the same groups side by side asks again."""
    from scipy.stats import binomtest  # slow to import

    return float(binomtest(part, sample, rate).pvalue)


def normal_limits(sampled: SampleSize, reference: Fraction, level: Level = 0.95, between: Variance = 0.0) -> Bounds:
    """Funnel limits θ ± z √(θ(1 − θ)/n + τ²) for samples of each size, not kept inside [0, 1].

    `between` is the variance τ² between groups (`Dispersion.between`); zero for chance alone.
    """
    n = _sizes(sampled)
    theta = _reference(reference, n)
    margin = quantile(level) * np.sqrt(_error(theta, n) ** 2 + _between(between))
    return theta - margin, theta + margin


def exact_limits(sampled: SampleSize, reference: Fraction, level: Level = 0.95) -> Bounds:
    """Binomial funnel limits, interpolated between counts so that they run smoothly. Spiegelhalter (2005)."""
    n = _sizes(sampled)
    theta = _reference(reference, n)
    tail = (1 - checked_level(level)) / 2
    return _exact_limit(n, theta, tail), _exact_limit(n, theta, 1 - tail)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more groups differ than chance allows.

    `factor` is φ, the mean square of the winsorised z values: 1 under chance alone. `between` is τ², the variance
    between groups that would explain it, as a squared fraction; 0 when φ is no more than chance.
    """

    winsorised_low: Floats
    winsorised_high: Floats
    factor: Floats
    between: Floats


def dispersion(z: Score, sampled: SampleSize, reference: Fraction) -> Dispersion:
    """φ and the additive τ² from the z values of all groups, the last axis. Spiegelhalter (2005, 2012).

    z below the 10th and above the 90th percentile are drawn in to these, so that the outliers sought do not hide
    themselves. τ² = (I φ − (I − 1))/(Σw − Σw²/Σw) with w = n/(θ(1 − θ)), and never below 0.
    """
    values, n = np.broadcast_arrays(numbers(z, "z"), _sizes(sampled))
    require(values.shape[-1:] > (1,), values.shape[-1], "number of groups", "at least two")
    low, high = np.quantile(values, (WINSORISED, 1 - WINSORISED), axis=-1)
    factor = np.mean(np.clip(values, low[..., None], high[..., None]) ** 2, axis=-1)
    weight = 1 / _error(_reference(reference, n), n) ** 2
    groups, total = values.shape[-1], weight.sum(-1)
    excess = (groups * factor - (groups - 1)) / (total - (weight**2).sum(-1) / total)
    return Dispersion(low, high, plain(factor), np.maximum(excess, 0.0))


def dispersed_z(successes: Count, sampled: SampleSize, reference: Fraction, between: Variance) -> Floats:
    """Each group's z with the variance between groups added: (p − θ)/√(θ(1 − θ)/n + τ²)."""
    k, n = part_of_sample(successes, sampled)
    theta = _reference(reference, k)
    variance = _error(theta, n) ** 2 + _between(between)
    return plain((k / n - theta) / np.sqrt(variance))


def two_sided_p(z: Score) -> Floats:
    """The two-sided p of z values: 2Φ(−|z|)."""
    return plain(2 * ndtr(-np.abs(numbers(z, "z"))))


def outside(successes: Count, sampled: SampleSize, limits: Bounds) -> NDArray[np.bool_]:
    """Which groups lie outside their funnel limits."""
    k, n = part_of_sample(successes, sampled)
    low, high = (numbers(limit, name) for limit, name in zip(limits, ("lower limit", "upper limit"), strict=True))
    require(low <= high, low, "lower limit", "no more than the upper limit")
    return verdict((k / n < low) | (k / n > high))


def _sizes(sampled: SampleSize) -> Floats:
    n = whole(sampled, "sample size")
    require(n >= 1, n, "sample size", "at least one")
    return n


def _between(variance: Variance) -> Floats:
    tau = not_negative(variance, "variance between groups")
    require(tau <= 0.25, tau, "variance between groups", "a squared fraction of at most 0.25")
    return tau


def _reference(reference: Fraction, groups: Floats) -> Floats:
    """The reference rate of each group: one number, or one for each set of groups that the earlier axes hold.

    An array along the groups themselves is refused: each group would be held against a rate of its own.
    """
    theta = inner_fractions(reference, "reference rate")
    if theta.ndim and theta.shape != groups.shape[:-1]:
        raise ValueError(
            f"reference rates of shape {theta.shape}: expected one number, or one for each set of groups, "
            f"shape {groups.shape[:-1]}"
        )
    return plain(theta[..., None]) if theta.ndim else theta


def _error(theta: Floats, n: Floats) -> Floats:
    return np.sqrt(theta * (1 - theta) / n)


def _exact_limit(n: Floats, theta: Floats, tail: float) -> Floats:
    from scipy.stats import binom  # slow to import

    count = binom.ppf(tail, n, theta)
    reached, before = binom.cdf(count, n, theta), binom.cdf(count - 1, n, theta)
    return plain((count - (reached - tail) / (reached - before)) / n)

"""Many forces against one reference: tests of each, and the funnel with its over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from cdi.stats.inputs import (
    Bounds,
    Floats,
    fractions,
    not_negative,
    numbers,
    part_of_sample,
    plain,
    positive,
    require,
    verdict,
)
from cdi.stats.normal import checked_level, quantile

# Share of the z values drawn in at each end before over-dispersion is estimated. Spiegelhalter (2005).
WINSORISED = 0.1


def pooled_rate(recorded: ArrayLike, audited: ArrayLike) -> Floats:
    """The rate of all forces together, the last axis: every audited report counts alike."""
    k, n = part_of_sample(recorded, audited)
    return plain(k.sum(-1) / n.sum(-1))


def against_reference(recorded: ArrayLike, audited: ArrayLike, reference: ArrayLike) -> tuple[Floats, Floats]:
    """Each force against the rate θ: z = (p − θ)/√(θ(1 − θ)/n) and its two-sided p.

    The samples count as simple and θ as known; a force that is part of θ moves it a little towards itself.
    """
    k, n = part_of_sample(recorded, audited)
    z = (k / n - _inner(reference)) / _error(reference, n)
    return z, 2 * ndtr(-np.abs(z))


def exact_against_reference(recorded: ArrayLike, audited: ArrayLike, reference: ArrayLike) -> Floats:
    """Two-sided p of the exact binomial test of each force (R's binom.test)."""
    from scipy.stats import binomtest  # slow to import

    k, n = part_of_sample(recorded, audited)
    k, n, theta = np.broadcast_arrays(k, n, fractions(reference, "reference rate"))
    found = [
        binomtest(int(part), int(whole), rate).pvalue
        for part, whole, rate in zip(k.flat, n.flat, theta.flat, strict=True)
    ]
    return plain(np.reshape(found, k.shape))


def normal_limits(audited: ArrayLike, reference: ArrayLike, level: float = 0.95, between: ArrayLike = 0.0) -> Bounds:
    """Funnel limits θ ± z √(θ(1 − θ)/n + τ²) for samples of each size, not kept inside [0, 1].

    `between` is the variance τ² between forces (`Dispersion.between`); zero for chance alone.
    """
    n = np.asarray(audited, dtype=np.float64)
    require(n >= 1, n, "sample size", "at least one")
    margin = quantile(level) * np.sqrt(_error(reference, n) ** 2 + not_negative(between, "variance between forces"))
    return _inner(reference) - margin, _inner(reference) + margin


def exact_limits(audited: ArrayLike, reference: ArrayLike, level: float = 0.95) -> Bounds:
    """Binomial funnel limits, interpolated between counts so that they run smoothly. Spiegelhalter (2005)."""
    n = np.asarray(audited, dtype=np.float64)
    require(n >= 1, n, "sample size", "at least one")
    tail = (1 - checked_level(level)) / 2
    return _exact_limit(n, _inner(reference), tail), _exact_limit(n, _inner(reference), 1 - tail)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more forces differ than chance allows.

    `factor` is φ, the mean square of the winsorised z values: 1 under chance alone. `between` is τ², the variance
    between forces that would explain it, as a squared fraction; 0 when φ is no more than chance.
    """

    winsorised_low: Floats
    winsorised_high: Floats
    factor: Floats
    between: Floats


def dispersion(z: ArrayLike, audited: ArrayLike, reference: ArrayLike) -> Dispersion:
    """φ and the additive τ² from the z values of all forces, the last axis. Spiegelhalter (2005, 2012).

    z below the 10th and above the 90th percentile are drawn in to these, so that the outliers sought do not hide
    themselves. τ² = (I φ − (I − 1))/(Σw − Σw²/Σw) with w = n/(θ(1 − θ)), and never below 0.
    """
    values, n = np.broadcast_arrays(numbers(z, "z"), positive(audited, "sample size"))
    require(values.shape[-1:] > (1,), values.shape[-1], "number of forces", "at least two")
    low, high = np.quantile(values, (WINSORISED, 1 - WINSORISED), axis=-1)
    factor = np.mean(np.clip(values, low[..., None], high[..., None]) ** 2, axis=-1)
    weight = 1 / _error(reference, n) ** 2
    forces, total = values.shape[-1], weight.sum(-1)
    excess = (forces * factor - (forces - 1)) / (total - (weight**2).sum(-1) / total)
    return Dispersion(low, high, plain(factor), np.maximum(excess, 0.0))


def dispersed_z(recorded: ArrayLike, audited: ArrayLike, reference: ArrayLike, between: ArrayLike) -> Floats:
    """Each force's z with the variance between forces added: (p − θ)/√(θ(1 − θ)/n + τ²)."""
    k, n = part_of_sample(recorded, audited)
    variance = _error(reference, n) ** 2 + not_negative(between, "variance between forces")
    return plain((k / n - _inner(reference)) / np.sqrt(variance))


def outside(recorded: ArrayLike, audited: ArrayLike, limits: Bounds) -> NDArray[np.bool_]:
    """Which forces lie outside their funnel limits."""
    k, n = part_of_sample(recorded, audited)
    return verdict((k / n < limits[0]) | (k / n > limits[1]))


def _inner(reference: ArrayLike) -> Floats:
    theta = np.asarray(reference, dtype=np.float64)
    require((theta > 0) & (theta < 1), theta, "reference rate", "a fraction between 0 and 1, ends left out")
    return theta


def _error(reference: ArrayLike, n: Floats) -> Floats:
    theta = _inner(reference)
    return np.sqrt(theta * (1 - theta) / n)


def _exact_limit(n: Floats, theta: Floats, tail: float) -> Floats:
    from scipy.stats import binom  # slow to import

    count = binom.ppf(tail, n, theta)
    reached, before = binom.cdf(count, n, theta), binom.cdf(count - 1, n, theta)
    return plain((count - (reached - tail) / (reached - before)) / n)

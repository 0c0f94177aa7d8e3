"""The difference of two rates that were estimated independently, by normal errors or from their intervals.

The z test is what the rates' publishers are taken to use; it does not hold its level for unequal samples and rates
near 0 or 1. Verdicts rest on `rate_changes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cdi.stats.inputs import (
    Bounds,
    Floats,
    fractions,
    numbers,
    part_of_sample,
    percents,
    require,
    standard_errors,
    verdict,
)
from cdi.stats.normal import multiplier
from cdi.stats.proportions import wilson
from cdi.stats.units import Count, ErrorOfFraction, Fraction, Level, Percent, Points, SampleSize


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of fractions (now less before) with its interval and two-sided z test."""

    difference: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float
    z: Floats
    p_value: Floats

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Whether the interval of the difference leaves out zero."""
        return verdict((self.low > 0) | (self.high < 0))


def z_test(
    now: Fraction,
    before: Fraction,
    error_now: ErrorOfFraction,
    error_before: ErrorOfFraction,
    level: Level = 0.95,
) -> Change:
    """Test two rates: z = (p₁ − p₀)/√(se₁² + se₀²), two-sided, with the interval difference ± z √(se₁² + se₀²).

    The samples must be independent. Raises ValueError when both standard errors are zero: two censuses differ
    or do not, and there is nothing to test.
    """
    error = _joint_error(error_now, error_before)
    difference = fractions(now, "rate now") - fractions(before, "rate before")
    z = difference / error
    margin = multiplier(level) * error
    return Change(difference, error, difference - margin, difference + margin, level, z, 2 * ndtr(-np.abs(z)))


def z_test_published(
    percent_now: Percent,
    percent_before: Percent,
    half_width_points_now: Points,
    half_width_points_before: Points,
    level: Level = 0.95,
) -> Change:
    """`z_test` from rates in percent and half-widths in percentage points, as printed at this level; in fractions."""
    errors = [
        percents(width, "half-width in points") / multiplier(level)
        for width in (half_width_points_now, half_width_points_before)
    ]
    now, before = percents(percent_now, "percent now"), percents(percent_before, "percent before")
    return z_test(now, before, errors[0], errors[1], level)


def least_significant(error_now: ErrorOfFraction, error_before: ErrorOfFraction, level: Level = 0.95) -> Floats:
    """The smallest difference that `z_test` would call significant, z √(se₁² + se₀²), as a fraction."""
    return multiplier(level) * _joint_error(error_now, error_before)


def mover(
    now: Fraction, bounds_now: tuple[Fraction, Fraction], before: Fraction, bounds_before: tuple[Fraction, Fraction]
) -> Bounds:
    """Interval of a difference from the two rates' own intervals, whatever method made them. Zou and Donner (2008).

    d − √((p₁ − l₁)² + (u₀ − p₀)²) to d + √((u₁ − p₁)² + (p₀ − l₀)²); takes on the asymmetry of Wilson's or Yan and
    Su's interval. Raises ValueError when a rate lies outside its bounds.
    """
    (p1, l1, u1), (p0, l0, u0) = _around(now, bounds_now), _around(before, bounds_before)
    return p1 - p0 - np.hypot(p1 - l1, u0 - p0), p1 - p0 + np.hypot(u1 - p1, p0 - l0)


def newcombe(
    successes_now: Count,
    sample_now: SampleSize,
    successes_before: Count,
    sample_before: SampleSize,
    level: Level = 0.95,
) -> Bounds:
    """Interval of the difference of two simple proportions: MOVER on Wilson's bounds, method 10 of Newcombe (1998)."""
    (k1, n1), (k0, n0) = part_of_sample(successes_now, sample_now), part_of_sample(successes_before, sample_before)
    return mover(k1 / n1, wilson(k1, n1, level), k0 / n0, wilson(k0, n0, level))


def _joint_error(now: ErrorOfFraction, before: ErrorOfFraction) -> Floats:
    error = np.hypot(standard_errors(now, "standard error now"), standard_errors(before, "standard error before"))
    if not np.all(error > 0):
        raise ValueError("both standard errors are zero: there is no sampling error to test against")
    return error


def _around(rate: Fraction, bounds: tuple[Fraction, Fraction]) -> tuple[Floats, Floats, Floats]:
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise TypeError(f"bounds {bounds!r}: expected a pair, the lower and the upper end")
    p, low, high = fractions(rate, "rate"), numbers(bounds[0], "low"), numbers(bounds[1], "high")
    # A bound may miss the rate by rounding where the interval ends at it; a normal interval may leave [0, 1] a little.
    require((low >= -1) & (low <= p + 1e-12), low, "low", "a fraction no more than its rate")
    require((high <= 2) & (high >= p - 1e-12), high, "high", "a fraction no less than its rate")
    return p, np.minimum(low, p), np.maximum(high, p)

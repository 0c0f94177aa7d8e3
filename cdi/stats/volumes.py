"""Yearly numbers of units that follow from rates: how many more were found, and how many were missed."""

from __future__ import annotations

import numpy as np

from cdi.stats.inputs import Floats, as_floats, fractions, not_negative, require, standard_errors
from cdi.stats.normal import multiplier
from cdi.stats.units import ErrorOfFraction, Fraction, Level, Total

# Below this a rate is no basis for a yearly number: the number would be a thousand times what was found.
LEAST_RATE = 0.001


def additional(
    found_a_year: Total,
    now: Fraction,
    before: Fraction,
    error_now: ErrorOfFraction,
    error_before: ErrorOfFraction,
    level: Level = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Units found in a year that would have been missed at the earlier rate: R(1 − p₀/p₁), with its interval.

    R is the number found in the year of the later rate. The delta-method standard error is
    R √((p₀ s₁/p₁²)² + (s₀/p₁)²); R counts as certain. Returns (estimate, low, high). Negative when the rate fell.
    Raises ValueError when the later rate is below `LEAST_RATE`.
    """
    p1, p0 = fractions(now, "rate now"), fractions(before, "rate before")
    require(p1 >= LEAST_RATE, p1, "rate now", f"{LEAST_RATE:g} or more: from less no yearly number can be derived")
    volume = not_negative(found_a_year, "found a year")
    s1, s0 = standard_errors(error_now, "standard error now"), standard_errors(error_before, "standard error before")
    estimate = volume * (1 - p0 / p1)
    margin = multiplier(level) * volume * np.hypot(p0 * s1 / p1**2, s0 / p1)
    return estimate, estimate - margin, estimate + margin


def missed(found_a_year: Total, rate: Fraction, low: Fraction, high: Fraction) -> tuple[Floats, Floats, Floats]:
    """Units a year that were missed: R(1 − r)/r, with its interval.

    R is the number found in the year, which counts as certain. The estimate falls as the rate rises, so the interval
    is the rate's own, turned over: R(1 − high)/high to R(1 − low)/low. It covers exactly as often as the rate's does.
    An upper end above 1, which a normal interval may have, gives none missed; 1.5 and more is taken for percent and
    refused. Raises ValueError when the rate's lower end is below `LEAST_RATE`: the number then has no upper end.
    """
    volume, r = not_negative(found_a_year, "found a year"), fractions(rate, "rate")
    bottom, end = as_floats(low, "lower end of the rate"), as_floats(high, "upper end of the rate")
    require((end >= 0) & (end < 1.5), end, "upper end of the rate", "a fraction, not percent")
    top = np.minimum(end, 1.0)
    require(bottom >= LEAST_RATE, bottom, "lower end of the rate", f"{LEAST_RATE:g} or more: below it there is no end")
    require((bottom <= r) & (r <= top), r, "rate", "a value inside its interval")
    return volume * (1 - r) / r, volume * (1 - top) / top, volume * (1 - bottom) / bottom

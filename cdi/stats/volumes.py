"""Yearly numbers of crimes that follow from recording rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cdi.stats.inputs import Floats, fractions, not_negative, require
from cdi.stats.normal import multiplier


def additional(
    recorded_a_year: ArrayLike,
    now: ArrayLike,
    before: ArrayLike,
    error_now: ArrayLike,
    error_before: ArrayLike,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Crimes recorded in a year that would have been missed at the earlier rate: R(1 − p₀/p₁), with its interval.

    R is the recorded crime of the 12 months to the end of the later audit period; rates are fractions. The
    delta-method standard error is R √((p₀ s₁/p₁²)² + (s₀/p₁)²); R counts as known. Returns (estimate, low, high).
    Negative when recording got worse. Raises ValueError when the later rate is zero.
    """
    p1, p0 = fractions(now, "rate now"), fractions(before, "rate before")
    require(p1 > 0, p1, "rate now", "more than 0: additional crimes cannot be derived when nothing was recorded")
    volume = not_negative(recorded_a_year, "recorded crime")
    s1, s0 = not_negative(error_now, "standard error now"), not_negative(error_before, "standard error before")
    estimate = volume * (1 - p0 / p1)
    margin = multiplier(level) * volume * np.hypot(p0 * s1 / p1**2, s0 / p1)
    return estimate, estimate - margin, estimate + margin


def unrecorded(
    recorded_a_year: ArrayLike, rate: ArrayLike, low: ArrayLike, high: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Reported crimes a year that were not recorded: R(1 − r)/r, with its interval.

    R is the recorded crime of the year, which counts as known. The estimate falls as the rate rises, so the interval
    is the rate's own, turned over: R(1 − high)/high to R(1 − low)/low. It covers exactly as often as the rate's does.
    An upper end above 1, which a normal interval may have, gives none unrecorded. Raises ValueError when the rate's
    lower end is not above zero: the number then has no upper end.
    """
    volume, r = not_negative(recorded_a_year, "recorded crime"), fractions(rate, "rate")
    bottom, top = np.asarray(low, dtype=np.float64), np.minimum(high, 1.0)
    require(bottom > 0, bottom, "lower end of the rate", "more than 0: below it the number has no upper end")
    require((bottom <= r) & (r <= top), r, "rate", "a value inside its interval")
    return volume * (1 - r) / r, volume * (1 - top) / top, volume * (1 - bottom) / bottom

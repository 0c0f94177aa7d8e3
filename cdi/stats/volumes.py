"""Yearly numbers of crimes that follow from recording rates."""

from __future__ import annotations

from math import hypot

from cdi.stats.normal import multiplier


def additional(
    recorded_a_year: float, now: float, before: float, error_now: float, error_before: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Crimes recorded in a year that would have been missed at the earlier rate: R(1 − p₀/p₁), with its interval.

    R is the recorded crime of the 12 months to the end of the later audit period; rates are fractions. The
    delta-method standard error is R √((p₀ s₁/p₁²)² + (s₀/p₁)²); R counts as known. Returns (estimate, low, high).
    Negative when recording got worse. Raises ValueError when the later rate is zero.
    """
    if now <= 0:
        raise ValueError("additional crimes cannot be derived when nothing was recorded in the later audit")
    estimate = recorded_a_year * (1 - before / now)
    margin = multiplier(level) * recorded_a_year * hypot(before * error_now / now**2, error_before / now)
    return estimate, estimate - margin, estimate + margin

"""Intervals for a simple proportion: k of n, each unit equally likely to be sampled."""

from __future__ import annotations

from scipy.stats import binomtest


def wilson(successes: int, sample: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson score interval for a proportion, as fractions; the default for counts such as 84 of 93.

    Keeps inside [0, 1] and has width for 0 of n and n of n. Wilson (1927), through scipy.
    Raises ValueError for an empty sample or more successes than units.
    """
    if not 0 <= successes <= sample or sample == 0:
        raise ValueError(f"{successes} of {sample}: expected a part of a sample of at least one")
    interval = binomtest(successes, sample).proportion_ci(confidence_level=level, method="wilson")
    return float(interval.low), float(interval.high)

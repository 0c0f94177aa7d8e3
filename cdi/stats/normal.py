"""Quantiles of the normal and t distributions for two-sided intervals."""

from __future__ import annotations

from scipy.special import ndtri, stdtrit

from cdi.stats.inputs import Floats, as_floats, plain, require
from cdi.stats.units import Count, Level

# Half-widths printed beside 95% intervals fit the two-figure multiplier (oracles: tests/oracles).
_Z95 = 1.96
# Quantiles beyond it are those of no interval that anyone prints.
_LOWEST, _HIGHEST = 1e-6, 1 - 1e-9


def checked_level(level: Level) -> float:
    """The confidence level itself. Raises ValueError when it is not a fraction between 0 and 1."""
    value = as_floats(level, "confidence level")
    if value.ndim or not _LOWEST <= value <= _HIGHEST:
        raise ValueError(f"confidence level {level}: expected a fraction between 0 and 1, such as 0.95")
    return float(value)


def multiplier(level: Level) -> float:
    """Quantile of a two-sided normal interval: 1.96 at 0.95 as publications use, the exact quantile elsewhere."""
    return _Z95 if checked_level(level) == 0.95 else quantile(level)


def quantile(level: Level) -> float:
    """Exact quantile of a two-sided normal interval: 1.95996… at 0.95."""
    return float(ndtri(0.5 + 0.5 * checked_level(level)))


def t_quantile(level: Level, degrees_of_freedom: Count) -> Floats:
    """Quantile of a two-sided t interval; infinite degrees of freedom give the normal one."""
    df = as_floats(degrees_of_freedom, "degrees of freedom")
    require(df >= 1, df, "degrees of freedom", "at least one, from at least one unit more than there are strata")
    return plain(stdtrit(df, 0.5 + 0.5 * checked_level(level)))

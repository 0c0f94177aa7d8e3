"""Quantiles of the normal and t distributions for two-sided intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from cdi.stats.inputs import Floats, plain, require

# Published half-widths fit the two-figure multiplier of the printed 95% intervals (oracles: tests/oracles).
_Z95 = 1.96


def checked_level(level: float) -> float:
    """The confidence level itself. Raises ValueError when it is not a fraction between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"confidence level {level}: expected a fraction between 0 and 1, such as 0.95")
    return level


def multiplier(level: float) -> float:
    """Quantile of a two-sided normal interval: 1.96 at 0.95 as the inspectorate uses, the exact quantile elsewhere."""
    return _Z95 if checked_level(level) == 0.95 else quantile(level)


def quantile(level: float) -> float:
    """Exact quantile of a two-sided normal interval: 1.95996… at 0.95."""
    return float(ndtri(0.5 + 0.5 * checked_level(level)))


def t_quantile(level: float, degrees_of_freedom: ArrayLike) -> Floats:
    """Quantile of a two-sided t interval; infinite degrees of freedom give the normal one."""
    df = np.asarray(degrees_of_freedom, dtype=np.float64)
    require(df >= 1, df, "degrees of freedom", "at least one, from at least one unit more than there are strata")
    return plain(stdtrit(df, 0.5 + 0.5 * checked_level(level)))

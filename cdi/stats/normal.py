"""The normal multiplier of the inspectorate-style intervals and tests."""

from __future__ import annotations

from scipy.stats import norm

# Published half-widths fit the two-figure multiplier of the printed 95% intervals (oracles: tests/oracles).
_Z95 = 1.96


def multiplier(level: float) -> float:
    """Quantile of a two-sided normal interval: 1.96 at 0.95 as the inspectorate uses, the exact quantile elsewhere.

    Raises ValueError for a level outside 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"confidence level {level}: expected a fraction between 0 and 1, such as 0.95")
    return _Z95 if level == 0.95 else float(norm.ppf((1 + level) / 2))

"""The difference of two rates that were estimated independently."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from scipy.stats import norm

from cdi.stats.normal import multiplier


@dataclass(frozen=True, slots=True)
class Change:
    """A difference (now less before) with its interval and two-sided z test, in the unit of the rates given."""

    difference: float
    standard_error: float
    low: float
    high: float
    level: float
    z: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.low > 0 or self.high < 0


def z_test(now: float, before: float, error_now: float, error_before: float, level: float = 0.95) -> Change:
    """Test two rates: z = (p₁ − p₀)/√(se₁² + se₀²), two-sided, with the interval difference ± z √(se₁² + se₀²).

    The samples must be independent. Raises ValueError when both standard errors are zero: two censuses differ
    or do not, and there is nothing to test.
    """
    error = hypot(error_now, error_before)
    if error == 0:
        raise ValueError("both standard errors are zero: there is no sampling error to test against")
    difference = now - before
    z = difference / error
    margin = multiplier(level) * error
    p_value = float(2 * norm.sf(abs(z)))
    return Change(difference, error, difference - margin, difference + margin, level, z, p_value)

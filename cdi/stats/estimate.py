"""A rate and how certain it is: what the interval methods for a design return."""

from __future__ import annotations

from dataclasses import dataclass

from cdi.stats.inputs import Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its standard error and interval, all as fractions; arrays when several were asked for at once."""

    rate: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float

    @property
    def half_width(self) -> Floats:
        """Half the width of the interval, as a fraction; the interval need not be symmetric around the rate."""
        return (self.high - self.low) / 2

"""A recording rate with how sure it is, and all rates of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from cdi.model.figure import Basis, SampleWorth
from cdi.stats.effective import Evidence

WITHOUT_PRIOR = "no earlier audit with a rate is named in audit.toml"
"""Why a comparison with the audit before is a gap; the force may well have been audited before."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A recording rate in percent with its interval, and its standard error in points; None when nothing gives one.

    `low` and `high` are in percent, and hold at `level`, a fraction; `half_width` is in points, and None for an
    interval that is not symmetric. A published rate may have an error from a reconstructed sample though its half-width
    was never printed. `method` says where the error comes from. `refused` is why the sample is too small for a rate of
    the force, or nothing. `evidence` is what a test of change rests on; None where nothing gives it. `caution` is why
    the interval may hold less often than it says, or whose it is, or nothing. `places` and `half_width_places` are the
    decimals that the rate and its half-width may be printed with.
    """

    percent: float
    error: float | None
    low: float | None
    high: float | None
    half_width: float | None
    level: float
    method: str
    basis: Basis
    sources: tuple[str, ...]
    recorded: int | None = None
    audited: int | None = None
    refused: str | None = None
    evidence: Evidence | None = None
    caution: str | None = None
    places: int = 1
    half_width_places: int = 2


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of an audit and of the one before, by stratum and `overall`, estimated once and passed on.

    `estimates` are all of this audit, those that the sample is too small for among them; `now` and `before` only those
    that may be given for the force.
    """

    estimates: Mapping[str, Rate]
    before: Mapping[str, Rate]

    @property
    def now(self) -> dict[str, Rate]:
        """The rates of this audit that the sample is large enough for."""
        return large_enough(self.estimates)


def worth_of(evidence: Evidence | None) -> SampleWorth | None:
    """The evidence as a figure carries it: an infinite size, of an end without error, is None there."""
    if evidence is None:
        return None
    below, above = (float(size) if isfinite(size) else None for size in (evidence.below, evidence.above))
    return SampleWorth(below, above, float(evidence.drawn_below), float(evidence.drawn_above))


def large_enough(estimates: Mapping[str, Rate]) -> dict[str, Rate]:
    """The rates that the sample is not too small for."""
    return {name: rate for name, rate in estimates.items() if rate.refused is None}

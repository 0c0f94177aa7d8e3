"""Recording rates as an inspection published them: with their decimals, their half-width and its level."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.house_style.crime_kinds import RATED
from cdi.model.audit import Audit
from cdi.stats.stratified import standard_error_from_half_width

PUBLISHED_AS = {kind.id: f"rate_{kind.id}" for kind in RATED}
"""The measures of `published_results` that are recording rates, by stratum."""
# HMICFRS, Crime Data Integrity inspection reports: half-widths are stated as 95 percent confidence intervals. They are
# so whatever level this audit works at (docs/methods.md, "The inspectorate's preset").
PUBLISHED_LEVEL = 0.95
PUBLISHED = "published"
"""The method of an interval that was published."""
_TABLE = "published_results"


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A rate in percent, its half-width in points where one was published, and how it was published (`basis`).

    Both are printed with the decimals that they were published with (`places`, for the rate); a rate that is worked out
    from its counts has one.
    """

    percent: Decimal
    places: int
    half_width: Decimal | None
    basis: str

    @property
    def half_width_places(self) -> int:
        """The decimals of the half-width."""
        return 2 if self.half_width is None else formatting.places(self.half_width)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The ends of its interval in percent, at the published level, within 0 and 100; None without a half-width."""
        if self.half_width is None:
            return None
        low, high = max(self.percent - self.half_width, Decimal(0)), min(self.percent + self.half_width, Decimal(100))
        return float(low), float(high)

    @property
    def error(self) -> float | None:
        """The standard error behind the half-width, in points."""
        if self.half_width is None:
            return None
        return 100 * float(standard_error_from_half_width(float(self.half_width) / 100, PUBLISHED_LEVEL))

    @property
    def printed(self) -> str:
        """The rate, and its half-width where one was published: 84.1% (±1.71)."""
        rate = formatting.percent(self.percent, self.places)
        if self.half_width is None:
            return rate
        return f"{rate} (±{formatting.decimals(self.half_width, self.half_width_places)})"

    def prints_as(self, percent: float) -> bool:
        """Whether a rate is this one, as precisely as it was published."""
        return formatting.half_up(percent, self.places) == formatting.half_up(self.percent, self.places)


def published_rates(audit: Audit, *, own: bool = False) -> dict[str, PublishedRate]:
    """What was published of an inspection's rates, by stratum: in its own table, else in the national register.

    `own` leaves the register out. A result in words is none.
    """
    register = audit.reference.get(_TABLE)
    rows = None if own or register is None else register[register["inspection_id"] == audit.inspection.id]
    results = _by_measure(rows) | _by_measure(audit.tables[_TABLE] if audit.holds(_TABLE) else None)
    return {
        stratum: _read(results[measure])
        for stratum, measure in PUBLISHED_AS.items()
        if measure in results and results[measure]["basis"] != "in words"
    }


def _by_measure(rows: pd.DataFrame | None) -> dict[str, Mapping[Hashable, Any]]:
    return {} if rows is None else {str(row["measure"]): row for row in rows.to_dict("records")}


def _read(row: Mapping[Hashable, Any]) -> PublishedRate:
    """The rate as printed, else worked out from its counts; the contract refuses a row that has neither."""
    half_width, basis = None if pd.isna(row["ci_half_width_pp"]) else row["ci_half_width_pp"], str(row["basis"])
    if not pd.isna(rate := row["rate_pct"]):
        return PublishedRate(rate, formatting.places(rate), half_width, basis)
    worked_out = Decimal(100 * int(row["numerator"])) / int(row["denominator"])
    return PublishedRate(worked_out, 1, half_width, "derived" if basis == "published" else basis)

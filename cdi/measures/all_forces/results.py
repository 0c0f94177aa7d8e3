"""Published results as values: one of each inspection and measure, with how it is known and what it is worth."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from cdi.contract.published_measures import measure_named
from cdi.house_style import formatting
from cdi.measures.all_forces.regimes import is_short
from cdi.measures.published_rates import PUBLISHED_LEVEL
from cdi.measures.registers import InspectionReport
from cdi.stats.stratified import standard_error_from_half_width

Registers = Mapping[str, pd.DataFrame]
"""The national registers by name, as `cdi.load.reference.read_reference` gives them."""

_NOT_A_POINT = ("rounded", "floor")
_IN_WORDS = "in words"


@dataclass(frozen=True, slots=True)
class ForceResult:
    """One measure of one inspection, as it was published.

    `percent` is the rate as printed, or worked out from its counts; `places` the decimals it is known with. `basis` is
    how it was published; `half_width` in points, where one was. `audited` is the size of the inspection's sample, where
    that was published. `unrecorded` is the yearly estimate of crime not recorded, for the overall rate alone.
    """

    report: InspectionReport
    percent: Decimal
    places: int
    basis: str
    half_width: Decimal | None
    numerator: int | None
    denominator: int | None
    audited: int | None
    unrecorded: int | None
    source: str

    @property
    def inspection_id(self) -> str:
        """The inspection, as the registers name it."""
        return self.report.inspection_id

    @property
    def force_id(self) -> str:
        """The force."""
        return self.report.force_id

    @property
    def programme(self) -> str:
        """The programme of the inspection."""
        return self.report.programme

    @property
    def label_year(self) -> int:
        """The year that the inspection is known by."""
        return self.report.label_year

    @property
    def when(self) -> date:
        """The day it was published; the end of its label year where that is not known."""
        return self.report.when

    @property
    def value(self) -> float:
        """The rate in percent."""
        return float(self.percent)

    @property
    def band(self) -> tuple[float, float] | None:
        """The lowest and highest rate that a rounded value or a floor may stand for; None for a value that is a point.

        "Around 90" is 89.5 to 90.5, and "over 96" is 96 to 97: both as precise as they were printed.
        """
        if self.denominator or (self.basis not in _NOT_A_POINT and self.places):
            return None
        step = Decimal(1).scaleb(-self.places)
        low = self.percent if self.basis == "floor" else self.percent - step / 2
        return max(0.0, float(low)), min(100.0, float(low + step))

    @property
    def units(self) -> int | None:
        """How many units its rate is worth: its own counts, those behind the published interval, or those audited.

        p(1 − p)/s² units have the standard error s = half-width/1.96. None for a band, and where nothing says.
        """
        if self.denominator:
            return self.denominator
        if self.half_width is not None and 0 < self.value < 100:
            error = float(standard_error_from_half_width(float(self.half_width) / 100, PUBLISHED_LEVEL))
            return int(formatting.half_up(self.value / 100 * (1 - self.value / 100) / error**2))
        return None if self.band else self.audited

    @property
    def units_from(self) -> str:
        """Where `units` comes from, in words; empty where nothing says."""
        if self.denominator:
            return "counts"
        if self.units is None:
            return ""
        return "interval" if self.half_width is not None and 0 < self.value < 100 else "reports audited"

    @property
    def successes(self) -> int | None:
        """The counts that the units give: the rate's own, or as many of `units` as come nearest to it."""
        if self.numerator is not None and self.denominator:
            return self.numerator
        return None if self.units is None else int(formatting.half_up(self.units * self.percent / 100))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The published interval in percent, within 0 and 100; None where no half-width was published."""
        if self.half_width is None:
            return None
        low, high = self.percent - self.half_width, self.percent + self.half_width
        return max(0.0, float(low)), min(100.0, float(high))

    @property
    def short_period(self) -> bool:
        """Whether its audit period is known to be much shorter than six months."""
        return self.report.period is not None and is_short(*self.report.period)

    @property
    def printed(self) -> str:
        """The rate as it was published: 84.1%, around 90%, over 96%; counts that stand for themselves as a fraction."""
        if self.numerator is not None and self.denominator:
            return formatting.fraction(self.numerator, self.denominator)
        rate = formatting.percent(self.percent, self.places)
        return {"rounded": f"around {rate}", "floor": f"over {rate}"}.get(self.basis, rate)


def results_of(reports: Iterable[InspectionReport], published: pd.DataFrame, measure: str) -> list[ForceResult]:
    """Every published result of a measure that is a rate or a part, the oldest first; results in words are none."""
    by_name = {report.inspection_id: report for report in reports}
    audited = _counts(published, "crimes_audited")
    unrecorded = _counts(published, "unrecorded_overall") if measure == "rate_overall" else {}
    results = []
    for row in published[published["measure"] == measure].to_dict("records"):
        name = str(row["inspection_id"])
        rate = None if row["basis"] == _IN_WORDS else _rate(row)
        if rate is not None:
            results.append(_result(by_name[name], row, rate, audited.get(name), unrecorded.get(name)))
    return sorted(results, key=lambda result: (result.when, result.inspection_id))


def out_on(results: Iterable[ForceResult], day: date) -> list[ForceResult]:
    """The results whose reports were out on a day; those without a day of publication by the end of their year."""
    return [result for result in results if result.when <= day]


def latest_of_each(results: list[ForceResult]) -> dict[str, ForceResult]:
    """The latest result of each force, by force; of two of a day the later by its id."""
    return {result.force_id: result for result in results}


def short_names(forces: pd.DataFrame) -> dict[str, str]:
    """The short name of each territorial force, by force, in alphabetical order; the latest where it had several."""
    rows = forces[forces["home_office"].astype("boolean").fillna(value=False)].to_dict("records")
    return dict(sorted((str(row["force_id"]), str(row["short_name"])) for row in rows))


def measure_label(measure: str) -> str:
    """What a measure is, in words."""
    return measure_named(measure).label


def _result(
    report: InspectionReport, row: Mapping[Hashable, Any], rate: Decimal, audited: int | None, unrecorded: int | None
) -> ForceResult:
    return ForceResult(
        report=report,
        percent=rate,
        places=formatting.places(rate),
        basis=str(row["basis"]),
        half_width=None if pd.isna(row["ci_half_width_pp"]) else row["ci_half_width_pp"],
        numerator=_whole(row["numerator"]),
        denominator=_whole(row["denominator"]),
        audited=audited,
        unrecorded=unrecorded,
        source=str(row["source"]),
    )


def _rate(row: Mapping[Hashable, Any]) -> Decimal | None:
    """The rate as printed, else worked out from its counts; None where only the size of the sample is known."""
    if not pd.isna(row["rate_pct"]):
        rate: Decimal = row["rate_pct"]
        return rate
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]) or not row["denominator"]:
        return None
    return formatting.half_up(Decimal(100 * int(row["numerator"])) / int(row["denominator"]), 2)


def _counts(published: pd.DataFrame, measure: str) -> dict[str, int]:
    rows = published[(published["measure"] == measure) & published["numerator"].notna()].to_dict("records")
    return {str(row["inspection_id"]): int(row["numerator"]) for row in rows}


def _whole(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)

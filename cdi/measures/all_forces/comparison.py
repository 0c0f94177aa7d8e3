"""What is compared and what is set apart: the latest result of each force, in one programme, as on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cdi.contract.published_measures import MEASURES
from cdi.measures.all_forces.regimes import Regime, refuse_without_rates, regime_of
from cdi.measures.all_forces.results import (
    ForceResult,
    Registers,
    latest_of_each,
    measure_label,
    out_on,
    results_of,
    short_names,
)
from cdi.measures.all_forces.side_by_side import CountedUnit, SideBySide, set_side_by_side
from cdi.measures.registers import InspectionReport, read_reports
from cdi.model.errors import UsageRefused, nearest
from cdi.stats.proportions import wilson

Apart = Literal["a band", "no size", "short period"]
"""Why a result is in the table and in no test: it is no point, its error is not known, or its window was another."""
COMPARED = tuple(measure.name for measure in MEASURES if measure.holds != "count")
"""The measures that can be compared: rates and parts, of which more is better."""


@dataclass(frozen=True, slots=True)
class ForceRow:
    """The latest result of one force, and why it is set apart; None where it is compared.

    `interval` is in percent, at 95%: as published, else that of its counts (Wilson); None where neither is held.
    `later` is a later report of the force on recording, which gives no such result; None where this is the latest.
    """

    force_id: str
    name: str
    result: ForceResult
    apart: Apart | None
    interval: tuple[float, float] | None
    later: str | None


@dataclass(frozen=True, slots=True)
class ForceComparison:
    """All forces that have a result, the lowest first, and those that are compared side by side.

    `missing` are the forces without a result of this measure and programme on that day, by short name. `history` is
    every result of the measure, of all programmes, that was out.
    """

    regime: Regime
    measure: str
    label: str
    as_at: date
    rows: tuple[ForceRow, ...]
    missing: tuple[str, ...]
    side_by_side: SideBySide | None
    history: tuple[ForceResult, ...]
    names: dict[str, str]

    @property
    def compared(self) -> list[ForceRow]:
        """The forces that are tested and have a place."""
        return [row for row in self.rows if row.apart is None]

    def apart(self, why: Apart) -> list[ForceRow]:
        """The forces set apart for one reason."""
        return [row for row in self.rows if row.apart == why]


@dataclass(frozen=True, slots=True)
class PublishedForces:
    """What the registers hold of one measure: its results, every report with or without one, and short names."""

    measure: str
    results: tuple[ForceResult, ...]
    reports: tuple[InspectionReport, ...]
    names: dict[str, str]

    @classmethod
    def of(cls, registers: Registers, reports: tuple[InspectionReport, ...], measure: str) -> PublishedForces:
        """From the registers and the inspections that were read from them."""
        results = results_of(reports, registers["published_results"], measure)
        return cls(measure, tuple(results), reports, short_names(registers["forces"]))


def compare_forces(registers: Registers, measure: str, programme: str, as_at: date, seed: int) -> ForceComparison:
    """The latest results of a measure in one programme whose reports were out on `as_at`; `seed` fixes the places.

    Raises UsageRefused for a measure or a programme that there is not, and for one that gives no rates of forces.
    """
    if measure not in COMPARED:
        raise UsageRefused(f"no measure {measure!r} to compare; {nearest(measure, list(COMPARED))}")
    regime = refuse_without_rates(regime_of(programme))
    latest = latest_results(PublishedForces.of(registers, read_reports(registers), measure), regime, as_at)
    return replace(latest, side_by_side=set_side_by_side(counted_units(latest.rows), seed))


def latest_results(published: PublishedForces, regime: Regime, as_at: date) -> ForceComparison:
    """The latest result of each force in a programme on a day, the lowest first; not set side by side."""
    names = published.names
    history = [result for result in out_on(published.results, as_at) if result.force_id in names]
    latest = latest_of_each([result for result in history if result.programme == regime.programme])
    reported = _latest_reports(published.reports, regime.programme, as_at)
    rows = [
        ForceRow(force, names[force], result, why_apart(result), _interval(result), _later(reported[force], result))
        for force, result in latest.items()
    ]
    return ForceComparison(
        regime=regime,
        measure=published.measure,
        label=measure_label(published.measure),
        as_at=as_at,
        rows=tuple(sorted(rows, key=lambda row: (row.result.percent, row.name))),
        missing=tuple(name for force, name in names.items() if force not in latest),
        side_by_side=None,
        history=tuple(history),
        names=names,
    )


def counted_units(rows: Sequence[ForceRow]) -> list[CountedUnit]:
    """The compared forces as units with whole counts."""
    return [
        CountedUnit(row.force_id, row.name, row.result.successes, row.result.units)
        for row in rows
        if row.apart is None and row.result.successes is not None and row.result.units
    ]


def why_apart(result: ForceResult) -> Apart | None:
    """Why a result is not compared; None where it is."""
    if result.short_period:
        return "short period"
    if result.units:
        return None
    return "a band" if result.band else "no size"


def _interval(result: ForceResult) -> tuple[float, float] | None:
    if result.interval is not None or result.successes is None or result.units is None:
        return result.interval
    low, high = wilson(result.successes, result.units)
    return 100 * float(low), 100 * float(high)


def _latest_reports(reports: Iterable[InspectionReport], programme: str, as_at: date) -> dict[str, InspectionReport]:
    """By force, its latest report of a programme, with or without a result."""
    out = (report for report in reports if report.programme == programme and report.when <= as_at)
    return {report.force_id: report for report in sorted(out, key=lambda report: (report.when, report.inspection_id))}


def _later(latest: InspectionReport, result: ForceResult) -> str | None:
    return None if latest.inspection_id == result.inspection_id else latest.inspection_id

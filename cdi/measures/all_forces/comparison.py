"""What is compared and what is set apart: the latest result of each force, in one programme, as on a day."""

from __future__ import annotations

from collections.abc import Sequence
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
class Comparison:
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

    def with_rows(self, rows: tuple[ForceRow, ...]) -> Comparison:
        """The same with some of its rows, and so without places."""
        return replace(self, rows=rows, side_by_side=None)


def compare_forces(registers: Registers, measure: str, programme: str, as_at: date, seed: int | None) -> Comparison:
    """The latest results of a measure in one programme whose reports were out on `as_at`.

    `seed` fixes the places; without one the forces are not set side by side.

    Raises UsageRefused for a measure or a programme that there is not, and for one that gives no rates of forces.
    """
    if measure not in COMPARED:
        raise UsageRefused(f"no measure {measure!r} to compare; {nearest(measure, list(COMPARED))}")
    regime = refuse_without_rates(regime_of(programme))
    names = short_names(registers)
    history = [result for result in out_on(results_of(registers, measure), as_at) if result.force_id in names]
    latest = latest_of_each([result for result in history if result.programme == programme])
    reported = _latest_reports(registers, programme, as_at)
    rows = [
        ForceRow(force, names[force], result, why_apart(result), _interval(result), _later(reported, force, result))
        for force, result in latest.items()
    ]
    rows.sort(key=lambda row: (row.result.percent, row.name))
    return Comparison(
        regime=regime,
        measure=measure,
        label=measure_label(measure),
        as_at=as_at,
        rows=tuple(rows),
        missing=tuple(name for force, name in names.items() if force not in latest),
        side_by_side=None if seed is None else set_side_by_side(counted_units(rows), seed),
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


def _latest_reports(registers: Registers, programme: str, as_at: date) -> dict[str, tuple[date, str]]:
    """By force, the day and the id of its latest report of a programme, with or without a result."""
    latest: dict[str, tuple[date, str]] = {}
    inspections = registers["inspections"]
    for row in inspections[inspections["programme"] == programme].to_dict("records"):
        published = row["published_on"]
        day = published.date() if published == published else date(int(row["label_year"]), 12, 31)  # noqa: PLR0124
        force, report = str(row["force_id"]), (day, str(row["inspection_id"]))
        if day <= as_at:
            latest[force] = max(latest.get(force, report), report)
    return latest


def _later(reported: dict[str, tuple[date, str]], force: str, result: ForceResult) -> str | None:
    name = reported[force][1]
    return None if name == result.inspection_id else name

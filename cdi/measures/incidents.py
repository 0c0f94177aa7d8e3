"""Crimes found in incidents and in referrals from other bodies: recorded, in time, in the right class."""

from __future__ import annotations

from typing import Any

from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.registers import hours_to_record
from cdi.measures.tallies import part_of_rows
from cdi.measures.timeliness import within
from cdi.model.audit import Audit
from cdi.model.figure import Figure
from cdi.model.rows import AtMost

_RECORDS, _REPORTS = "reviewed_records", "audit_reports"
# What the sample is called in figure ids, its value in the tables, and what one of its records is.
_SAMPLES = (("incidents", "incident", "incident records"), ("referrals", "referral", "referrals from other bodies"))


def incidents(audit: Audit) -> Contribution:
    """Incident records and referrals examined, and what became of the crimes in them.

    "Recorded" and "correctly recorded" are two figures: a crime in a wrong class is recorded, not correctly so.
    """
    if missing := [table for table in (_RECORDS, _REPORTS) if not audit.holds(table)]:
        return gaps_without((f"{name}.crimes" for name, *_ in _SAMPLES), " or ".join(missing))
    samples = combine(_sample(audit, *sample) for sample in _SAMPLES)
    return samples + combine(_margin(figure) for figure in samples.figures if figure.id == "incidents.crimes")


def _sample(audit: Audit, name: str, sample: str, what: str) -> Contribution:
    records = audit.count(_RECORDS, sample=sample)
    if records == 0:
        return Contribution(gaps={f"{name}.crimes": f"no {what} in the audit"})
    make = FigureMaker(audit, (_RECORDS, _REPORTS))
    due: dict[str, Any] = {"sample": sample, "required": True}
    recorded, crimes = {**due, "recorded": True}, f"crimes due from {what}"
    right, wrong = ({"classification_correct": correct} for correct in (True, False))
    total, n = audit.count(_REPORTS, **due), audit.count(_REPORTS, **recorded)
    in_class = {"recorded": True, **right}
    return combine(
        [
            make.number(f"{name}.records", f"{what} examined", records, f"{what} examined", "records"),
            make.part(f"{name}.crimes", f"{crimes} that were recorded", n, total, crimes),
            part_of_rows(make, f"{name}.correct", "of them in the right class", _REPORTS, due, in_class, crimes),
            part_of_rows(
                make,
                f"{name}.misclassified",
                "recorded crimes in a wrong class",
                _REPORTS,
                recorded,
                wrong,
                f"recorded {crimes}",
            ),
            _in_time(make, name, recorded, right, f"recorded {crimes} that could be timed"),
        ]
    )


def _margin(crimes: Figure) -> Contribution:
    """How unsure the sample of incidents alone is, were it a simple random sample: half the width of its interval."""
    if crimes.interval is None:  # pragma: no cover - a part of a sample has an interval
        return Contribution()
    width = (crimes.interval.high - crimes.interval.low) / 2
    figure = Figure(
        id="small_sample.here",
        label="half-width that the sample of incidents gives",
        value=width,
        unit="percentage points",
        printed=formatting.points(width),
        base=f"{crimes.base}, as if drawn simply at random",
        basis=crimes.basis,
        sources=crimes.sources,
        role="margin",
        base_values=crimes.base_values,
        excluded=crimes.excluded,
    )
    return Contribution((figure,))


def _in_time(make: FigureMaker, name: str, recorded: dict[str, Any], right: dict[str, Any], base: str) -> Contribution:
    """Recorded within the limit in force, and that in the right class as well; gaps where the limit changed."""
    limits = hours_to_record(make.audit)
    if len(limits) != 1:
        ids = (f"{name}.in_time", f"{name}.correct_in_time")
        return Contribution(gaps=dict.fromkeys(ids, "no single limit in force during the audit period"))
    timed, soon, hours = (
        {**recorded, "timeliness_assessable": True},
        {"delay_hours": AtMost(limits[0])},
        within(limits[0]),
    )
    parts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("in_time", f"recorded {hours}", soon),
        ("correct_in_time", f"recorded {hours} and in the right class", {**soon, **right}),
    )
    return combine(
        part_of_rows(make, f"{name}.{each}", label, _REPORTS, timed, asked, base, "part in time")
        for each, label, asked in parts
    )

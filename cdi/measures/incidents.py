"""Crimes found in incidents and in referrals from other bodies: recorded, in time, in the right class."""

from __future__ import annotations

from typing import Any

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, not_held, together
from cdi.measures.timeliness import limits_in_force
from cdi.model.audit import Audit
from cdi.model.figure import Figure
from cdi.model.rows import AtMost

_RECORDS, _REPORTS = "reviewed_records", "audit_reports"
# What the sample is called in figure ids, its value in the tables, and what one of its records is.
_SAMPLES = (("incidents", "incident", "incident records"), ("referrals", "referral", "referrals from other bodies"))


def incidents(audit: Audit) -> Measured:
    """Incident records and referrals examined, and what became of the crimes in them.

    "Recorded" and "correctly recorded" are two figures: a crime in a wrong class is recorded, not correctly so.
    """
    if not (audit.holds(_RECORDS) and audit.holds(_REPORTS)):
        return not_held((f"{name}.crimes" for name, *_ in _SAMPLES), f"{_RECORDS} or {_REPORTS}")
    found = together(_sample(audit, *sample) for sample in _SAMPLES)
    return found + together(_margin(each) for each in found.figures if each.id == "incidents.crimes")


def _sample(audit: Audit, name: str, sample: str, what: str) -> Measured:
    records = audit.count(_RECORDS, sample=sample)
    if records == 0:
        return Measured(gaps={f"{name}.crimes": f"no {what} in the audit"})
    make = Maker(audit, (_RECORDS, _REPORTS))
    due: dict[str, Any] = {"sample": sample, "required": True}
    made, crimes = {**due, "recorded": True}, f"crimes due from {what}"
    right = {**made, "classification_correct": True}
    total, recorded = audit.count(_REPORTS, **due), audit.count(_REPORTS, **made)
    return together(
        [
            make.number(f"{name}.records", f"{what} examined", records, f"{what} examined", "records"),
            make.part(f"{name}.crimes", f"{crimes} that were recorded", recorded, total, crimes),
            make.part(f"{name}.correct", "of them in the right class", audit.count(_REPORTS, **right), total, crimes),
            make.part(
                f"{name}.misclassified",
                "recorded crimes in a wrong class",
                audit.count(_REPORTS, **{**made, "classification_correct": False}),
                recorded,
                f"recorded {crimes}",
            ),
            _in_time(audit, make, name, made, right, f"recorded {crimes} that could be timed"),
        ]
    )


def _margin(crimes: Figure) -> Measured:
    """How unsure the sample of incidents alone is, were it a simple random sample: half the width of its interval."""
    assert crimes.interval is not None  # noqa: S101 - a part has one
    width = (crimes.interval.high - crimes.interval.low) / 2
    label = "half-width that the sample of incidents gives"
    printed = formatting.points(width)
    base = f"{crimes.base}, as if drawn simply at random"
    return Measured(
        (Figure("small_sample.here", label, width, "percentage points", printed, base, crimes.basis, crimes.sources),)
    )


def _in_time(audit: Audit, make: Maker, name: str, made: dict[str, Any], right: dict[str, Any], base: str) -> Measured:
    limits = limits_in_force(audit)
    if len(limits) != 1:
        ids = (f"{name}.in_time", f"{name}.correct_in_time")
        return Measured(gaps=dict.fromkeys(ids, "no single limit in force during the audit period"))
    timed: dict[str, Any] = {"timeliness_assessable": True}
    soon = {**timed, "delay_hours": AtMost(limits[0])}
    total = audit.count(_REPORTS, **made, **timed)
    within = f"within {limits[0]:g} hours"
    return make.part(
        f"{name}.in_time", f"recorded {within}", audit.count(_REPORTS, **made, **soon), total, base
    ) + make.part(
        f"{name}.correct_in_time",
        f"recorded {within} and in the right class",
        audit.count(_REPORTS, **right, **soon),
        total,
        base,
    )

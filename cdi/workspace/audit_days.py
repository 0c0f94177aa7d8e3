"""The days that an `audit.toml` gives, held against each other: what was audited comes before what was said of it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cdi.model.audit import Inspection
from cdi.model.clock import last_of_month
from cdi.model.fault import Fault

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
_LABEL = re.compile(r"(?:([A-Za-z]+) )?(\d{4})")


def find_contradicted_days(inspection: Inspection, file: Path) -> list[Fault]:
    """A fault for each day of an audit that another of its days rules out; days that are not given rule out nothing.

    Which of the two is wrong nobody but the person knows, so the expectation names the other key and what it says.
    """
    return [
        Fault(
            str(file),
            f"{expected}, or else another {other}" if other else expected,
            column=f"inspection.{key}",
            value=value,
        )
        for key, value, expected, other in _contradictions(inspection)
    ]


def is_earlier(prior: Inspection, inspection: Inspection) -> bool:
    """Whether an audit may be the one before another: it came out no later, and its period ends no later.

    Where the day of either is not known it is enough that their years are in order.
    """
    ends = prior.audit_period_end, inspection.audit_period_end
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        return False
    if prior.published_on is None or inspection.published_on is None:
        return prior.label_year <= inspection.label_year
    return prior.published_on <= inspection.published_on


def _contradictions(inspection: Inspection) -> Iterator[tuple[str, str, str, str]]:
    """The key that is contradicted, what it says, what is expected instead, and the key that this follows from."""
    start, end, day = inspection.audit_period_start, inspection.audit_period_end, inspection.published_on
    if start is not None and end is not None and end < start:
        yield "audit_period_end", end.isoformat(), f"a day not before {start.isoformat()}", "audit_period_start"
    came_out = day or (last_of_month(inspection.published_month) if inspection.published_month else None)
    said_in = "published_on" if day else "published_month"
    if came_out is not None and end is not None and came_out < end:
        yield said_in, came_out.isoformat(), f"a day not before {end.isoformat()}", "audit_period_end"
    for key, month in (
        ("published_month", inspection.published_month),
        ("fieldwork_month", inspection.fieldwork_month),
    ):
        if month is not None and month.day != 1:
            yield key, month.isoformat(), f"the first day of the month, {month.replace(day=1).isoformat()}", ""
    if day is not None and inspection.published_month is not None and not _same_month(day, inspection.published_month):
        yield "published_month", inspection.published_month.isoformat(), f"{day:%Y-%m}-01", "published_on"
    yield from _contradictions_of_fieldwork(inspection, came_out, said_in)
    if inspection.as_at is not None and end is not None and inspection.as_at < end:
        yield "as_at", inspection.as_at.isoformat(), f"a day not before {end.isoformat()}", "audit_period_end"
    year = inspection.label_year
    if start is not None and year < start.year:
        yield "label_year", str(year), f"{start.year} or later", "audit_period_start"
    # An audit of the year 2025/26 may be known by 2026 and come out in 2025.
    if came_out is not None and year > came_out.year + 1:
        yield "label_year", str(year), f"{came_out.year + 1} or earlier", said_in


def _contradictions_of_fieldwork(
    inspection: Inspection, came_out: date | None, said_in: str
) -> Iterator[tuple[str, str, str, str]]:
    """The same of the month of the fieldwork, and of its label where that is a year, or a month and a year."""
    start, month, label = inspection.audit_period_start, inspection.fieldwork_month, inspection.fieldwork_label or ""
    if month is not None and start is not None and last_of_month(month) < start:
        yield "fieldwork_month", month.isoformat(), f"a month not before {start:%Y-%m}", "audit_period_start"
    if month is not None and came_out is not None and month > came_out:
        yield "fieldwork_month", month.isoformat(), f"a month not after {came_out:%Y-%m}", said_in
    written = _LABEL.fullmatch(label.strip())
    named = _MONTHS.get((written[1] or "").lower()) if written else None
    if written is None or (written[1] and named is None):
        return
    year = int(written[2])
    if month is not None:
        if (year, named or month.month) != (month.year, month.month):
            yield "fieldwork_label", label, f"{calendar.month_name[month.month]} {month.year}", "fieldwork_month"
    elif came_out is not None and (year, named or 1) > (came_out.year, came_out.month):
        yield "fieldwork_label", label, f"a month not after {came_out:%Y-%m}", said_in
    elif start is not None and (year, named or 12) < (start.year, start.month):
        yield "fieldwork_label", label, f"a month not before {start:%Y-%m}", "audit_period_start"


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)

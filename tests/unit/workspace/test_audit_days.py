"""Days of an audit that rule each other out are a fault of its settings, whichever of them is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cdi.model.audit import Inspection
from cdi.workspace.audit_days import find_contradicted_days, is_earlier

SOUND = {
    "id": "fx-2026", "audit": "a", "kind": "internal audit", "label_year": 2026, "report_title": "An audit",
    "fieldwork_label": "May 2026", "fieldwork_month": date(2026, 5, 1), "audit_period_start": date(2026, 1, 1),
    "audit_period_end": date(2026, 3, 31), "published_on": date(2026, 6, 30), "as_at": date(2026, 7, 1),
}  # fmt: skip


def inspection(**changed: object) -> Inspection:
    return Inspection.model_validate({**SOUND, **changed})


@pytest.mark.parametrize(
    ("changed", "key", "expected"),
    [
        ({"audit_period_end": date(2025, 12, 31)}, "audit_period_end", "a day not before 2026-01-01, or else another audit_period_start"),
        ({"published_on": date(2026, 3, 30), "fieldwork_month": None, "fieldwork_label": None}, "published_on", "a day not before 2026-03-31, or else another audit_period_end"),
        ({"published_on": None, "published_month": date(2026, 2, 1), "fieldwork_month": None, "fieldwork_label": None}, "published_month", "a day not before 2026-03-31, or else another audit_period_end"),
        ({"published_month": date(2026, 6, 30)}, "published_month", "the first day of the month, 2026-06-01"),
        ({"published_month": date(2026, 7, 1)}, "published_month", "2026-06-01, or else another published_on"),
        ({"fieldwork_month": date(2026, 5, 2)}, "fieldwork_month", "the first day of the month, 2026-05-01"),
        ({"fieldwork_month": date(2025, 12, 1), "fieldwork_label": "2025"}, "fieldwork_month", "a month not before 2026-01, or else another audit_period_start"),
        ({"fieldwork_month": date(2026, 7, 1), "fieldwork_label": "2026"}, "fieldwork_month", "a month not after 2026-06, or else another published_on"),
        ({"fieldwork_label": "April 2026"}, "fieldwork_label", "May 2026, or else another fieldwork_month"),
        ({"fieldwork_label": "2025"}, "fieldwork_label", "May 2026, or else another fieldwork_month"),
        ({"fieldwork_label": "July 2026", "fieldwork_month": None}, "fieldwork_label", "a month not after 2026-06, or else another published_on"),
        ({"fieldwork_label": "2025", "fieldwork_month": None}, "fieldwork_label", "a month not before 2026-01, or else another audit_period_start"),
        ({"as_at": date(2026, 3, 30)}, "as_at", "a day not before 2026-03-31, or else another audit_period_end"),
        ({"label_year": 2025}, "label_year", "2026 or later, or else another audit_period_start"),
        ({"label_year": 2028}, "label_year", "2027 or earlier, or else another published_on"),
    ],
)  # fmt: skip
def test_a_day_that_another_rules_out_is_a_fault_that_names_both(
    changed: dict[str, object], key: str, expected: str
) -> None:
    (fault,) = find_contradicted_days(inspection(**changed), Path("audit.toml"))
    assert (fault.column, fault.expected) == (f"inspection.{key}", expected)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"audit_period_end": date(2026, 1, 1)},  # one day
        {"published_on": date(2026, 3, 31), "fieldwork_month": None, "fieldwork_label": "March 2026"},
        {"published_month": date(2026, 6, 1)},
        {"fieldwork_month": date(2026, 1, 1), "fieldwork_label": "January 2026"},  # while reports came in
        {"fieldwork_label": "spring of 2019"},  # words of the force, which nothing reads
        {"fieldwork_label": "Quarter 2019"},
        {"label_year": 2027},  # the audit of 2026/27
        dict.fromkeys(("audit_period_start", "audit_period_end", "published_on", "fieldwork_month", "as_at")),
    ],
)
def test_days_in_order_and_days_that_are_not_known_are_no_fault(changed: dict[str, object]) -> None:
    assert find_contradicted_days(inspection(**changed), Path("audit.toml")) == []


@pytest.mark.parametrize(
    ("prior", "earlier"),
    [
        ({"published_on": date(2026, 6, 29)}, True),
        ({"published_on": date(2026, 6, 30)}, True),
        ({"published_on": date(2026, 7, 1)}, False),
        ({"audit_period_end": date(2026, 4, 1)}, False),  # of a later period
        ({"published_on": None, "label_year": 2026}, True),
        ({"published_on": None, "label_year": 2027}, False),
    ],
)
def test_the_audit_before_came_out_no_later_and_is_of_no_later_period(prior: dict[str, object], earlier: bool) -> None:
    assert is_earlier(inspection(**prior), inspection()) is earlier

"""Registers as typed values: made once an audit, and asked by day, by period, and by what was out."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cdi.measures import measure
from cdi.measures.finding_rules import FindingRules
from cdi.measures.registers import (
    RecordingRule,
    finding_rules,
    hours_to_record,
    recording_rules,
    reports,
    reports_out,
)
from cdi.model.audit import Audit
from tests.unit.measures.tables import table

RULES = """
rule  | effective_from | value     | unit  | reference
hours | 2015-04-01     | 24        | hours | counting rules
who   | 2015-04-01     | registrar | role  | counting rules
hours | 2002-04-01     | 72        | hours | standard
"""


@pytest.fixture
def audit(leicestershire: Audit) -> Audit:
    return replace(
        leicestershire, reference={**leicestershire.reference, "recording_rules": table("recording_rules", RULES)}
    )


def test_a_rule_is_typed_and_a_role_has_no_number(audit: Audit) -> None:
    assert recording_rules(audit).rows == (
        RecordingRule("hours", date(2002, 4, 1), "72", 72.0, "hours", "standard"),
        RecordingRule("hours", date(2015, 4, 1), "24", 24.0, "hours", "counting rules"),
        RecordingRule("who", date(2015, 4, 1), "registrar", None, "role", "counting rules"),
    )
    assert recording_rules(audit).numbers() == ["hours"]


@pytest.mark.parametrize(
    ("day", "values"),
    [
        (date(2002, 3, 31), {}),
        (date(2002, 4, 1), {"hours": "72"}),
        (date(2015, 3, 31), {"hours": "72"}),
        (date(2015, 4, 1), {"hours": "24", "who": "registrar"}),
    ],
)
def test_the_rules_of_a_day(audit: Audit, day: date, values: dict[str, str]) -> None:
    assert {name: rule.value for name, rule in recording_rules(audit).on(day).items()} == values


@pytest.mark.parametrize(
    ("start", "end", "values"),
    [
        (date(2001, 1, 1), date(2001, 12, 31), []),
        (date(2001, 1, 1), date(2002, 4, 1), ["72"]),
        (date(2014, 1, 1), date(2015, 3, 31), ["72"]),
        (date(2014, 1, 1), date(2015, 4, 1), ["72", "24"]),
        (date(2015, 4, 1), date(2015, 12, 31), ["24"]),
    ],
)
def test_the_rules_of_a_period_are_more_than_one_where_they_changed(
    audit: Audit, start: date, end: date, values: list[str]
) -> None:
    assert [rule.value for rule in recording_rules(audit).during("hours", start, end)] == values


def test_without_a_rule_there_are_no_hours(audit: Audit) -> None:
    assert hours_to_record(audit) == []


def test_a_report_is_out_by_its_day_or_by_its_year_where_the_day_is_not_known(leicestershire: Audit) -> None:
    inspections = """
inspection_id | force_id | programme | kind       | label_year | published_on
a             | a        | P         | inspection | 2018       | 2019-01-15
b             | b        | P         | inspection | 2018       | 2019-01-16
c             | c        | P         | inspection | 2018       |
d             | d        | P         | inspection | 2019       |
"""
    seen = leicestershire.inspection.model_copy(update={"as_at": date(2019, 1, 15), "label_year": 2018})
    audit = replace(leicestershire, inspection=seen, reference={"inspections": table("inspections", inspections)})
    assert [report.inspection_id for report in reports_out(audit)] == ["a", "c"]
    assert [report.when for report in reports(audit)][1:3] == [date(2019, 1, 16), date(2018, 12, 31)]


def test_a_register_that_was_not_supplied_has_no_reports(leicestershire: Audit) -> None:
    assert reports(replace(leicestershire, reference={})) == ()


@pytest.mark.slow
def test_a_register_is_read_once_an_audit(leicestershire: Audit) -> None:
    read: list[str] = []

    class Watched(dict[str, pd.DataFrame]):
        def __getitem__(self, name: str) -> pd.DataFrame:
            read.append(name)
            return super().__getitem__(name)

    audit = replace(leicestershire, reference=Watched(leicestershire.reference))
    measure(audit)
    assert {name: read.count(name) for name in ("finding_rules", "recording_rules", "inspections")} == {
        "finding_rules": 1,
        "recording_rules": 1,
        "inspections": 1,
    }


def test_a_copy_of_an_audit_reads_its_own_registers(leicestershire: Audit) -> None:
    assert isinstance(finding_rules(leicestershire), FindingRules)
    assert finding_rules(leicestershire) is finding_rules(leicestershire)
    fewer = leicestershire.reference["finding_rules"][:3]
    copy = replace(leicestershire, reference={**leicestershire.reference, "finding_rules": fewer})
    assert len(finding_rules(copy).rows) == 3

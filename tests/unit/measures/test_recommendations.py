from dataclasses import replace
from datetime import date

import pytest

from cdi.bundle.facts import facts
from cdi.measures.recommendations import due_on, issue, recommendations
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed

ASKED = """
rec_id | type                 | number | timescale_months
R1     | recommendation       | 1      | 0
R2     | recommendation       | 2      | 3
R3     | recommendation       | 3      | 6
R4     | recommendation       | 4      |
F1     | area_for_improvement | 1      | 3
"""
STATUS = "rec_id | assessor | as_at | status"


def followed(audit: Audit, *said: str) -> Audit:
    """The audit, with `ASKED` recommended by the one before it on 7 September 2017."""
    assert audit.prior
    prior = holding(audit.prior, recommendations=ASKED)
    return replace(holding(audit, recommendation_status="\n".join([STATUS, *said])), prior=prior)


def test_the_latest_word_of_each_assessor_counts_and_areas_for_improvement_do_not(leicestershire: Audit) -> None:
    audit = followed(
        leicestershire,
        "R1 | inspectorate | 2018-01-10 | outstanding",
        "R1 | inspectorate | 2018-10-31 | complete",
        "R2 | inspectorate | 2018-10-31 | outstanding",
        "R2 | force | 2018-10-31 | complete",
        "F1 | inspectorate | 2018-10-31 | complete",
    )
    assert printed(recommendations, audit) == {
        "recommendations.total": "4",
        "recommendations.implemented": "1 of 2",  # of the other two the inspectorate says nothing
        "recommendations.outstanding": "1",
        "recommendations.force_completed": "1 of 1",
        "recommendations.overdue": "1 of 2",
        "recommendations.made": "[the table recommendations was not supplied]",
    }


@pytest.mark.parametrize(
    ("said", "overdue"),
    [
        ("R3 | inspectorate | 2018-03-07 | outstanding", "0 of 1"),  # six months from 7 September 2017: the last day
        ("R3 | inspectorate | 2018-03-08 | outstanding", "1 of 1"),
        ("R3 | inspectorate | 2018-03-08 | not_stated", "1 of 1"),
        ("R3 | inspectorate | 2018-03-08 | complete", "0 of 1"),
        (
            "R4 | inspectorate | 2020-01-01 | outstanding",  # no time allowed was stated
            "[when each recommendation was due was not recorded in this audit]",
        ),
    ],
)
def test_overdue_is_past_the_day_and_not_complete(leicestershire: Audit, said: str, overdue: str) -> None:
    assert printed(recommendations, followed(leicestershire, said))["recommendations.overdue"] == overdue


def test_recommendations_made_by_the_time_allowed(leicestershire: Audit) -> None:
    audit = holding(leicestershire, recommendations=ASKED)
    seen = audit.inspection.model_copy(update={"published_on": date(2014, 8, 28), "as_at": date(2014, 11, 28)})
    assert printed(issue, replace(audit, inspection=seen)) == {
        "recommendations.made": "4",
        "recommendations.made_within.immediately": "1",
        "recommendations.made_within.3_months": "1",
        "recommendations.made_within.6_months": "1",
        "recommendations.fallen_due": "2 of 3",
    }


def test_no_time_allowed_is_a_gap_and_none_made_is_none(leicestershire: Audit) -> None:
    untimed = "rec_id | type | number | timescale_months\nR1 | recommendation | 1 |"
    found = printed(issue, holding(leicestershire, recommendations=untimed))
    assert found["recommendations.made_within"] == found["recommendations.fallen_due"] == "[no time allowed is stated]"
    none = printed(issue, holding(leicestershire, recommendations="rec_id | type | number"))
    assert none["recommendations.made"] == "0"


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert due_on(date(2018, 11, 30), 3) == date(2019, 2, 28)
    assert due_on(date(2018, 11, 30), None) is None


def test_the_facts_hold_each_status_with_its_day_and_what_is_due(leicestershire: Audit) -> None:
    audit = followed(leicestershire, "R2 | force | 2018-01-01 | partly", "R2 | force | 2018-10-31 | complete")
    held = {row["number"]: row for row in facts(audit)["recommendations"] if row["type"] == "recommendation"}
    assert held[2]["due"] == "2017-12-07"
    assert held[2]["status"] == {"force": {"status": "complete", "as_at": "2018-10-31", "caveat": None}}
    assert held[4]["due"] is None


def test_recommendations_without_a_word_on_them_are_counted_alone(leicestershire: Audit) -> None:
    assert leicestershire.prior
    audit = replace(holding(leicestershire), prior=holding(leicestershire.prior, recommendations=ASKED))
    assert printed(recommendations, audit) == {
        "recommendations.total": "4",
        "recommendations.implemented": "[the table recommendation_status was not supplied]",
        "recommendations.outstanding": "[the table recommendation_status was not supplied]",
        "recommendations.made": "[the table recommendations was not supplied]",
    }


def test_what_the_inspectorate_left_is_a_gap_where_the_force_alone_has_spoken(leicestershire: Audit) -> None:
    found = printed(recommendations, followed(leicestershire, "R1 | force | 2018-10-31 | complete"))
    assert found["recommendations.force_completed"] == "1 of 1"
    assert found["recommendations.implemented"] == found["recommendations.outstanding"]
    assert found["recommendations.outstanding"].startswith("[")

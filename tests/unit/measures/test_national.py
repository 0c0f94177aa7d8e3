"""Five forces, at hand: every average, rank and share can be counted on one screen."""

from dataclasses import replace
from datetime import date

import pytest

from cdi.measures.figures import printed_base
from cdi.measures.national import national as measure_national
from cdi.model.audit import Audit
from tests.unit.measures.tables import holding, printed, table, with_rates

pytestmark = pytest.mark.slow

national = with_rates(measure_national)

INSPECTIONS = """
inspection_id | force_id       | programme | kind          | label_year | published_on
a-1           | a              | P         | inspection    | 2016       | 2016-09-01
b-1           | b              | P         | inspection    | 2017       | 2017-06-15
c-1           | c              | P         | inspection    | 2017       |
own           | leicestershire | P         | inspection    | 2017       | 2017-09-07
d-1           | d              | P         | inspection    | 2018       | 2018-02-01
b-2           | b              | P         | re-inspection | 2018       | 2018-04-10
x-1           | x              | another   | inspection    | 2016       | 2016-09-01
"""
RESULTS = """
inspection_id | measure      | rate_pct
a-1           | rate_overall | 90
b-1           | rate_overall | 80
c-1           | rate_overall | 70
own           | rate_overall | 75
d-1           | rate_overall | 95
b-2           | rate_overall | 96
x-1           | rate_overall | 10
"""
GRADES = """
inspection_id | question | grade
a-1           | overall  | Good
b-1           | overall  | Inadequate
c-1           | overall  | Inadequate
own           | overall  | Inadequate
d-1           | overall  | Outstanding
b-2           | overall  | Outstanding
"""
OWN = "measure | rate_pct | ci_half_width_pp\nrate_overall | 75.0 | 2"


@pytest.fixture
def own(leicestershire: Audit) -> Audit:
    reference = {
        "inspections": table("inspections", INSPECTIONS),
        "published_results": table("published_results", RESULTS),
        "judgements": table("judgements", GRADES),
        "national_averages": table("national_averages", "programme | measure | as_at"),
    }
    inspection = leicestershire.inspection.model_copy(
        update={"programme": "P", "label_year": 2017, "published_on": date(2017, 9, 7)}
    )
    audit = holding(leicestershire, published_results=OWN)
    return replace(audit, inspection=inspection, reference=reference, prior=None)


NO_AVERAGE = "[no average of the programme P is held from on or before 7 September 2017]"


def on(audit: Audit, day: date) -> dict[str, str]:
    seen = audit.inspection.model_copy(update={"as_at": day})
    return printed(national, replace(audit, inspection=seen))


def test_other_forces_are_seen_as_on_the_day_of_publication(own: Audit) -> None:
    assert printed(national, own) == {
        "national.average": NO_AVERAGE,
        "national.forces": NO_AVERAGE,
        "national.gap": NO_AVERAGE,
        "programme.forces": "4",  # c has no day, but its year is not after 2017
        "programme.scope": "5",
        "programme.own_reports": "1",
        "programme.months_since_prior": "[no earlier audit with a rate is named in audit.toml]",
        "rank.prior_from_bottom": "[no earlier audit with a rate is named in audit.toml]",
        "rank.this_from_bottom": "2",
        "national.recomputed": "78.8%",  # 90, 80, 70 and 75
        "national.recomputed_forces": "4",
        "judgements.same_overall": "2 of 3",  # c cannot be placed before or after, so it does not count
        "judgements.overall.good": "1",
        "judgements.overall.inadequate": "2",
    }


def test_a_later_day_sees_later_reports_and_the_latest_of_each_force(own: Audit) -> None:
    found = on(own, date(2018, 12, 31))
    assert found["programme.forces"] == "5"
    assert found["national.recomputed"] == "85.2%"  # 90, 96 in place of 80, 70, 75 and 95
    assert found["judgements.same_overall"] == "1 of 4"


def test_the_rank_is_of_this_audits_own_rate_among_the_other_forces(own: Audit) -> None:
    higher = {**own.tables, "published_results": table("published_results", OWN.replace("75", "82"))}
    assert printed(national, replace(own, tables=higher))["rank.this_from_bottom"] == "3"


def test_an_earlier_day_sees_fewer(own: Audit) -> None:
    found = on(own, date(2016, 12, 31))
    assert found["judgements.same_overall"] == "0 of 1"


def test_the_average_is_the_latest_published_by_the_day_with_the_gap_to_it(own: Audit) -> None:
    averages = """
programme | measure      | as_at      | rate_pct | forces_n | method
P         | rate_overall | 2017-06-01 | 84.5     | 9        | simple
P         | rate_overall | 2018-06-01 | 86       | 20       | simple
another   | rate_overall | 2017-08-01 | 50       | 3        | simple
"""
    held = replace(own, reference={**own.reference, "national_averages": table("national_averages", averages)})
    found = printed(national, held)
    assert (found["national.average"], found["national.forces"]) == ("84.5%", "9")
    assert found["national.gap"] == "-9.5 percentage points"


def test_months_between_two_inspections(leicestershire: Audit) -> None:
    assert printed(national, leicestershire)["programme.months_since_prior"] == "17"
    undated = leicestershire.inspection.model_copy(update={"fieldwork_month": None})
    found = printed(national, replace(leicestershire, inspection=undated))
    assert found["programme.months_since_prior"] == "[the month of the fieldwork is not held]"


def test_without_the_registers_of_all_forces_only_the_average_is_left(own: Audit) -> None:
    averages = (
        "programme | measure | as_at | rate_pct | forces_n | method\nP | rate_overall | 2017-06-01 | 84.5 | 9 | simple"
    )
    audit = replace(own, reference={"national_averages": table("national_averages", averages)})
    assert printed(national, audit) == {
        "national.average": "84.5%",
        "national.forces": "9",
        "national.gap": "-9.5 percentage points",
        "programme.forces": "[the table inspections or published_results of all forces was not supplied]",
        "rank.prior_from_bottom": "[the table inspections or published_results of all forces was not supplied]",
    }


def test_an_audit_before_has_a_place_only_among_the_first_inspections(own: Audit) -> None:
    def place(inspection_id: str) -> str:
        before = own.inspection.model_copy(update={"id": inspection_id, "label_year": 2016})
        audit = replace(own, prior=replace(own, inspection=before))
        return printed(national, audit)["rank.prior_from_bottom"]

    assert place("own") == "2"  # of 90, 80, 70 and its own 75
    assert place("b-2") == "[the audit before is not among the published first inspections]"


def test_no_rate_of_any_force_leaves_no_mean(own: Audit) -> None:
    none = {**own.reference, "published_results": table("published_results", "inspection_id | measure | rate_pct")}
    found = printed(national, replace(own, reference=none))
    assert found["national.recomputed"] == "[no overall rate of any force is held]"


def test_a_force_without_a_grade_is_not_counted_with_those_of_its_grade(own: Audit) -> None:
    ungraded = replace(own, inspection=own.inspection.model_copy(update={"grades": {}}))
    assert printed(national, ungraded)["judgements.same_overall"] == "[no overall grade]"
    without = {name: frame for name, frame in own.reference.items() if name != "judgements"}
    assert (
        printed(national, replace(own, reference=without))["judgements.same_overall"]
        == "[the table judgements was not supplied]"
    )


def test_the_base_of_the_grades_says_how_many_reports_have_no_day(own: Audit) -> None:
    def base(audit: Audit) -> str:
        return printed_base({figure.id: figure for figure in national(audit).figures}["judgements.same_overall"])

    assert base(own) == "forces by their latest report published by 7 September 2017; 1 without a known day left out"
    dated = table("inspections", INSPECTIONS.replace("2017       |\nown", "2017       | 2017-08-01\nown"))
    assert base(replace(own, reference={**own.reference, "inspections": dated})) == (
        "forces by their latest report published by 7 September 2017"
    )


def test_an_audit_that_is_not_the_inspectorates_has_no_rank_and_an_average_only_with_a_reason(own: Audit) -> None:
    averages = "programme | measure | as_at | rate_pct | forces_n\nP | rate_overall | 2017-01-01 | 82 | 20"
    reference = {**own.reference, "national_averages": table("national_averages", averages)}
    internal = replace(
        own, inspection=own.inspection.model_copy(update={"kind": "internal audit"}), reference=reference
    )
    stated = internal.method.model_copy(update={"comparable_because": "the same steps, by trained auditors"})
    apart = printed(national, internal)
    assert apart["rank.this_from_bottom"] == "[the internal audit is no part of the national programme]"
    assert apart["national.gap"] == (
        "[the method of the internal audit is not stated to be comparable with the inspectorate's]"
    )
    comparable = printed(national, replace(internal, method=stated))
    assert comparable["rank.this_from_bottom"] == apart["rank.this_from_bottom"]
    assert (comparable["national.average"], comparable["national.gap"]) == ("82%", "-7 percentage points")

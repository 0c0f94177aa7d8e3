"""The force of an audit among others: from the real registers, and the reasons where it has no place."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cdi.measures.all_forces.figures import measure_forces
from cdi.measures.all_forces.national_results import measure_all_forces
from cdi.measures.among_forces import among_forces as measure_among
from cdi.measures.among_forces import other_forces
from cdi.model.audit import Audit
from tests.unit.measures.tables import printed, table, with_rates

among_forces = with_rates(measure_among)


def of_programme(audit: Audit, programme: str, kind: str = "inspection", **grades: str) -> Audit:
    update = {"programme": programme, "kind": kind, "grades": grades, "published_on": date(2024, 1, 31), "as_at": None}
    return replace(audit, inspection=audit.inspection.model_copy(update=update), prior=None)


def test_the_place_of_leicestershire_in_january_2019(leicestershire: Audit) -> None:
    """29 others had a result by 15 January 2019, of which 23 have a known error (counted in the register by hand)."""
    own = printed(among_forces, leicestershire)
    assert (own["among.forces"], own["among.compared"]) == ("29", "24")
    # 84.1 ± 1.7: above it for sure are 14; Derbyshire is not out yet. 75.8 of 2017 is its own and gone.
    low, high = int(own["among.place_low"]), int(own["among.place_high"])
    assert 3 <= low <= 6 <= high <= 10
    # Inadequate before: from its own 75.8 of 2017 to 85.49 of Greater Manchester.
    assert (own["among.graded"], own["among.grade_lowest"], own["among.grade_highest"]) == ("12", "75.8%", "85.49%")


def test_an_audit_that_is_no_inspection_or_of_2014_or_without_registers_is_not_set_beside_others(
    leicestershire: Audit,
) -> None:
    others = [
        of_programme(leicestershire, "CDI-rolling", "internal audit"),
        of_programme(leicestershire, "CDI-2014"),
        replace(leicestershire, reference={**leicestershire.reference, "forces": table("forces", "force_id | name")}),
        replace(leicestershire, reference={"finding_rules": leicestershire.reference["finding_rules"]}),
    ]
    assert [other_forces(audit) for audit in others] == [None] * 4
    assert set(printed(among_forces, others[0]).values()) == {
        "[results of other forces are not held, or are not comparable with this audit]"
    }


@pytest.mark.slow
def test_too_few_others_and_another_scale_of_grades(leicestershire: Audit) -> None:
    own = printed(among_forces, of_programme(leicestershire, "PEEL-2023-25", "PEEL", recording="Adequate"))
    assert own["among.forces"] == "2"
    assert own["among.place_low"] == "[fewer than eight forces can be compared]"
    assert own["among.grade_lowest"] == "92.4%"  # Wiltshire, the only one on that scale
    no_other = printed(among_forces, of_programme(leicestershire, "PEEL-2023-25", "PEEL", recording="Good"))
    assert no_other["among.graded"] == "[no other inspection was graded Good before, on a scale of five]"
    ungraded = printed(among_forces, of_programme(leicestershire, "CDI-rolling"))
    assert ungraded["among.graded"] == "[no grade for recording as a whole]"


def test_a_rate_without_an_error_and_no_rate_have_no_place(leicestershire: Audit) -> None:
    bare = table("published_results", "inspection_id | measure | rate_pct | basis\nx | rate_overall | 84.1 | published")
    published = replace(leicestershire, tables={"published_results": bare}, records={}, prior=None)
    assert printed(among_forces, published)["among.place_low"] == ("[it is not known how sure the force's own rate is]")
    without = replace(leicestershire, tables={}, records={}, prior=None)
    without = replace(without, reference={**without.reference, "published_results": other_results(leicestershire)})
    assert printed(among_forces, without)["among.place_low"] == "[no overall rate]"


def other_results(audit: Audit) -> pd.DataFrame:
    results = audit.reference["published_results"]
    return results[results["inspection_id"] != audit.inspection.id]


@pytest.mark.slow
def test_the_figures_of_the_national_page(leicestershire: Audit) -> None:
    """The published results of the rolling programme, counted in the register: 43 forces, of which 11 are set apart."""
    results = measure_all_forces(
        leicestershire.reference, "rate_overall", "CDI-rolling", date(2020, 12, 31), seed=1, rounds=3
    )
    own = {figure.id: figure.printed for figure in measure_forces(results)}
    counted = ("shown", "missing", "compared", "bands", "no_size", "short", "superseded", "lowest", "highest")
    assert [own[f"forces.{name}"] for name in counted] == ["43", "0", "32", "6", "4", "1", "3", "65.3%", "96.6%"]
    # Mean of the 43 latest and of the 43 first rates of the register, by a spreadsheet.
    assert (own["averages.latest"], own["averages.first"], own["averages.tied"]) == ("89.4%", "87.6%", "2")
    assert (own["changes.all"], own["changes.tested"], own["changes.rise"]) == ("8", "1", "1")
    assert (own["ties.failed"], own["coverage.rounds"]) == ("0", "3")


@pytest.mark.slow
def test_a_page_of_few_forces_names_what_it_cannot_say(leicestershire: Audit) -> None:
    peel = measure_all_forces(leicestershire.reference, "rate_overall", "PEEL-2023-25", date(2024, 12, 31), seed=1)
    gaps = measure_forces(peel).gaps
    assert gaps["forces.average"].startswith("fewer than eight forces")
    assert gaps["averages.weighted"] == "no yearly estimate of unrecorded crime gives a force its weight"
    nobody = measure_all_forces(leicestershire.reference, "rate_overall", "PEEL-2023-25", date(2020, 1, 1), seed=1)
    figures = measure_forces(nobody)
    assert figures.gaps["forces.lowest"] == figures.gaps["averages.latest"] == "no force has a result"
    assert figures["forces.missing"].printed == "43"

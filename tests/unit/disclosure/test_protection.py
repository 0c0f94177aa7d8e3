"""What of an own audit may be printed: small groups of victims are hidden, and with them what gives them away."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.disclosure import Protected, protect
from cdi.disclosure.log import FILE, write_log
from cdi.disclosure.small_numbers import TOGETHER
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.disclosure import Disclosure
from cdi.model.figure import Figures
from tests.unit.disclosure.tables import audit_of, crimes, measure_of

pytestmark = pytest.mark.slow

HIDDEN = "numbers of fewer than 5 people, and those that would give one away, are hidden"


def printed(protected: Protected) -> dict[str, str]:
    return {figure.id: figure.printed for figure in protected.results.figures}


def test_nothing_of_an_inspection_changes(leicestershire: Audit, figures: Figures) -> None:
    protected = protect(leicestershire)
    assert protected.results.figures.by_id == figures.by_id
    assert protected.results.figures.gaps == figures.gaps
    assert (protected.log, protected.results.figures.control.hidden) == ((), ())  # type: ignore[union-attr]


def abuse(told: int, of: int) -> list[dict[str, str]]:
    """Unrecorded crimes of domestic abuse, so many of which were investigated."""
    return [
        *crimes(told, domestic_abuse="true", investigated="true"),
        *crimes(of - told, domestic_abuse="true", investigated="false"),
        *crimes(40, recorded="true"),
    ]


@pytest.mark.parametrize(
    ("investigated", "of", "outcome"),
    [
        (0, 9, "9 of 9"),  # none of them: it says what the force did, and of nobody in particular
        (1, 9, None),
        (4, 9, None),
        (5, 10, "5 of 10"),
        (9, 10, None),  # one is not
        (10, 10, "0 of 10"),
        (2, 4, None),  # all of them are few
    ],
)
def test_a_part_is_hidden_where_it_the_rest_or_the_whole_is_small(
    investigated: int, of: int, outcome: str | None, leicestershire: Audit
) -> None:
    protected = protect(audit_of(leicestershire, abuse(investigated, of)))
    assert printed(protected).get("domestic_abuse.not_investigated") == outcome
    gap = protected.results.figures.gaps.get("domestic_abuse.not_investigated")
    assert gap == (None if outcome else HIDDEN)
    assert protected.results.figures.is_hidden("domestic_abuse.not_investigated") == (outcome is None)


def test_the_threshold_is_a_choice(leicestershire: Audit) -> None:
    audit = audit_of(leicestershire, abuse(4, 9))
    assert "domestic_abuse.not_investigated" in printed(protect(replace(audit, disclosure=Disclosure(threshold=4))))
    gaps = protect(replace(audit, disclosure=Disclosure(threshold=6))).results.figures.gaps
    assert gaps["domestic_abuse.not_investigated"] == HIDDEN.replace("5", "6")


def test_small_parts_of_a_breakdown_are_put_together_without_their_names(leicestershire: Audit) -> None:
    kinds = {"common assault": 9, "harassment": 7, "stalking": 3, "malicious communications": 2}
    rows = [row for offence, n in kinds.items() for row in crimes(n, offence=offence, domestic_abuse="true")]
    figures = protect(audit_of(leicestershire, [*rows, *crimes(20, recorded="true")])).results.figures
    parts = figures.parts_of("domestic_abuse.unrecorded_offences")
    assert [(part.label, part.value) for part in parts] == [("common assault", 9), ("harassment", 7), (TOGETHER, 5)]
    assert "stalking" not in repr(figures)


def test_a_small_part_is_put_together_with_the_next_and_a_breakdown_of_two_is_hidden(leicestershire: Audit) -> None:
    def parts(**kinds: int) -> list[float]:
        rows = [row for offence, n in kinds.items() for row in crimes(n, offence=offence, domestic_abuse="true")]
        figures = protect(audit_of(leicestershire, [*rows, *crimes(20, recorded="true")])).results.figures
        assert figures.is_hidden("domestic_abuse.unrecorded_offences") is not bool(
            figures.parts_of("domestic_abuse.unrecorded_offences")
        )
        return [part.value for part in figures.parts_of("domestic_abuse.unrecorded_offences")]

    assert parts(assault=9, harassment=7, stalking=3) == [9, 10]
    assert parts(assault=9, stalking=3) == []


DISPOSALS = "type | offender_suitable\n" + "\n".join(
    [*["caution | true"] * 20, *["caution | false"] * 2, *["pnd | true"] * 12, *["pnd | false"] * 9]
)


def test_what_gives_a_hidden_number_away_by_a_sum_goes_with_it(leicestershire: Audit) -> None:
    protected = protect(audit_of(leicestershire, [], out_of_court_disposals=DISPOSALS))
    kinds = {line.hidden: line.kind for line in protected.log}
    assert kinds == {"disposals.caution.suitable": "primary", "disposals.all.suitable": "secondary"}
    assert "disposals.pnd.suitable" in printed(protected)
    assert (
        measure(audit_of(leicestershire, [], out_of_court_disposals=DISPOSALS))["disposals.all.suitable"].printed
        == "32 of 43"
    )


def test_the_reason_of_a_gap_counts_nobody(leicestershire: Audit) -> None:
    rows = [
        *crimes(2, domestic_abuse="true", attended="true", risk_assessed="false"),
        *crimes(1, domestic_abuse="true", attended="true"),
        *crimes(20),  # or the sample, which every report prints, would say that fewer than 5 were not recorded
        *crimes(30, recorded="true"),
    ]
    audit = audit_of(leicestershire, rows)
    reason = measure(audit).gaps["domestic_abuse.no_risk_assessment"]
    assert reason.endswith("was not recorded for 1 of the 3 cases")
    assert protect(audit).results.figures.gaps["domestic_abuse.no_risk_assessment"] == reason.replace(
        "1 of the 3 cases", "some of these cases"
    )


def test_both_kinds_of_hidden_number_are_one_to_a_reader(leicestershire: Audit) -> None:
    figures = protect(audit_of(leicestershire, [], out_of_court_disposals=DISPOSALS)).results.figures
    assert {figures.gaps[f"disposals.{kind}.suitable"] for kind in ("caution", "all")} == {HIDDEN}


def test_the_log_says_what_and_why_and_no_number(leicestershire: Audit, tmp_path: Path) -> None:
    protected = protect(audit_of(leicestershire, abuse(4, 9)))
    write_log(tmp_path, protected)
    with (tmp_path / FILE).open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [*rows[0]] == ["hidden", "subject", "kind", "rule"]
    (row,) = (row for row in rows if row["hidden"] == "domestic_abuse.not_investigated")
    assert (row["kind"], row["rule"]) == ("primary", "those of the base that are not counted")
    assert not any(character.isdigit() for row in rows for character in " ".join(row.values()))


AGES = [
    *crimes(20, victim_age_group="adult", recorded="true"),
    *crimes(12, victim_age_group="adult"),
    *crimes(7, victim_age_group="child", recorded="true"),
    *crimes(3, victim_age_group="child"),
]
REPORTERS = [
    row
    for who, recorded, missed in (("victim", 20, 12), ("public", 16, 9), ("third_party_professional", 7, 3))
    for row in (*crimes(recorded, reported_by=who, recorded="true"), *crimes(missed, reported_by=who))
]


def test_of_two_groups_neither_is_printed(leicestershire: Audit) -> None:
    protected = protect(audit_of(leicestershire, AGES, measure_of(by=("victim_age_group",))))
    gaps = protected.results.figures.gaps
    assert {name for name, why in gaps.items() if why == HIDDEN} == {
        "extra.mine",
        "extra.mine.child",
        "extra.mine.adult",
    }


def test_a_group_of_an_extra_measure_goes_with_its_total_and_its_tests(leicestershire: Audit) -> None:
    protected = protect(audit_of(leicestershire, REPORTERS, measure_of(by=("reported_by",))))
    (result,) = protected.results.extra
    assert result.rates is not None
    assert (result.rates.withheld, result.rates.incomplete, result.rates.tested) == (
        (("public",), ("third_party_professional",)),
        True,
        0,
    )
    assert [(row.values, row.counts.yes, row.counts.of) for row in result.rates.rows] == [(("victim",), 20, 32)]
    assert (result.rates.cut.total.yes, result.rates.cut.total.of) == (20, 32)
    assert protected.results.figures.is_hidden("extra.mine.public")


def test_a_group_that_only_the_data_names_leaves_no_name(leicestershire: Audit) -> None:
    rows = [*crimes(20, recorded="true"), *crimes(12), *crimes(9, offence="harassment"), *crimes(9, offence="harassment", recorded="true"), *crimes(2, offence="kidnap")]  # fmt: skip
    protected = protect(audit_of(leicestershire, rows, measure_of(by=("offence",))))
    (result,) = protected.results.extra
    assert result.rates is not None
    assert result.rates.withheld == ()
    assert "kidnap" not in repr((result, protected.results.figures))


def test_the_audit_of_an_inspectorate_is_protected_where_somebody_added_a_measure(leicestershire: Audit) -> None:
    inspection = replace(
        audit_of(leicestershire, AGES, measure_of(by=("victim_age_group",))), inspection=leicestershire.inspection
    )
    assert protect(inspection).results.figures.is_hidden("extra.mine.child")


@pytest.mark.parametrize("missed", [1, 2, 3])
def test_parts_of_a_small_number_that_every_report_prints_are_hidden_as_far_as_they_can_be(
    leicestershire: Audit, missed: int
) -> None:
    """That one of 99 sexual offences was not recorded is about the force's work; of what kind it was is not said."""
    sexual = {"stratum": "sexual", "category": "sexual"}
    rows = [*crimes(100, recorded="true"), *crimes(10), *crimes(98, recorded="true", **sexual),
            *crimes(missed, offence="incest", **sexual)]  # fmt: skip
    protected = protect(audit_of(leicestershire, rows))
    figures = protected.results.figures
    assert (figures["audited.sexual"].printed, figures.is_hidden("sexual.unrecorded")) == (f"98 of {98 + missed}", True)
    (line,) = protected.log
    assert line.rule.endswith(
        "fewer values are left than the threshold, since what every report prints of it is small itself"
    )


def by_route(**children: int) -> list[dict[str, str]]:
    """Recorded crimes by route: ten adults each, and so many children."""
    return [
        row
        for route, n in children.items()
        for age, number in (("adult", 10), ("child", n))
        for row in crimes(number, recorded="true", route=route, victim_age_group=age)
    ]


def test_two_extra_measures_that_differ_by_few_people_are_not_both_printed(leicestershire: Audit) -> None:
    everybody = measure_of(by=("route",)).model_copy(update={"name": "everybody"})
    adults = measure_of(by=("route",), victim_age_group="adult").model_copy(update={"name": "adults"})
    audit = audit_of(leicestershire, by_route(officer=1, control_room=7, front_counter=0), everybody, adults)
    shown = printed(protect(audit))
    everybodys = {name: shown.get(f"extra.everybody.{name}") for name in ("officer", "control_room", "front_counter")}
    assert everybodys == {"officer": "11 of 11", "control_room": "17 of 17", "front_counter": "10 of 10"}
    assert shown["extra.adults.front_counter"] == "10 of 10"  # less 10: none, of whom it says nothing
    assert "extra.adults.officer" not in shown  # 11 less 10 is one child
    # The chart of routes says that officers had 11 reports, so the adults alone are too many as well.
    assert "extra.adults.officer" not in printed(protect(replace(audit, extra=(adults,))))
    assert "extra.adults.officer" in printed(protect(audit_of(leicestershire, by_route(officer=0), adults)))


def test_a_measure_whose_total_gives_few_people_away_goes_as_a_whole(leicestershire: Audit) -> None:
    """Of 33 crimes 30 are of adults, so three are of children, by whatever the two measures are cut."""
    adults = measure_of(victim_age_group="adult").model_copy(update={"name": "adults"})
    rows = by_route(officer=1, control_room=1, front_counter=1)
    assert "extra.adults.all" not in printed(protect(audit_of(leicestershire, rows, adults)))
    everybody = measure_of(by=("recorded_stage",)).model_copy(update={"name": "everybody"})
    shown = printed(protect(audit_of(leicestershire, rows, everybody, adults)))
    assert "extra.adults.all" not in shown
    many = by_route(officer=9, control_room=9, front_counter=9)
    assert printed(protect(audit_of(leicestershire, many, adults)))["extra.adults.all"] == "30 of 30"

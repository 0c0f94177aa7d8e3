"""Extra measures: the same estimates as the analyst's desk, as figures with every guarantee of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cdi.derivation.formula import describe_formula
from cdi.derivation.rows import find_sides
from cdi.explore.desk import Desk
from cdi.measures import measure
from cdi.measures.extra import estimate_extra, extra
from cdi.measures.figures import Contribution
from cdi.measures.group_rates import OF_DOMAIN
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.counted_rows import with_counting_rows
from cdi.model.extra_measure import ExtraMeasure, table_of
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.thin import thin
from tests.unit.measures.tables import holding, printed

pytestmark = pytest.mark.slow


def mine(of: Any = "recorded", by: tuple[str, ...] = (), **where: Any) -> ExtraMeasure:
    return ExtraMeasure(
        name="my-own", title="Mine", table=table_of(of), of=of, by=by, where=where, added_by="analyst",
        added_on=date(2026, 1, 2), reason="to see",
    )  # fmt: skip


def having(audit: Audit, *measures: ExtraMeasure) -> Audit:
    return replace(audit, extra=measures)


ASKED: dict[str, tuple[ExtraMeasure, Callable[[Desk], Any]]] = {
    "all rows": (mine(), lambda desk: desk.rate()),
    "strata": (mine(by=("stratum",)), lambda desk: desk.rate("stratum")),
    "routes": (mine(by=("route",)), lambda desk: desk.rate("route")),
    "two columns": (mine(by=("route", "month")), lambda desk: desk.rate(["route", "month"])),
    "yes and no": (mine(by=("domestic_abuse",)), lambda desk: desk.rate("domestic_abuse")),
    "offences": (mine("accurate", ("offence",)), lambda desk: desk.rate("offence", of="accurate")),
    "chosen": (
        mine(by=("route",), stratum="violence", month=(201804, 201805)),
        lambda desk: desk.rate("route", {"stratum": "violence", "month": ["2018-04", "2018-05"]}),
    ),
    "cancelled": (mine("cancelled_rightly", ("category",)), lambda desk: desk.rate("category", of="cancelled_rightly")),
}


@pytest.mark.parametrize("name", ASKED)
def test_its_figures_are_what_the_desk_answers(name: str, desk: Desk) -> None:
    own, ask = ASKED[name]
    rows = ask(desk).records()
    figures = extra(having(desk.data, own)).figures
    assert [(figure.numerator, figure.denominator) for figure in figures] == [(row["yes"], row["of"]) for row in rows]
    for figure, row in zip(figures, rows, strict=True):
        assert figure.interval is not None
        assert (figure.interval.low, figure.interval.high) == (row["low"], row["high"])
        assert figure.printed.endswith("%") == (row["percent"] is not None)
        assert figure.value == row["percent"] or row["percent"] is None
        assert (figure.caution is not None) == row["small_base"]


@pytest.fixture(scope="module")
def desk(project: Workspace, leicestershire: Audit) -> Desk:
    return Desk(project, AuditRef("leicestershire", "2018-reinspection"), leicestershire)


@pytest.mark.parametrize("name", thin(ASKED, keep=3))
def test_each_figure_leads_back_to_its_rows(name: str, leicestershire: Audit) -> None:
    audit = having(leicestershire, ASKED[name][0])
    counting = with_counting_rows(audit)
    figures = extra(counting).figures
    assert figures == extra(audit).figures
    for figure in figures:
        sides = find_sides(counting, figure)
        assert sides.counted is not None, figure.id
        assert sides.not_counted is not None, figure.id
        assert (len(sides.counted.ids), len(sides.not_counted.ids)) == (figure.numerator, figure.missing)
        assert not {*sides.counted.ids} & {*sides.not_counted.ids}


def test_the_conditions_of_its_rows_are_said_once(leicestershire: Audit) -> None:
    counting = with_counting_rows(having(leicestershire, mine(by=("route",), stratum="violence")))
    sides = find_sides(counting, extra(counting).figures[0])
    assert sides.counted is not None
    assert sides.counted.conditions == (
        "audit_reports (2018-reinspection): sample main, required yes, stratum violence, recorded yes and route control_room",
    )


def figure_of(audit: Audit, own: ExtraMeasure, figure_id: str) -> Figure:
    return {figure.id: figure for figure in extra(having(audit, own)).figures}[figure_id]


@pytest.fixture(scope="module")
def with_routes(leicestershire: Audit) -> Figures:
    return measure(having(leicestershire, mine(by=("route",))))


def test_a_rate_across_strata_says_how_it_is_weighted(leicestershire: Audit, with_routes: Figures) -> None:
    figure = with_routes["extra.my_own.control_room"]
    assert figure.interval is not None
    assert (figure.interval.method, figure.sources) == (OF_DOMAIN, ("audit_reports", "audit_strata"))
    assert figure.base == "audited crimes (route: control room), each stratum weighted by its yearly volume"
    assert "those of the group" in describe_formula(leicestershire, with_routes, figure)
    one = figure_of(leicestershire, mine(by=("route",), stratum="violence"), "extra.my_own.control_room")
    assert one.base == "audited crimes (stratum: violence; route: control room)", "in one stratum nothing is weighted"
    assert with_routes.subjects[figure.id] == "Extra measures"


def test_strata_that_cannot_be_weighed_leave_a_gap_and_small_groups_their_fraction(leicestershire: Audit) -> None:
    tables = {name: frame for name, frame in leicestershire.tables.items() if name != "audit_strata"}
    measured = extra(having(replace(leicestershire, tables=tables), mine(by=("category",))))
    reason = "the strata cannot be weighed, since the table audit_strata was not supplied"
    assert measured.gaps["extra.my_own.violence"] == reason
    assert measured.cures["extra.my_own.violence"] == "the table audit_strata"
    assert [figure.printed for figure in measured.figures if figure.id.endswith(".rape")] == ["86 of 93"]
    few = extra(having(replace(leicestershire, tables=tables), mine()))
    assert few.gaps["extra.my_own"] == few.gaps["extra.my_own.all"] == reason


REPORTS = """
sample | timeliness_assessable | stratum  | required | recorded | domestic_abuse | attended | victim_age_group | offence
main   | false                 | violence | true     | true     | true           | true     | child            | assault (other)
main   | false                 | violence | true     | false    | true           | false    |                  | assault other
main   | false                 | violence | true     | true     | false          |          | adult            | assault other
main   | false                 | violence | true     | true     | false          |          | adult            | łódź
"""


def extra_of(audit: Audit, *measures: ExtraMeasure, text: str = REPORTS) -> Callable[[Audit], Contribution]:
    return lambda _: extra(having(holding(audit, audit_reports=text), *measures))


def test_groups_that_the_contract_knows_and_the_sample_lacks_are_gaps(leicestershire: Audit) -> None:
    by_stratum = printed(extra_of(leicestershire, mine(by=("stratum",))), leicestershire)
    assert by_stratum == {
        "extra.my_own.violence": "3 of 4",
        "extra.my_own.sexual": "[none in the sample: audited crimes (stratum: sexual offences)]",
        "extra.my_own.other": "[none in the sample: audited crimes (stratum: other crime)]",
    }
    chosen = printed(extra_of(leicestershire, mine(by=("stratum",), stratum=("sexual",))), leicestershire)
    assert {*chosen} == {"extra.my_own", "extra.my_own.sexual"}


def test_what_is_not_known_is_in_no_count_and_is_said(leicestershire: Audit) -> None:
    measured = extra_of(leicestershire, mine(by=("victim_age_group",)))(leicestershire)
    assert {figure.id: (figure.printed, figure.unknown) for figure in measured.figures} == {
        "extra.my_own.child": ("1 of 1", 1),
        "extra.my_own.adult": ("2 of 2", 1),
    }
    attended = printed(extra_of(leicestershire, mine("attended", ("domestic_abuse",))), leicestershire)
    assert attended["extra.my_own.yes"] == "1 of 2"
    assert attended["extra.my_own.no"] == "[whether an officer attended was not recorded for any of these cases]"
    none = REPORTS.replace("child", "     ").replace("adult", "     ")
    blank = extra_of(leicestershire, mine(by=("victim_age_group",)), text=none)(leicestershire)
    assert {*blank.gaps} == {"extra.my_own", "extra.my_own.child", "extra.my_own.adult"}
    assert blank.cures["extra.my_own"] == "column victim_age_group of the table audit_reports"
    some = none + "nrm | false | violence | true | true | true | | child | rape\n"
    unknown = extra_of(leicestershire, mine(by=("victim_age_group",)), text=some)(leicestershire)
    assert unknown.figures == ()
    assert unknown.gaps["extra.my_own"] == "child or adult was not recorded for any of these cases"


def test_groups_of_which_nobody_knows_the_number_have_one_gap_together(leicestershire: Audit) -> None:
    nothing = extra_of(leicestershire, mine(by=("offence",), stratum="sexual"))(leicestershire)
    assert nothing.gaps == {"extra.my_own": "none in the sample: audited crimes (stratum: sexual offences)"}
    blank = REPORTS.replace("child", "     ").replace("adult", "     ")
    with_others = blank + "nrm | false | violence | true | true | true | | child | rape\n"
    own = mine(by=("offence",), victim_age_group="child")
    unknown = extra_of(leicestershire, own, text=with_others)(leicestershire)
    assert unknown.gaps == {"extra.my_own": "child or adult was not recorded for any of these cases"}


def test_without_the_table_or_a_limit_there_is_a_gap_with_its_reason(leicestershire: Audit) -> None:
    nothing = extra(having(replace(leicestershire, tables={}), mine(by=("domestic_abuse",))))
    assert nothing.gaps == dict.fromkeys(
        ("extra.my_own", "extra.my_own.yes", "extra.my_own.no"), "the table audit_reports was not supplied"
    )
    rules = leicestershire.reference["recording_rules"]
    without = replace(leicestershire, reference={**leicestershire.reference, "recording_rules": rules.head(0)})
    assert extra(having(without, mine("in_time"))).gaps["extra.my_own"] == (
        "no hours limit in force during the audit period"
    )


def test_ids_are_words_of_the_groups_and_no_two_are_the_same(leicestershire: Audit) -> None:
    by_offence = extra_of(leicestershire, mine(by=("offence", "month")))(leicestershire).figures
    assert sorted(figure.id for figure in by_offence) == [
        "extra.my_own.assault_other.2026_04",
        "extra.my_own.assault_other.2026_04_2",
        "extra.my_own.d.2026_04",
    ]
    odd = REPORTS.replace("łódź", "ł")
    assert "extra.my_own.unnamed" in printed(extra_of(leicestershire, mine(by=("offence",)), text=odd), leicestershire)


def test_an_audit_without_any_is_as_it_was(leicestershire: Audit, figures: Figures, with_routes: Figures) -> None:
    assert estimate_extra(leicestershire) == ()
    assert {figure.id: figure for figure in with_routes if not figure.id.startswith("extra.")} == dict(figures.by_id)

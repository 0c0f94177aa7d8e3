"""Every chart and every table of made-up numbers, whole: each word, heading, order, colour, size and place.

`whole_exhibits.csv` records what was looked at; `python -m tests.unit.exhibits.test_whole_exhibits FOLDER` writes it
again, and the pictures into a folder. A function that draws or tabulates and has no exhibit here fails.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from cdi.exhibits import charts, tables
from cdi.exhibits.charts import all_forces as force_charts
from cdi.exhibits.charts import drawn, figures, groups, missed, monthly, second_look, waits
from cdi.exhibits.charts.canvas import draw_once
from cdi.exhibits.tables import all_forces as force_tables
from cdi.exhibits.tables import groups as group_tables
from cdi.exhibits.tables import missed as missed_table
from cdi.exhibits.tables import monthly as month_tables
from cdi.exhibits.tables import second_look as second_tables
from cdi.exhibits.tables import waits as wait_table
from cdi.measures.all_forces.averages import averages_over_time, published_averages
from cdi.measures.all_forces.changes import changes_of
from cdi.measures.all_forces.grades import grade_ranges
from cdi.measures.all_forces.national_results import NationalResults
from cdi.measures.all_forces.side_by_side import CountedUnit
from cdi.measures.all_forces.ties import Tie
from cdi.measures.extra import ExtraResult
from cdi.measures.figures import Contribution
from cdi.measures.monthly import monitor_months
from cdi.model.audit import Audit
from cdi.model.decisions import Exclusion
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.figure import Interval
from tests.conftest import PROJECT
from tests.thin import thin
from tests.unit.exhibits import made_up as of
from tests.unit.exhibits.examples import CAPTION, RULES, compared, figure, part, rate
from tests.unit.exhibits.examples import of as figures_of
from tests.unit.exhibits.record import Exhibits, Lines, drawn_once, lines, read_record, write_record
from tests.unit.exhibits.test_patterns import DELAYS, NOT_RECORDED
from tests.unit.exhibits.test_tables import RECOMMENDATIONS, THEMES
from tests.unit.measures.test_all_forces import LATER, REGISTERS, results

pytestmark = pytest.mark.slow

RECORD = Path(__file__).parent / "whole_exhibits.csv"
S = "A subject"


@cache
def national() -> NationalResults:
    every = [*results().values()]
    rolling = [each for each in every if each.programme == "CDI-rolling" and each.force_id != "x"]
    published = published_averages(REGISTERS, "rate_overall", "CDI-rolling", LATER, rolling)
    ours = averages_over_time(rolling)
    grades, changed = grade_ranges(REGISTERS, every), changes_of(every)
    return NationalResults(of.few_forces(), (*ours,), (*published,), (*changed,), (*grades,), (), None)


def extra_result(by: tuple[str, ...], *, together: bool = False) -> ExtraResult:
    """An extra measure of which one group is a figure, one a gap, and one hidden."""
    measure = ExtraMeasure(name="mine", title="Mine", table="audit_reports", by=by, added_by="analyst",
                           added_on=date(2026, 1, 2), reason="to see")  # fmt: skip
    kinds = {("theft",): (30, 60), ("arson",): (50, 70), ("fraud",): (9, 90)} if by else {(): (30, 60)}
    found = of.rates_of(
        of.cut_of(by, kinds, made_up=of.WARNING if together else ""), withheld=(("rape",),) if by else ()
    )
    own = part("extra.mine.theft", 30, 60), figure("extra.mine.fraud", 10.0, "10%", "percent")
    beside = Contribution((figure("side_by_side.mine.lowest", 1, "1"),))
    ids = {cells: f"extra.mine.{'_'.join(map(str, cells))}" for cells in kinds} if by else {(): "extra.mine.theft"}
    return ExtraResult(measure, found, Contribution(own), ids, of.units_of(LOW) if together else None, beside)


LOW = CountedUnit("low", "Low", 500, 1000)
EXTRA = (extra_result(("offence",)), extra_result(()), extra_result(("team",), together=True))
EMPTY = replace(EXTRA[0], rates=None), replace(EXTRA[0], contribution=Contribution())
EXTRA_FIGURES = figures_of(*EXTRA[0].contribution.figures)
TEAMS = of.rates_of(of.cut_of(("team",), of.TEAMS, made_up=of.WARNING, unplaced=2))
REFUSED = {("theft",): "fewer than 30", (of.LONG,): "fewer than 30", ("nothing known",): "not known of any"}
KINDS = of.rates_of(of.cut_of(("offence",), of.KINDS, unplaced=2), REFUSED, withheld=(("rape",),), incomplete=True,
                    rounded_to=5, unweighed="the strata cannot be weighed")  # fmt: skip
ALL_REFUSED = of.rates_of(of.cut_of(("offence",), {("a",): (1, 2), ("b",): (0, 1)}),
                          {("a",): "too few", ("b",): "too few"})  # fmt: skip
ONE = of.rates_of(of.cut_of((), {(): (45, 60, 2)}))
HIDDEN = of.rates_of(of.cut_of((), {}), withheld=((),), incomplete=True)
CUTS = {
    "no groups": of.cut_of(("route",), {}),
    "all": of.cut_of((), {(): (45, 60, 2)}),
    "kinds": of.cut_of(("offence",), of.KINDS, made_up=of.WARNING, unplaced=2),
    "many kinds": of.cut_of(("offence",), of.MANY_KINDS),
    "two": of.cut_of(("route", "domestic_abuse"), of.TWO, made_up=of.WARNING),
    "two, turned": of.cut_of(("offence", "route"), of.MANY_ACROSS),
    "two, too many": of.cut_of(("offence", "reason_not_recorded"), of.TOO_MANY_ACROSS),
    "none missed": of.cut_of(("route",), {("officer",): (9, 9)}),
}
MONTHS = {
    "months": of.cut_of(("month",), of.MONTHS, made_up=of.WARNING),
    "a month": of.cut_of(("month",), {(202401,): (3, 9)}),
    "some months": of.cut_of(("month",), dict([*of.MONTHS.items()][:3])),
}
TWO_LOOKS = of.decided_twice(sure=True), of.decided_twice(sure=False, made_up=of.WARNING)
FOUND = (
    *compared(overall=(84.1, 75.8, "rise"), violence=(60.1, 65.8, "fall"), sexual=(80.0, 79.4, "not shown")),
    figure("additional.overall", 8296.4, "8,300", "crimes", interval=Interval(5800.5, 10700, 1, 0.9, "m")),
    replace(rate("recording.other", 98.3), caution="only 1 was not recorded"),
)
SAMPLED = figures_of(
    figure("incidents.records", 123, "123"), part("incidents.crimes", 1000, 1115), figure("referrals.records", 9, "9"),
    part("referrals.crimes", 3, 16), part("cancellations.all", 74, 83),
)  # fmt: skip
DISPOSED = figures_of(
    figure("disposals.caution.sampled", 25, "25"), part("disposals.caution.suitable", 23, 25),
    part("disposals.caution.meaningful", 2, 5), figure("disposals.community_resolution.sampled", 20, "20"),
    part("disposals.community_resolution.views_considered", 14, 18), disposals__caution__informed="not established",
)  # fmt: skip
PLANNED = figures_of(
    figure("plan.training.actions", 4, "4"), part("plan.training.complete", 3, 4, None), part("plan.complete", 3, 6, None),
    part("plan.victim_focus.complete", 0, 2, None), part("plan.training.open", 1, 4, None),
    figure("plan.victim_focus.actions", 2, "2"), figure("plan.without_theme", 2, "2"),
)  # fmt: skip
PLAN = {**THEMES, "as_at": "2019-02-01"}
TIMED = figures_of(
    *(
        part(f"timeliness.{kind}", *counts)
        for kind, counts in {"violence": (5, 8), "sexual": (1, 9), "all": (9, 20)}.items()
    )
)
CANCELLED = [
    part(f"cancellations.{kind}", 1, of) for kind, of in (("rape", 3), ("sexual", 4), ("robbery", 1), ("all", 9))
]
TOLD = part("cancellations.victims_informed", 0, 3)
COVERAGE = figures_of(
    *(figure(f"coverage.{name}", 95.04 - at, "95.0%", "percent", label=name)
      for at, name in enumerate(("inside_95", "inside_998", "wide_95", "wide_998", "place", "tables", "rounds")))
)  # fmt: skip
TIES = Tie("a-2017", "interval and sample", "1.1 times", "0.75 to 1.34", holds=True)
MISTIE = Tie("b-2017", "share and counts", "80.1", "80.2", holds=False)
PAIRS = [
    (rate("prior.all", 70.0), rate("now.all", 80.0, None)), (figure("prior.number", 3, "3"), rate("now.number", 5)),
    (rate("prior.some", 1), rate("now.some", 99)),
]  # fmt: skip
WAITS = of.waits_of(
    ("team",), of.wait(("_A team",), of.SLOW, 20, 3), of.wait((of.LONG,), of.FAST, 0), of.wait(("Slow",), of.SLOW, 900),
    of.wait(("None",), (), 7), of.wait(("Nothing due",), (), 0), of.wait(("Few",), of.FAST, 2, 1),
    made_up=of.WARNING,
)  # fmt: skip
PLACES = of.units_of(LOW)
PLACED = [figure(f"among.{name}", value, str(value)) for name, value in (("place_low", 2), ("place_high", 4), ("compared", 5))]  # fmt: skip
FORCES = replace(of.few_forces(), side_by_side=PLACES)


@cache
def audited() -> Audit:
    from cdi.explore.opening import open_audit

    audit = open_audit("exampleshire", folder=PROJECT).data
    left_out = Exclusion("audit_reports", "r17", "reported twice", "registrar", "2018-11-05")
    return replace(audit, excluded=(left_out, replace(left_out, key="r18"), replace(left_out, decided_on="2018-11-06")))


EXHIBITS: dict[str, Callable[[], Exhibits]] = {
    "rates": lambda: [
        charts.draw_recording_rates(figures_of(*FOUND), RULES, CAPTION),
        charts.draw_recording_rates(figures_of(rate("recording.overall", 12.5, None), rate("recording.violence", 99.9)), RULES, CAPTION),
        tables.tabulate_rates(figures_of(*FOUND), RULES, CAPTION),
    ],
    "among forces": lambda: [
        charts.draw_among_forces(of.few_forces(), figures_of(rate("recording.overall", 88.3), *PLACED), CAPTION),
        charts.draw_among_forces(of.few_forces(), figures_of(rate("recording.overall", 7.5, None)), CAPTION),
    ],
    "shares": lambda: [
        charts.draw_timeliness(TIMED, CAPTION),
        charts.draw_cancellations(figures_of(*CANCELLED, TOLD), CAPTION),
        charts.draw_plan_progress(PLANNED, PLAN, CAPTION),
        tables.tabulate_plan(PLANNED, PLAN, CAPTION),
    ],
    "patterns": lambda: [
        charts.map_not_recorded(replace(NOT_RECORDED, made_up=of.WARNING, unknown=7), CAPTION),
        charts.map_not_recorded(replace(NOT_RECORDED, missed={}), CAPTION),
        charts.draw_delays(DELAYS, CAPTION),
        charts.draw_delays(replace(DELAYS, made_up=of.WARNING, limits=(48, 24), timed={"violence": 80, "sexual": 3, "other": 10},
                                   within={**DELAYS.within, "sexual": (1, 1, 2, 2)}), CAPTION),
    ],
    "effort": lambda: [
        charts.draw_half_width_curve([500, 1000, 2000], [charts.Line("overall", (4.0, 3.0, 2.0)), charts.Line("a", (6.0, 4.0, 3.1)),
                                     charts.Line("b", (6.1, 5.0, 3.0))], chosen=1000, what="Kent", warning=of.WARNING),
        charts.draw_half_width_curve([500, 2000], [charts.Line("overall", (4.0, 2.0))], chosen=2000, what="Kent", source="Me."),
        drawn.draw_parts([("Violence", 10, 40), (of.LONG, 3, 3)], CAPTION, S, of.WARNING),
        drawn.draw_parts([("Violence", 1234, 4000)], CAPTION, S, ""),
    ],
    "figures": lambda: [
        figures.draw_figures(FOUND, CAPTION, S),
        figures.draw_figures([rate(f"some.a{n}", float(n)) for n in range(32)], CAPTION, S),
        figures.draw_before_and_now(PAIRS, ("2017", "2019"), CAPTION, S),
        figures.draw_before_and_now([], ("2017", "2019"), CAPTION, S),
        tables.tabulate_figures(figures_of(*FOUND), CAPTION),
        tables.tabulate_gaps(figures_of(some__b="why", some__a="why not"), CAPTION),
    ],
    "extra": lambda: [
        *charts.draw_extra((*EMPTY, *EXTRA), CAPTION),
        *charts.draw_side_by_side((*EMPTY, *EXTRA), CAPTION),
        *tables.tabulate_extra((*EMPTY, *EXTRA), EXTRA_FIGURES, CAPTION),
        *tables.tabulate_side_by_side((*EMPTY, *EXTRA), RULES, CAPTION),
    ],
    "groups": lambda: [groups.draw_groups(each, CAPTION, S) for each in (TEAMS, KINDS, ALL_REFUSED, ONE, HIDDEN)],
    "groups as tables": lambda: [group_tables.tabulate_groups(each, CAPTION, S) for each in (TEAMS, KINDS, ALL_REFUSED, ONE, HIDDEN)],
    "months": lambda: [groups.draw_groups(of.rates_of(cut), CAPTION, S) for cut in MONTHS.values()],
    "cuts": lambda: [groups.draw_groups(of.rates_of(cut), CAPTION, S) for cut in CUTS.values()],
    "missed": lambda: [missed.draw_missed(cut, CAPTION, S) for name, cut in CUTS.items() if name != "two, too many"],
    "missed as tables": lambda: [missed_table.tabulate_missed(cut, CAPTION, S) for cut in CUTS.values()],
    "monitoring": lambda: [
        monthly.draw_monitoring(monitor_months(of.months_of(of.UNSTEADY, of.WARNING)), CAPTION, S),
        monthly.draw_monitoring(monitor_months(of.months_of(of.ALL_RECORDED), 1), CAPTION, S),
        month_tables.tabulate_months(monitor_months(of.months_of(of.UNSTEADY, of.WARNING)), CAPTION, S),
    ],
    "changes": lambda: [
        monthly.draw_changes(of.level_changes(of.WARNING), CAPTION, S),
        monthly.draw_changes(replace(of.level_changes(), changes=()), CAPTION, S),
        month_tables.tabulate_changes(of.level_changes(of.WARNING), CAPTION, S),
        month_tables.tabulate_changes(replace(of.level_changes(), changes=()), CAPTION, S),
    ],
    "second look": lambda: [
        *(second_look.draw_second_look(look, CAPTION, S) for look in TWO_LOOKS),
        *(second_tables.tabulate_second_look(look, CAPTION, S) for look in TWO_LOOKS),
        *(second_tables.tabulate_apart(look, CAPTION, S, "crime_id") for look in TWO_LOOKS),
    ],
    "waits": lambda: [
        waits.draw_waits(WAITS, CAPTION, S),
        waits.draw_waits(of.waits_of((), of.wait((), of.FAST, 2), limits=(24.0, 72.0)), CAPTION, S),
        waits.draw_waits(of.waits_of(("team",), limits=()), CAPTION, S),
        waits.draw_waits(of.waits_of(("team",), of.wait(("None",), (), 7)), CAPTION, S),
        wait_table.tabulate_waits(WAITS, CAPTION, S),
        wait_table.tabulate_waits(of.waits_of((), of.wait((), of.FAST, 2), limits=()), CAPTION, S),
        wait_table.tabulate_waits(of.waits_of(("team",)), CAPTION, S),
    ],
    "forces": lambda: [
        force_charts.draw_forces(FORCES, CAPTION),
        force_charts.draw_forces(of.few_forces(), CAPTION),
        force_charts.draw_grades(national().grades, CAPTION, "reported crime recorded"),
        force_charts.draw_averages(national(), CAPTION),
        force_charts.draw_averages(replace(national(), published=()), CAPTION),
    ],
    "places": lambda: [
        force_charts.draw_places(PLACES, CAPTION, S),
        force_charts.draw_places(of.apart_units(), CAPTION, S, "team", of.WARNING),
    ],
    "funnels": lambda: [
        force_charts.draw_units_funnel(PLACES, CAPTION, S),
        force_charts.draw_units_funnel(of.apart_units(), CAPTION, S, "team", of.WARNING),
        force_charts.draw_units_funnel(replace(of.apart_units(), spread=0.0), CAPTION, S),
        force_charts.draw_units_funnel(of.units_of(), CAPTION, S, "team"),
    ],
    "forces as tables": lambda: [
        force_tables.tabulate_results(of.few_forces(), CAPTION),
        force_tables.tabulate_places(PLACES, RULES, CAPTION, S),
        force_tables.tabulate_other_programmes(of.few_forces(), CAPTION),
        force_tables.tabulate_changes(national().changes, of.few_forces().names, RULES, CAPTION),
        force_tables.tabulate_grades(national().grades, of.few_forces().names, CAPTION),
        force_tables.tabulate_regimes(CAPTION),
        force_tables.tabulate_averages([replace(each, source="A paper") for each in national().published], CAPTION),
        force_tables.tabulate_ties([TIES, MISTIE], CAPTION),
        force_tables.tabulate_faults_of_ties([TIES, MISTIE], CAPTION),
        force_tables.tabulate_coverage(COVERAGE, CAPTION),
    ],
    "of an audit": lambda: [
        tables.tabulate_input_tables(audited()),
        tables.tabulate_exclusions(audited(), CAPTION),
        tables.tabulate_recommendations(RECOMMENDATIONS, CAPTION),
        tables.tabulate_recommendation_status(RECOMMENDATIONS, CAPTION),
        *tables.tabulate_samples(SAMPLED, CAPTION),
        *tables.tabulate_samples(SAMPLED, replace(CAPTION, speaks_of_no_crimes=True)),
        tables.tabulate_disposals(DISPOSED, CAPTION),
    ],
}  # fmt: skip


@cache
def recorded() -> dict[str, Lines]:
    return read_record(RECORD)


@pytest.mark.parametrize(("name", "narrow"), thin(product(EXHIBITS, (False, True)), keep=8))
def test_an_exhibit_is_as_recorded(name: str, narrow: bool) -> None:
    with draw_once(narrow=narrow):
        assert [*lines(name, EXHIBITS[name]())] == drawn_once(recorded()[name], narrow=narrow)


WITHIN_OTHERS = {"draw_funnel", "draw_shares", "tabulate_units"}
"""What is only ever drawn or tabulated by another function of the room, which has its exhibits here."""


def test_every_function_that_draws_or_tabulates_has_an_exhibit_here() -> None:
    names = {
        node.name
        for path in (PROJECT / "cdi" / "exhibits").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith(("draw_", "map_", "tabulate_"))
        and re.search(r"\b(Chart|Table)\b", ast.unparse(node.returns or ast.Constant(None)))
    }
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(Path(__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert len(names) > 40
    assert names - called == WITHIN_OTHERS


if __name__ == "__main__":
    write_record(RECORD, EXHIBITS, Path(sys.argv[1]))

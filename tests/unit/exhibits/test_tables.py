"""Every other table as text, with what its cells are bound to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from cdi.exhibits import tables
from cdi.model.audit import Audit
from cdi.model.decisions import Exclusion
from cdi.model.figure import Interval
from cdi.model.rows import FrameRows
from tests.unit.exhibits.examples import CAPTION, as_text, bindings, figure, of, part, rate


def recommendation(number: int, **more: Any) -> dict[str, Any]:
    return {"number": number, "type": "recommendation", "theme": "training", "timescale_months": 3, "due": "2017-12-07",
            "status": {}} | more  # fmt: skip


SAID = {"force": {"status": "partly"}, "inspectorate": {"status": "outstanding"}}
RECOMMENDATIONS = [
    recommendation(1, status=SAID),
    recommendation(2, theme="gaps in systems", timescale_months=0, status={"force": {"status": "complete"}}),
    recommendation(3, timescale_months=1, status={"inspectorate": {"status": "not_stated"}}),
    recommendation(1, type="cause of concern", theme="IT", timescale_months=None, due=None),
]


def test_what_force_and_inspectorate_say_of_each_recommendation() -> None:
    assert as_text(tables.tabulate_recommendation_status(RECOMMENDATIONS, CAPTION)) == (
        "Recommendations and their status\n"
        "Recommendation | Due | Force | Inspectorate\n"
        "1. Training | 7 December 2017 | partly complete | outstanding\n"
        "2. Gaps in systems | 7 December 2017 | complete | [x]\n"
        "3. Training | 7 December 2017 | [x] | not stated\n"
        "1. IT | [x] | [x] | [x]\n"
        "Source: Kent registers. Due is the publication day plus the time allowed. [x] means not available."
    )


def test_no_recommendations_of_the_audit_before_leave_the_table_without_rows() -> None:
    assert as_text(tables.tabulate_recommendation_status([], CAPTION)) == (
        "Recommendations and their status\n"
        "Recommendation | Due | Force | Inspectorate\n"
        "Source: Kent registers. Due is the publication day plus the time allowed."
    )


def test_recommendations_of_this_audit_with_the_time_allowed() -> None:
    table = tables.tabulate_recommendations([*RECOMMENDATIONS, recommendation(4, timescale_months=None)], CAPTION)
    assert table is not None
    assert as_text(table) == (
        "Recommendations of this inspection\n"
        "Recommendation | Time allowed | Due | Status given by the force\n"
        "1. Training | 3 months | 7 December 2017 | partly complete\n"
        "2. Gaps in systems | immediately | 7 December 2017 | complete\n"
        "3. Training | 1 month | 7 December 2017 | [x]\n"
        "4. Training | [x] | 7 December 2017 | [x]\n"
        "Source: Kent registers. Due is the publication day plus the time allowed. [x] means not available."
    )


def test_causes_of_concern_alone_are_no_recommendations() -> None:
    assert tables.tabulate_recommendations(RECOMMENDATIONS[3:], CAPTION) is None


def test_samples_as_counts() -> None:
    figures = of(
        figure("incidents.records", 123, "123"),
        part("incidents.crimes", 1000, 1115),
        part("referrals.crimes", 0, 16),  # how many referrals is not known
        part("cancellations.all", 74, 83),
    )
    shown = tables.tabulate_samples(figures, CAPTION)
    assert [as_text(table) for table in shown] == [
        "Crimes reported as part of an incident record\n"
        "What was counted | Number\n"
        "Incident records reviewed | 123\n"
        "Crimes that the audit found in them | 1,115\n"
        "Of these crimes, recorded by the force | 1,000\n"
        "Source: Kent audit 2018.",
        "Crime reports held on other systems\n"
        "What was counted | Number\n"
        "Crimes that the audit found in them | 16\n"
        "Of these crimes, recorded by the force | 0\n"
        "Source: Kent audit 2018.",
        "Cancelled crimes\n"
        "What was counted | Number\n"
        "Cancellations reviewed | 83\n"
        "Of these cancellations, correct | 74\n"
        "Source: Kent audit 2018.",
    ]
    before_2015 = tables.tabulate_samples(figures, replace(CAPTION, speaks_of_no_crimes=True))
    assert as_text(before_2015[-1]).startswith("No-crimes\n")
    assert bindings(shown[0]) == [
        "incidents.records value",
        "incidents.crimes denominator",
        "incidents.crimes numerator",
    ]


def test_without_samples_there_are_no_tables_of_them() -> None:
    assert tables.tabulate_samples(of(figure("incidents.records", 123, "123")), CAPTION) == []


def test_disposals_by_kind() -> None:
    figures = of(
        figure("disposals.caution.sampled", 25, "25"),
        part("disposals.caution.suitable", 23, 25),
        part("disposals.caution.views_considered", 14, 18),
        figure("disposals.community_resolution.sampled", 25, "25"),
        part("disposals.community_resolution.meaningful", 0, 25),
        disposals__caution__informed="not established for any of the cautions sampled",
    )
    table = tables.tabulate_disposals(figures, CAPTION)
    assert table is not None
    assert as_text(table) == (
        "Out-of-court disposals examined\n"
        "Disposal | Offender suitable | Told what it means | Victim’s views considered | Outcome meaningful\n"
        "Cautions | 23 of 25 | [x] | 14 of 18 | [z]\n"
        "Community resolutions | [z] | [z] | [z] | 0 of 25\n"
        "Source: Kent audit 2018. [x] means not available. [z] means not applicable."
    )
    assert bindings(table)[0] == "disposals.caution.suitable printed"


def test_without_disposals_there_is_no_table_of_them() -> None:
    assert tables.tabulate_disposals(of(), CAPTION) is None


THEMES = {
    "themes": {
        "training": {"name": "training", "due_month": "2019-06-01"},
        "victim_focus": {"name": "victim focus", "due_month": None},
        "processes_systems": {"name": "processes and systems", "due_month": None},
    }
}


@pytest.mark.parametrize(
    ("more", "note"),
    [([], ""), ([figure("plan.without_theme", 2, "2")], " An action without a theme is not shown.")],
)
def test_the_plan_by_theme(more: list[Any], note: str) -> None:
    figures = of(
        figure("plan.training.actions", 4, "4"),
        part("plan.training.complete", 3, 4, None),
        part("plan.training.open", 1, 4, None),
        part("plan.training.under_review", 0, 1, None),
        figure("plan.victim_focus.actions", 2, "2"),
        part("plan.victim_focus.complete", 2, 2, None),
        part("plan.victim_focus.open", 0, 2, None),
        *more,
    )
    table = tables.tabulate_plan(figures, THEMES, CAPTION)
    assert table is not None
    assert as_text(table) == (
        "Actions of the plan by theme\n"
        "Theme | Actions | Complete | Open | Under review, of the open | Open ones expected by\n"
        "Training | 4 | 3 of 4 | 1 of 4 | 0 of 1 | June 2019\n"
        "Victim focus | 2 | 2 of 2 | 0 of 2 | [z] | [z]\n"
        f"Source: Kent audit 2018.{note} [z] means not applicable."
    )


@pytest.mark.parametrize("plan", [{}, THEMES])
def test_without_actions_there_is_no_table_of_the_plan(plan: dict[str, Any]) -> None:
    assert tables.tabulate_plan(of(), plan, CAPTION) is None


def test_all_figures_of_one_level() -> None:
    crimes = figure("additional.overall", 8296.4, "8,300", "crimes", interval=Interval(5800.5, 10700, 1, 0.9, "m"))
    figures = of(rate("recording.overall", 84.1, 2, 0.9), crimes, figure("plan.actions", 4, "4"))
    table = tables.tabulate_figures(figures, CAPTION)
    assert as_text(table) == (
        "All figures of the audit\n"
        "Figure | What it is | Printed | 90% interval | Base\n"
        "recording.overall | a label | 84.1% | 82.1 to 86.1 | a base\n"
        "additional.overall | a label | 8,300 | 5,801 to 10,700 | a base\n"
        "plan.actions | a label | 4 | [z] | a base\n"
        "Source: Kent audit 2018. [z] means not applicable."
    )
    assert bindings(table)[:2] == ["recording.overall printed", "recording.overall interval"]


def test_all_figures_of_two_levels_say_each() -> None:
    figures = of(rate("recording.overall", 84.1, 2, 0.9), rate("prior.overall", 75.8))
    assert as_text(tables.tabulate_figures(figures, CAPTION)) == (
        "All figures of the audit\n"
        "Figure | What it is | Printed | Confidence interval | Base\n"
        "recording.overall | a label | 84.1% | 82.1 to 86.1 (90%) | a base\n"
        "prior.overall | a label | 75.8% | 73.8 to 77.8 (95%) | a base\n"
        "Source: Kent audit 2018."
    )


def test_all_figures_without_any_interval() -> None:
    assert as_text(tables.tabulate_figures(of(), CAPTION)) == (
        "All figures of the audit\nFigure | What it is | Printed | Confidence interval | Base\nSource: Kent audit 2018."
    )


def test_gaps_with_their_reasons() -> None:
    figures = of(rate("recording.overall", 84.1), prior__overall="not held", change__overall="prior not held")
    assert as_text(tables.tabulate_gaps(figures, CAPTION)) == (
        "Figures that cannot be had\n"
        "Figure | Why not\n"
        "change.overall | prior not held\n"
        "prior.overall | not held\n"
        "Source: Kent audit 2018."
    )


def test_tables_supplied(leicestershire: Audit) -> None:
    frames = {"events": pd.DataFrame(index=range(2)), "cancelled_crimes": pd.DataFrame(index=range(1234))}
    elsewhere = {"audit_reports": FrameRows(pd.DataFrame(index=range(3)))}
    audit = replace(leicestershire, tables=frames, records=elsewhere)
    assert as_text(tables.tabulate_input_tables(audit)) == (
        "Tables held for this audit\n"
        "Table | Rows | Basis\n"
        "audit_reports | 3 | reconstruction\n"
        "cancelled_crimes | 1,234 | reconstruction\n"
        f"events | 2 | register\n{leicestershire.provenance.statement}"
    )


def test_rows_left_out(leicestershire: Audit) -> None:
    assert tables.tabulate_exclusions(replace(leicestershire, excluded=()), CAPTION) is None
    left_out = Exclusion("audit_reports", "r17", "reported twice", "force crime registrar", "2018-11-05")
    excluded = (left_out, replace(left_out, key="r18"), replace(left_out, key="r19", reason="another force's"))
    table = tables.tabulate_exclusions(replace(leicestershire, excluded=excluded), CAPTION)
    assert table is not None
    assert as_text(table) == (
        "Rows left out of the audit on purpose\n"
        "Table | Why | Decided by | On | Rows\n"
        "audit_reports | reported twice | force crime registrar | 5 November 2018 | 2\n"
        "audit_reports | another force's | force crime registrar | 5 November 2018 | 1\n"
        "Source: Kent audit 2018."
    )

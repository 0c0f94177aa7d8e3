"""The charts that show parts of a whole, and the curve of half-widths: their whole words."""

from __future__ import annotations

import pytest

from cdi.exhibits.charts import (
    Line,
    draw_cancellations,
    draw_half_width_curve,
    draw_plan_progress,
    draw_timeliness,
)
from cdi.model.exhibit import Chart
from cdi.model.figure import Figures
from tests.unit.exhibits.examples import CAPTION, of, part

pytestmark = pytest.mark.usefixtures("words_alone")

TIMED = [part("timeliness.violence", 5, 8), part("timeliness.sexual", 3, 4), part("timeliness.other", 1, 8)]
TIMED_TOGETHER = part("timeliness.all", 9, 20, label="crimes recorded within 24 hours")
CANCELLED = part("cancellations.all", 5, 9)
PLAN = {
    "as_at": "2019-02-01",
    "themes": {"training": {"name": "training"}, "victim_focus": {"name": "victim focus"}, "other": {"name": "rest"}},
}


def words(chart: Chart | None) -> list[str]:
    assert chart is not None
    return [chart.headline, chart.subtitle, chart.alt]


@pytest.mark.slow
def test_timeliness_by_stratum() -> None:
    chart = draw_timeliness(of(*TIMED, TIMED_TOGETHER), CAPTION)
    assert words(chart) == [
        "9 of 20 recorded crimes that could be timed were recorded within the limit",
        "Crimes recorded within 24 hours, Kent Police, 1 April 2018 to 30 June 2018; thin lines are 95% intervals (Wilson)",
        "Share recorded within the limit (%). Violent crimes: 5 of 8; Sexual offences: 3 of 4; Other crimes: 1 of 8.",
    ]
    assert chart is not None
    assert (chart.id, chart.source) == ("timeliness", "Source: Kent audit 2018.")
    assert chart.figures == ("timeliness.all", "timeliness.violence", "timeliness.sexual", "timeliness.other")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((0.9, 0.9), "; thin lines are 90% intervals (Wilson)"),
        ((0.9, 0.95), "; thin lines are 90% and 95% intervals (Wilson)"),
        ((None, None), ""),
    ],
)
def test_the_lines_are_named_by_their_own_levels(levels: tuple[float | None, float | None], said: str) -> None:
    bars = [part("timeliness.violence", 5, 8, levels[0]), part("timeliness.other", 1, 8, levels[1])]
    _, subtitle, alt = words(draw_timeliness(of(*bars, TIMED_TOGETHER), CAPTION))
    assert subtitle == "Crimes recorded within 24 hours, Kent Police, 1 April 2018 to 30 June 2018" + said
    assert alt == "Share recorded within the limit (%). Violent crimes: 5 of 8; Other crimes: 1 of 8."


@pytest.mark.parametrize(
    "figures", [of(timeliness__all="the table audit_reports was not supplied"), of(TIMED_TOGETHER), of(*TIMED)]
)
def test_without_timed_crimes_there_is_no_chart(figures: Figures) -> None:
    assert draw_timeliness(figures, CAPTION) is None


@pytest.mark.slow
def test_cancellations_by_kind_and_victims_told() -> None:
    kinds = [part(f"cancellations.{kind}", 1, 2) for kind in ("rape", "violence", "sexual", "robbery")]
    figures = of(*kinds, CANCELLED, part("cancellations.victims_informed", 0, 3))
    assert words(draw_cancellations(figures, CAPTION)) == [
        "5 of 9 cancellations reviewed were right; 0 of 3 victims had been told",
        "Cancelled crimes reviewed, Kent Police, 1 April 2018 to 30 June 2018; thin lines are 95% intervals (Wilson)",
        "Share that was right, or told (%). Rape: 1 of 2; Violence: 1 of 2; Other sexual offences: 1 of 2; "
        "Robbery: 1 of 2; Victims told: 0 of 3.",
    ]


@pytest.mark.slow
def test_cancellations_of_one_kind_when_nobody_had_to_be_told() -> None:
    figures = of(part("cancellations.robbery", 2, 2), part("cancellations.all", 2, 2))
    assert words(draw_cancellations(figures, CAPTION)) == [
        "2 of 2 cancellations reviewed were right",
        "Cancelled crimes reviewed, Kent Police, 1 April 2018 to 30 June 2018; thin lines are 95% intervals (Wilson)",
        "Share that was right (%). Robbery: 2 of 2.",
    ]


@pytest.mark.parametrize(
    "figures", [of(cancellations__all="the table cancelled_crimes was not supplied"), of(CANCELLED)]
)
def test_without_cancellations_there_is_no_chart(figures: Figures) -> None:
    assert draw_cancellations(figures, CAPTION) is None


def test_the_plan_by_theme() -> None:
    themes = [part("plan.training.complete", 3, 4, None), part("plan.victim_focus.complete", 0, 2, None)]
    figures = of(*themes, part("plan.complete", 3, 6, None))
    assert words(draw_plan_progress(figures, PLAN, CAPTION)) == [
        "3 of 6 actions of the plan are complete",
        "Actions complete by theme, Kent Police, at 1 February 2019",
        "Share of the theme’s actions that is complete (%). Training: 3 of 4; Victim focus: 0 of 2.",
    ]


@pytest.mark.parametrize(
    ("figures", "plan"),
    [
        (of(plan__complete="the plan holds no actions"), PLAN),
        (of(part("plan.complete", 3, 6, None)), PLAN),
        (of(part("plan.complete", 3, 6, None)), {"as_at": "2019-02-01"}),
    ],
)
def test_without_themes_there_is_no_chart_of_the_plan(figures: Figures, plan: dict[str, object]) -> None:
    assert draw_plan_progress(figures, plan, CAPTION) is None


def test_half_widths_against_effort() -> None:
    lines = [Line("overall", (4.0, 2.0)), Line("violence", (6.0, 3.125)), Line("sexual", (6.1, 3.0))]
    assert words(draw_half_width_curve([500, 2000], lines, chosen=2000, what="kent 2018")) == [
        "2,000 units give an overall half-width of 2.00 percentage points",
        "Half-width to expect against units audited, kent 2018",
        "Half-widths in percentage points. 500 units: overall ± 4.00, violence ± 6.00, sexual ± 6.10; "
        "2,000 units: overall ± 2.00, violence ± 3.13, sexual ± 3.00.",
    ]

"""What the charts of patterns say, of real rows and of made-up ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from cdi.exhibits.charts import draw_delays, map_not_recorded
from cdi.measures.patterns import Delays, NotRecorded
from cdi.model.exhibit import Chart
from tests.unit.exhibits.examples import CAPTION

pytestmark = pytest.mark.slow

NOT_RECORDED = NotRecorded(
    due={
        ("officer", "violence"): 40,
        ("control_room", "violence"): 120,
        ("control_room", "sexual"): 30,
        ("control_room", "other"): 90,
        ("nrm", "other"): 2,
    },
    missed={("officer", "violence"): 9, ("control_room", "violence"): 12, ("nrm", "other"): 1},
    made_up="",
)
DELAYS = Delays(
    hours=(12, 24, 48, 168),
    within={"violence": (30, 70, 75, 79), "other": (10, 10, 10, 10)},
    timed={"violence": 80, "sexual": 0, "other": 10},
    limits=(24,),
    made_up="",
)
WARNING = "Made-up rows: what was not published was filled in, so a pattern in it means nothing."


@cache
def chart_of_not_recorded() -> Chart | None:
    return map_not_recorded(NOT_RECORDED, CAPTION)


@cache
def chart_of_delays() -> Chart | None:
    return draw_delays(DELAYS, CAPTION)


def test_what_was_not_recorded_by_kind_and_route() -> None:
    chart = chart_of_not_recorded()
    assert chart is not None
    assert [chart.headline, chart.subtitle, chart.alt] == [
        "22 of 282 crimes audited were not recorded",
        "Crimes that were not recorded, of those audited, by kind and route, Kent Police, 1 April 2018 to 30 June 2018",
        "Not recorded, of those audited. Control room: violent crimes 12 of 120, sexual offences 0 of 30, other crimes 0 of 90; "
        "Officer: violent crimes 9 of 40; Modern slavery form: other crimes 1 of 2.",
    ]
    assert WARNING not in chart.alt


@pytest.mark.usefixtures("words_alone")
def test_crimes_by_an_unknown_route_are_said_to_be_left_out() -> None:
    chart = map_not_recorded(replace(NOT_RECORDED, unknown=7), CAPTION)
    assert chart is not None
    assert chart.headline == "22 of 282 crimes audited by a known route were not recorded"
    assert chart.alt.endswith(" 7 more came by a route that is not known.")


def test_how_soon_crime_was_recorded() -> None:
    chart = chart_of_delays()
    assert chart is not None
    assert [chart.headline, chart.subtitle, chart.alt] == [
        "80 of 90 crimes that could be timed were recorded within 24 hours",
        "Recorded crimes that could be timed, by the hours from report to record, Kent Police, 1 April 2018 to 30 June 2018",
        "Violent crimes: of 80, 70 within 24 hours, 75 within 48 hours and 79 within 168 hours; "
        "Other crimes: of 10, 10 within 24 hours, 10 within 48 hours and 10 within 168 hours.",
    ]


@pytest.mark.usefixtures("words_alone")
def test_two_limits_in_one_period_are_both_drawn_and_the_headline_counts_a_day() -> None:
    chart = draw_delays(replace(DELAYS, limits=(48, 24)), CAPTION)
    assert chart is not None
    assert chart.headline == "80 of 90 crimes that could be timed were recorded within 24 hours"


def test_of_made_up_rows_heading_picture_and_text_say_so() -> None:
    charts = [
        map_not_recorded(replace(NOT_RECORDED, made_up=WARNING), CAPTION),
        draw_delays(replace(DELAYS, made_up=WARNING), CAPTION),
    ]
    assert [chart and chart.headline for chart in charts] == [
        "22 of 282 crimes audited were not recorded: by which route is made up",
        "80 of 90 crimes that could be timed were recorded within 24 hours: the rest of the curve is made up",
    ]
    real = [chart_of_not_recorded(), chart_of_delays()]
    for chart, as_if_real in zip(charts, real, strict=True):
        assert chart is not None
        assert as_if_real is not None
        assert chart.alt.startswith(WARNING)
        # Every glyph of a drawing is a path that is used by name: the warning is letters more on the picture itself.
        assert chart.svg.count("<use ") >= as_if_real.svg.count("<use ") + 60
        assert chart.narrow.count("<use ") >= as_if_real.narrow.count("<use ") + 60


def test_without_counts_there_is_no_chart() -> None:
    assert map_not_recorded(None, CAPTION) is None
    assert draw_delays(None, CAPTION) is None

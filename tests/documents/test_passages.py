"""The formulaic sentences at their edges: what a test allows to be said, and lists that must add up."""

from __future__ import annotations

import csv
import re

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.template import Writer
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure, Figures, Interval, Test
from tests.conftest import PROJECT

with (PROJECT / "data" / "reference" / "finding_rules.csv").open(encoding="utf-8", newline="") as _file:
    RULES = [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(_file)]
FACTS = {
    "inspection": {"audit_period_end": "2018-06-30"},
    "prior": {"label_year": 2017},
    "provenance": {"basis": "records", "statement": "x"},
    "force": {"short_name": "X"},
    "finding_rules": RULES,
}


def a_figure(figure_id: str, value: float, unit: str = "count", **more: object) -> Figure:
    values = {
        "label": figure_id.rsplit(".", maxsplit=1)[-1].replace("_", " "),
        "printed": f"{value:g}",
        "base": "b",
        "basis": "records",
    }
    return Figure(**({"id": figure_id, "value": value, "unit": unit, "sources": ("s",)} | values | more))


def change(value: float, conclusion: str) -> Figure:
    return a_figure("change.overall", value, "percentage points", test=Test(1.0, 0.5, 0.95, "z", conclusion))


def share(numerator: int, denominator: int) -> Figure:
    return a_figure("rape.safeguarded", 50.0, "percent", numerator=numerator, denominator=denominator)


def said(call: str, *figures: Figure) -> str:
    """The words of a macro, without the marks that bind figures to their ids."""
    module, _, macro = call.partition(".")
    bundle = Bundle(Figures.of(list(figures)), FACTS, {}, {}, {})
    environment = Writer(Accessors(bundle, {"note": {}}, "note"), {}).environment
    text = f'{{% import "{module}.md.j2" as {module} with context %}}{{{{ {module}.{macro} }}}}'
    text = environment.from_string(text).render()
    text = re.sub(r"\n(?!- )", " ", text.strip())  # a line break inside a sentence is a space on the page
    return re.sub(r"\[([^]]*)\]\{[^}]*\}", r"\1", text)


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        (change(8.27, "rise"), "a statistically significant improvement of 8.3 percentage points"),
        (change(-8.27, "fall"), "a statistically significant fall of 8.3 percentage points"),
        (
            change(1.2, "not shown"),
            "an improvement of 1.2 percentage points, which is within what chance alone could produce",
        ),
        (change(-1.2, "not shown"), "a fall of 1.2 percentage points, which is within what chance alone could produce"),
    ],
)
def test_significant_is_said_only_when_the_test_says_so(figure: Figure, sentence: str) -> None:
    assert said('rates.change("change.overall")', figure) == sentence


def test_a_rate_prints_its_interval_in_percentage_points_or_says_that_none_was_published() -> None:
    rate = a_figure(
        "recording.overall", 84.07, "percent", printed="84.1%", interval=Interval(82.4, 85.8, 1.707, 0.95, "m")
    )
    assert said('rates.rate("recording.overall")', rate) == "84.1% (95% confidence interval ±1.71 percentage points)"
    bare = a_figure("recording.overall", 79.4, "percent", printed="79.4%")
    assert said('rates.rate("recording.overall")', bare) == "79.4% (no confidence interval was published)"


@pytest.mark.parametrize(
    ("low", "high", "words_"),
    [
        (-5.3, -1.9, "below the average by 3.6 percentage points, more than the uncertainty of the force's own rate"),
        (1.9, 5.3, "above the average by 3.6 percentage points, more than the uncertainty of the force's own rate"),
        (
            -5.0,
            1.0,
            "not clearly different from the average: the gap of 3.6 percentage points is within the uncertainty of the force's own rate",
        ),
    ],
)
def test_the_comparison_with_the_average_follows_from_gap_and_interval(low: float, high: float, words_: str) -> None:
    value = -3.6 if low < 0 else 3.6
    gap = a_figure("national.gap", value, "percentage points", interval=Interval(low, high, 1.7, 0.95, "m"))
    assert said("rates.against_average()", gap) == words_


@pytest.mark.parametrize(
    ("numerator", "denominator", "words_"),
    [
        (0, 5, "none of the five"),
        (5, 5, "all five"),
        (1, 1, "the one"),
        (8, 9, "eight of the nine"),
        (12, 25, "12 of the 25"),
    ],
)
def test_shares_read_right_at_none_all_and_one(numerator: int, denominator: int, words_: str) -> None:
    assert said('counts.share("rape.safeguarded")', share(numerator, denominator)) == words_


def test_a_list_of_parts_must_add_up_to_its_intro() -> None:
    of_rape = {"role": "breakdown", "part_of": "rape.unrecorded"}
    parts = (
        a_figure("rape.unrecorded.not_recorded_at_all", 6, **of_rape),
        a_figure("rape.unrecorded.classified_as_n100", 1, **of_rape),
    )
    assert (
        said('counts.fates("rape.unrecorded", 7)', *parts)
        == "- six were not recorded at all; and\n- one was classified as n100."
    )
    with pytest.raises(PublicationRefused, match=r"the parts of rape\.unrecorded do not add up to 9"):
        said('counts.fates("rape.unrecorded", 9)', *parts)


def test_a_rank_is_put_in_words() -> None:
    forces = a_figure("programme.forces", 30, "forces")
    lowest, third = (a_figure("rank.prior_from_bottom", place, "rank") for place in (1, 3))
    call = 'standing.rank_from_bottom("rank.prior_from_bottom")'
    assert said(call, lowest, forces).startswith("the lowest recording rate of the 30 forces")
    assert said(call, third, forces).startswith("the third lowest recording rate of the 30 forces")

"""The first page: a title that says the finding, and a strip of key figures with what may be said of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.accessors import Accessors
from cdi.compose.template import Writer
from cdi.model.figure import Conclusion, Figure, Figures, Interval, Test
from tests.documents.test_passages import FACTS, a_figure

INSPECTION = {
    "kind": "re-inspection",
    "label_year": 2018, "grades": {"overall": "Inadequate"}, "published_on": None, "published_month": None,
    "audit_period_start": None, "audit_period_end": None,
}  # fmt: skip
HMICFRS = {"inspects": True, "exercise": "re-inspection", "full_name": "HMICFRS"}
PRIOR = {"label_year": 2017, "kind": "inspection", "grades": {"overall": "Inadequate"}, "auditor": {"inspects": True}}
RATE = a_figure("recording.overall", 84.07, "percent", printed="84.1%", interval=Interval(82.4, 85.8, 1.71, 0.95, "m"))
BEFORE = a_figure("prior.overall", 75.8, "percent", printed="75.8%")
FRACTION = a_figure("recording.rape", 90.3, "percent", printed="84 of 93", numerator=84, denominator=93)


def change(points: float, conclusion: Conclusion) -> Figure:
    return a_figure("change.overall", points, "percentage points", test=Test(1.0, 0.5, 0.95, "z", conclusion))


def said(macro: str, *figures: Figure, **facts: Mapping[str, Any] | None) -> str:
    """What a macro of the first page writes, on one line for each paragraph, without the marks that bind figures."""
    force = {"name": "Kent Police", "short_name": "Kent"}
    known = {**FACTS, "inspection": INSPECTION, "auditor": HMICFRS, "prior": PRIOR, "force": force, **facts}
    bundle = Bundle(Figures.of(list(figures)), {**known, "published_bases": {}}, {}, {}, {})
    environment = Writer(Accessors(bundle, {"note": {}}, "note"), {}).environment
    text = environment.from_string(f'{{% import "glance.md.j2" as glance with context %}}{{{{ glance.{macro} }}}}')
    bare = re.sub(r"\[([^]]*)\]\{[^}]*\}", r"\1", text.render())
    return re.sub(r" +", " ", re.sub(r"(?<!\n)\n(?!\n)", " ", bare)).strip()


@pytest.mark.parametrize(
    ("figures", "facts", "title"),
    [
        ([RATE, BEFORE, change(8.3, "rise")], {},
         "Kent Police records an estimated 84.1% of reported crime, up from 75.8%, and is still graded Inadequate"),
        ([RATE, BEFORE, change(-8.3, "fall")], {"prior": PRIOR | {"grades": {"overall": "Good"}}},
         "Kent Police records an estimated 84.1% of reported crime, down from 75.8%, and is graded Inadequate"),
        ([RATE], {"prior": PRIOR | {"kind": "PEEL"}},
         "Kent Police records an estimated 84.1% of reported crime and is graded Inadequate"),
        ([RATE], {"prior": PRIOR | {"auditor": {"inspects": False}}},
         "Kent Police records an estimated 84.1% of reported crime and is graded Inadequate"),
        ([RATE, BEFORE, change(8.3, "not shown")], {"inspection": INSPECTION | {"grades": {}}},
         "Kent Police records an estimated 84.1% of reported crime, not shown to differ from 75.8%"),
        ([RATE, BEFORE, change(0.0, "not shown")], {"inspection": INSPECTION | {"grades": {}}},
         "Kent Police records an estimated 84.1% of reported crime, the same as 75.8%"),
        ([RATE], {"prior": None}, "Kent Police records an estimated 84.1% of reported crime and is graded Inadequate"),
        ([], {"prior": None}, "Kent Police is graded Inadequate for how it records crime"),
        ([RATE], {"prior": None, "auditor": HMICFRS | {"inspects": False}},
         "Kent Police records an estimated 84.1% of reported crime"),
        ([a_figure("recording.overall", 60.0, "percent", printed="3 of 5")], {"prior": None, "inspection": INSPECTION | {"grades": {}}},
         "A paper on crime data"),
    ],
)  # fmt: skip
def test_the_title_says_what_test_grade_and_sample_allow(
    figures: list[Figure], facts: dict[str, Any], title: str
) -> None:
    assert said('title("A paper on crime data")', *figures, **facts) == title


@pytest.mark.parametrize(
    ("figures", "paragraphs"),
    [
        ([RATE, change(8.3, "rise")],
         ["84.1% ±1.71", "95% confidence interval 82.4% to 85.8%.",
          "**Since 2017: up by 8.3 percentage points, a statistically significant improvement.**"]),
        ([RATE, change(-1.2, "not shown")],
         ["84.1% ±1.71", "95% confidence interval 82.4% to 85.8%.",
          "**Since 2017: down by 1.2 percentage points, which is within what chance alone could produce.**"]),
        ([RATE, a_figure("national.average", 87.7, "percent", printed="87.7%"), a_figure("national.gap", -3.6),
          a_figure("national.forces", 26, "forces", printed="26")],
         ["84.1% ±1.71", "95% confidence interval 82.4% to 85.8%; dashed: the average of 26 forces, 87.7%."]),
        ([a_figure("recording.overall", 79.4, "percent", printed="79.4%")],
         ["79.4%", "No confidence interval was published."]),
    ],
)  # fmt: skip
def test_a_rate_stands_with_its_interval_and_what_its_test_allows(figures: list[Figure], paragraphs: list[str]) -> None:
    box = said("box('recording.overall')", *figures)
    assert [part for part in box.split("\n\n") if not part.lstrip().startswith(":")] == paragraphs


def test_a_count_says_how_many_are_unknown_and_that_it_was_published() -> None:
    told = a_figure(
        "cancellations.victims_informed", 50.0, "percent", printed="1 of 2", numerator=1, denominator=2, unknown=3
    )
    assert "who should have been told where this is known (3 more are unknown)." in said(
        "box('cancellations.victims_informed')", told
    )


def test_counts_of_a_sample_stand_without_a_percentage_or_a_bar() -> None:
    box = said("box('recording.rape')", FRACTION)
    assert "84 of 93" in box
    assert "Counts of the sample, not a rate of the force." in box
    assert "%" not in box
    assert "interval" not in box


def test_what_was_audited_stands_first_where_it_gives_no_rate_and_is_not_called_one() -> None:
    audited = a_figure("audited.overall", 75.0, "percent", printed="45 of 60", numerator=45, denominator=60)
    strip = said("strip()", audited)
    assert strip.count(":::: key ") == 1
    assert "45 of 60 Of the reports of crime audited; not a rate of the force." in " ".join(strip.split())
    assert "45 of 60" not in said("strip()", audited, RATE)


def test_the_strip_holds_six_figures_at_most_and_none_that_is_not_there() -> None:
    assert "glance\n" not in said("strip()")
    every = ["recording.overall", "recording.violence", "recording.sexual", "recording.rape", "recommendations.made",
             "cancellations.victims_informed", "plan.complete"]  # fmt: skip
    figures = [a_figure(name, 4.0, "count", numerator=4, denominator=9) for name in every]
    assert said("strip()", *figures).count(":::: key ") == 6

import json

import pytest

from cdi.model.figure import Figure, Figures, Interval


def a_figure(**changes: object) -> Figure:
    values = {
        "id": "recording.rape", "label": "rape recorded", "value": 90.3, "unit": "percent", "printed": "84 of 93",
        "base": "reports of rape", "basis": "records", "sources": ("audit_reports",), "numerator": 84, "denominator": 93,
    }  # fmt: skip
    return Figure(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Recording"}, "dotted lower-case"),
        ({"value": float("nan")}, "not a number"),
        ({"printed": ""}, "must be given"),
        ({"sources": ()}, "must be given"),
        ({"numerator": 94}, "94 of 93"),
        ({"excluded": -1}, "-1 rows left out"),
        ({"role": "breakdown"}, "names it in part_of"),
        ({"part_of": "rape.unrecorded"}, "names it in part_of"),
    ],
)
def test_a_figure_refuses_nonsense_when_it_is_made(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        a_figure(**changes)


def test_an_interval_has_its_bounds_in_order_and_a_level_between_zero_and_one() -> None:
    with pytest.raises(ValueError, match="above the upper"):
        Interval(2.0, 1.0, None, 0.95, "x")
    with pytest.raises(ValueError, match="between 0 and 1"):
        Interval(1.0, 2.0, None, 95, "x")


def test_a_figure_survives_its_json() -> None:
    figure = a_figure(
        interval=Interval(82.6, 94.8, None, 0.95, "Wilson score"),
        base="recommendations of {year}",
        base_values={"year": "2014"},
        excluded=2,
        role="breakdown",
        part_of="recommendations.made_within",
        category=3,
    )
    assert Figure.from_json(json.loads(json.dumps(figure.as_json()))) == figure


def test_missing_is_denominator_less_numerator() -> None:
    assert a_figure().missing == 9
    with pytest.raises(ValueError, match="no numerator"):
        _ = a_figure(numerator=None).missing


def test_an_id_is_computed_once_and_is_not_a_gap_too() -> None:
    with pytest.raises(ValueError, match="computed twice"):
        Figures.of([a_figure(), a_figure()])
    with pytest.raises(ValueError, match="both a figure and a gap"):
        Figures.of([a_figure()], {"recording.rape": "not held"})


def test_the_parts_of_a_breakdown_are_those_that_name_it() -> None:
    def count(figure_id: str, breakdown: str) -> Figure:
        return a_figure(id=figure_id, role="breakdown", part_of=breakdown)

    figures = Figures.of([count("rape.unrecorded.n100", "rape.unrecorded"), count("rape.unrecorded.x", "rape.other")])
    assert [figure.id for figure in figures.parts_of("rape.unrecorded")] == ["rape.unrecorded.n100"]
    assert figures.parts_of("rape") == []

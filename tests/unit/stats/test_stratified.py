"""The stratified rate against R survey and against the inspectorate's printed figures."""

import json
from pathlib import Path

import pytest

from cdi.stats.stratified import Sample, inspectorate, standard_error_from_half_width

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "r_survey.json").read_text(encoding="utf-8"))


def sample_of(design: dict) -> Sample:
    weights = design.get("weight", {})
    return Sample.of(
        [
            (row["r"], row["n"], row["N"], weights.get(row["stratum"], weights.get("other_sampled", row["N"])))
            for row in design["strata"]
        ]
    )


@pytest.mark.parametrize("name", ORACLES["designs"])
def test_rate_and_standard_error_equal_r_survey_svymean(name: str) -> None:
    design = ORACLES["designs"][name]
    estimate = inspectorate(sample_of(design))
    assert estimate.rate == pytest.approx(design["svymean"]["estimate"], abs=1e-9)
    assert estimate.standard_error == pytest.approx(design["svymean"]["standard_error"], abs=1e-9)


def test_a_known_part_moves_the_rate_and_scales_the_standard_error_by_the_sampled_share() -> None:
    sampled = inspectorate(Sample.of([(40, 50, 500, 60.0)]))
    with_known = inspectorate(Sample.of([(40, 50, 500, 60.0)], known_weight=40.0, known_rate=1.0))
    assert with_known.rate == pytest.approx(0.6 * 0.8 + 0.4 * 1.0)
    assert with_known.standard_error == pytest.approx(0.6 * sampled.standard_error)


@pytest.mark.parametrize(
    ("strata", "known", "printed"),
    [
        ([(611, 774, 7350, 29400.0)], 0.0, ("78.9", "2.72")),
        ([(244, 278, 519, 2450.0)], 0.0, ("87.8", "2.63")),
        (
            [(611, 774, 7350, 29400.0), (244, 278, 519, 2450.0), (492, 610, 17162, 49220.0)],
            19430.0,
            ("84.1", "1.71"),
        ),
        ([(507, 770, 13056, 1.0)], 0.0, ("65.8", "3.25")),
    ],
)
def test_published_rates_and_half_widths_are_reproduced(
    strata: list[tuple[int, int, int, float]], known: float, printed: tuple[str, str]
) -> None:
    estimate = inspectorate(Sample.of(strata, known_weight=known))
    assert (f"{100 * estimate.rate:.1f}", f"{100 * estimate.half_width:.2f}") == printed


def test_a_census_has_no_width() -> None:
    assert inspectorate(Sample.of([(31, 40, 40, 40.0)])).half_width == 0


@pytest.mark.parametrize(
    ("stratum", "message"),
    [
        ((5, 4, 100, 1.0), "between 0 and the number audited"),
        ((1, 1, 100, 1.0), "fewer than two"),
        ((3, 4, 3, 1.0), "smaller than its sample"),
        ((3, 4, 100, 0.0), "weights must be positive"),
    ],
)
def test_impossible_strata_are_refused(stratum: tuple[int, int, int, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sample.of([stratum])


def test_a_half_width_gives_back_its_standard_error() -> None:
    assert standard_error_from_half_width(1.96) == 1.0
    with pytest.raises(ValueError, match="zero or more"):
        standard_error_from_half_width(-0.1)

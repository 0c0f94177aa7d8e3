"""The stratified rate against R survey, closed forms and the normal_interval's printed figures."""

import numpy as np
import pytest

from cdi.stats.sample import Sample, by_rule, contributions
from cdi.stats.stratified import mover_wilson, normal_interval, standard_error_from_half_width, yan_su
from tests.oracles import TOLERANCE, load
from tests.unit.stats.designs import sample_of

DESIGNS = load("r_survey")["designs"]
CLOSED_FORMS = load("r_closed_forms")["stratified"]
YAN_SU = {
    "yan_su_fpc": (0.95, True),
    "yan_su_no_fpc": (0.95, False),
    "yan_su_fpc_level90": (0.90, True),
    "yan_su_fpc_level99": (0.99, True),
}
C1_ALL_RECORDED = Sample.of([(40, 40, 900, 900), (25, 25, 300, 300)])


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize(("key", "corrected"), [("overall", True), ("overall_no_fpc", False)])
def test_rate_and_standard_error_equal_r_svymean(name: str, key: str, corrected: bool) -> None:
    estimate = normal_interval(sample_of(DESIGNS[name]["strata"], corrected=corrected))
    assert estimate.rate == pytest.approx(DESIGNS[name][key]["est"], abs=TOLERANCE)
    assert estimate.standard_error == pytest.approx(DESIGNS[name][key]["se"], abs=TOLERANCE)


def test_the_jackknife_of_r_as_svrepdesign_gives_the_same_error() -> None:
    design = DESIGNS["A5_2018_known_direct_route"]
    estimate = normal_interval(sample_of(design["strata"]))
    assert estimate.standard_error == pytest.approx(design["jackknife_JKn"]["se"], abs=TOLERANCE)


def test_a_known_part_equals_r_svymean_scaled_by_the_sampled_share() -> None:
    design = DESIGNS["A5_2018_known_direct_route"]
    estimate = normal_interval(sample_of(design["strata"], design["known"]))
    wanted = design["with_known_part"]
    assert estimate.rate == pytest.approx(wanted["est"], abs=TOLERANCE)
    assert estimate.standard_error == pytest.approx(wanted["se"], abs=TOLERANCE)
    assert 100 * estimate.half_width == pytest.approx(wanted["halfwidth_1.96_pct"], abs=1e-7)


# R's closed form stops where every variance is zero.
@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name in CLOSED_FORMS for key in YAN_SU if key in CLOSED_FORMS[name]]
)
def test_yan_su_equals_the_closed_form_in_r(name: str, key: str) -> None:
    design = CLOSED_FORMS[name]
    level, corrected = YAN_SU[key]
    estimate = yan_su(sample_of(design["strata"], corrected=corrected), level)
    assert (estimate.low, estimate.high) == pytest.approx(design[key], abs=TOLERANCE)


@pytest.mark.parametrize("method", [yan_su, mover_wilson])
def test_one_stratum_has_wilsons_interval(method) -> None:
    # R's closed form for 158 of 180 drawn from 257.
    estimate = method(Sample.of([(158, 180, 257, 1.0)]))
    assert (estimate.low, estimate.high) == pytest.approx((0.8491594454946, 0.901595686173149), abs=TOLERANCE)


def test_mover_of_two_equal_strata_narrows_each_side_by_the_root_of_two() -> None:
    # Wilson for 84 of 93 (R): 0.826213360669886 to 0.948248330772263; two such halves of the whole.
    p, low, high = 84 / 93, 0.826213360669886, 0.948248330772263
    estimate = mover_wilson(Sample.of([(84, 93, np.inf, 1.0), (84, 93, np.inf, 1.0)]))
    assert estimate.low == pytest.approx(p - (p - low) / np.sqrt(2), abs=TOLERANCE)
    assert estimate.high == pytest.approx(p + (high - p) / np.sqrt(2), abs=TOLERANCE)


@pytest.mark.parametrize("method", [yan_su, mover_wilson])
def test_a_known_part_moves_the_ends_with_it(method) -> None:
    alone = method(Sample.of([(40, 50, 500, 60.0)]))
    known = method(Sample.of([(40, 50, 500, 60.0)], unsampled_weight=40.0, unsampled_rate=0.5))
    assert (known.low, known.high) == pytest.approx((0.6 * alone.low + 0.2, 0.6 * alone.high + 0.2))


def test_yan_su_when_all_was_recorded_is_the_limit_of_nearly_all() -> None:
    # Two strata with the same rate a hair below one: v is proportional to (1 − n/N)/n, as the limit takes it.
    estimate = yan_su(C1_ALL_RECORDED)
    n, left = np.array([40, 25]), 1 - np.array([40 / 900, 25 / 300])
    share = np.array([0.75, 0.25])
    z = 1.959963984540054 * np.sqrt((share**2 * left / n).sum()) / (share * np.sqrt(left / n)).sum()
    size = n / left
    assert estimate.low == pytest.approx((share * size / (size + z**2)).sum(), abs=TOLERANCE)
    assert estimate.high == 1


@pytest.mark.parametrize("method", [normal_interval, yan_su, mover_wilson])
def test_a_census_has_no_width(method) -> None:
    estimate = method(Sample.of([(31, 40, 40, 40.0), (20, 25, 25, 25.0)]))
    assert (estimate.low, estimate.high) == pytest.approx((51 / 65, 51 / 65), abs=1e-15)


@pytest.mark.parametrize("method", [normal_interval, yan_su, mover_wilson])
def test_forces_by_rows_give_what_each_gives_alone(method) -> None:
    forces = [[(40, 50, 500, 60.0), (9, 10, 30, 5.0)], [(10, 50, 90, 70.0), (30, 30, 31, 8.0)]]
    counts = np.moveaxis(np.array(forces), -1, 0)
    together = method(Sample(*counts, unsampled_weight=np.array([4.0, 0.0]), unsampled_rate=np.array([0.9, 1.0])))
    alone = [method(Sample.of(forces[0], 4.0, 0.9)), method(Sample.of(forces[1]))]
    for part in ("rate", "standard_error", "low", "high"):
        assert getattr(together, part) == pytest.approx([getattr(one, part) for one in alone], abs=1e-15)


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
        ([(507, 770, 13056, 13056), (239, 301, 1096, 1096), (774, 967, 29650, 29650)], 0.0, ("75.8", "1.94")),
    ],
)
def test_published_rates_and_half_widths_are_reproduced(strata: list, known: float, printed: tuple[str, str]) -> None:
    estimate = normal_interval(Sample.of(strata, unsampled_weight=known))
    assert (f"{100 * estimate.rate:.1f}", f"{100 * estimate.half_width:.2f}") == printed


def test_a_half_width_gives_back_its_standard_error() -> None:
    assert standard_error_from_half_width(0.0196) == pytest.approx(0.01)
    assert standard_error_from_half_width(0.016448536269514722, 0.9) == pytest.approx(0.01)
    with pytest.raises(ValueError, match=r"half-width -0.1: expected a fraction"):
        standard_error_from_half_width(-0.1)


def test_records_are_counted_by_stratum() -> None:
    sample = Sample.of_records([0, 1, 0, 1, 1, 0], [1, 1, 0, 0, 1, True], [60, 40], [600.0, 400.0], 10.0, 0.9)
    assert sample.successes.tolist() == [2, 2]
    assert sample.sampled.tolist() == [3, 3]
    assert sample.overall == pytest.approx((600 * 2 / 3 + 400 * 2 / 3 + 10 * 0.9) / 1010)


@pytest.mark.parametrize(
    ("place", "said"),
    [(2, "2: expected a whole number from 0 to 1"), (0.5, "0.5: expected a whole number"), (-1, "-1")],
)
def test_a_record_of_no_stratum_is_refused(place: float, said: str) -> None:
    with pytest.raises(ValueError, match=f"place of a stratum {said}"):
        Sample.of_records([0, place], [1, 1], [60, 40], [600.0, 400.0])


@pytest.mark.parametrize(
    ("stratum", "message"),
    [
        ((5, 4, 100, 1.0), "5 of 4: expected a part of a sample"),
        ((1, 1, 100, 1.0), "sampled units in a stratum 1: .*fewer than two"),
        ((3, 4, 3, 1.0), "population 3: smaller than its sample of 4"),
        ((3, 4, 100, 0.0), "weight 0: expected more than zero"),
    ],
)
def test_impossible_strata_are_refused(stratum: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sample.of([stratum])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unsampled_weight": -1.0}, "unsampled weight -1: expected zero or more"),
        ({"unsampled_rate": 1.5}, "unsampled rate 1.5: expected a fraction from 0 to 1"),
        ({"lonely": "guess"}, "rule for lonely strata 'guess': expected one of fail, remove"),
    ],
)
def test_impossible_known_parts_and_rules_are_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sample.of([(3, 4, 100, 1.0)], **change)


def test_a_sample_without_a_stratum_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one number"):
        Sample.of([])


@pytest.mark.parametrize("weight", [np.ones(3), np.float64(1)])
def test_strata_of_different_shapes_are_refused(weight: np.ndarray) -> None:
    with pytest.raises((TypeError, ValueError), match="strata of different shapes"):
        Sample(np.array([3.0, 3.0]), np.array([4.0, 4.0]), np.array([9.0, 9.0]), weight)


def test_an_average_needs_a_stratum_to_take_it_from() -> None:
    with pytest.raises(ValueError, match="expected at least one to take the average of"):
        contributions(Sample.of([(1, 1, 30, 30)], lonely="average"))


def test_a_lonely_stratum_that_is_certain_brings_no_variance_whatever_was_worked_out_for_it() -> None:
    sample = Sample.of([(1, 1, 900, 900), (20, 25, 300, 300)], lonely="certainty")
    assert by_rule(np.array([4.0, 9.0]), np.array([1.0, 1.0]), sample).tolist() == [0.0, 9.0]

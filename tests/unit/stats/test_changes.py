"""Changes against R, statsmodels and the z values of the 2018 re-inspection."""

import numpy as np
import pytest

from cdi.stats.changes import least_significant, mover, newcombe, z_test, z_test_published
from cdi.stats.count_changes import compare_counts, fisher, pooled_z
from cdi.stats.normal import multiplier, t_quantile
from cdi.stats.proportions import binomial_error
from tests.oracles import TOLERANCE, load

R_TWO = load("r_closed_forms")["two"]
STATSMODELS_TWO = load("statsmodels")["two"]


def counts(case: dict) -> tuple[int, int, int, int]:
    return case["r1"], case["n1"], case["r2"], case["n2"]


def named(case: dict) -> str:
    return "{r1} of {n1} against {r2} of {n2}".format(**case)


@pytest.mark.parametrize("case", R_TWO, ids=named)
def test_two_samples_equal_r_prop_test_fisher_test_and_newcombe(case: dict) -> None:
    assert newcombe(*counts(case)) == pytest.approx(case["newcombe_hybrid"], abs=TOLERANCE)
    assert fisher(*counts(case)) == pytest.approx(case["p_fisher"], abs=TOLERANCE)
    if "z_pooled" in case:
        assert pooled_z(*counts(case)) == pytest.approx((case["z_pooled"], case["p_pooled"]), abs=TOLERANCE)
    if "z_unpooled" in case:
        k1, n1, k0, n0 = counts(case)
        change = z_test(k1 / n1, k0 / n0, binomial_error(k1, n1), binomial_error(k0, n0))
        assert change.z == pytest.approx(case["z_unpooled"], abs=TOLERANCE)


@pytest.mark.parametrize("case", STATSMODELS_TWO, ids=named)
def test_two_samples_equal_statsmodels_confint_proportions_2indep(case: dict) -> None:
    assert newcombe(*counts(case)) == pytest.approx(case["newcomb"], abs=TOLERANCE)


@pytest.mark.parametrize(
    ("now", "before", "half_now", "half_before", "z"),
    # Sexual offences 2017 were published without a half-width: 3.8976 is that of the reconstruction.
    [(84.1, 75.8, 1.71, 1.94, 6.29), (78.9, 65.8, 2.72, 3.25, 6.06), (87.8, 79.4, 2.63, 3.8976, 3.50)],
)
def test_z_from_published_rates_and_half_widths(
    now: float, before: float, half_now: float, half_before: float, z: float
) -> None:
    change = z_test_published(now, before, half_now, half_before)
    assert change.z == pytest.approx(z, abs=0.005)
    assert change.significant


def test_the_p_of_a_z_is_that_of_both_tails() -> None:
    # R: 2 * pnorm(-c(1, 2, 3)).
    test = z_test([0.51, 0.52, 0.47], 0.5, 0.01, 0.0)
    assert test.z == pytest.approx([1, 2, -3])
    assert test.p_value == pytest.approx([0.317310507862914, 0.0455002638963584, 0.00269979606326019], abs=TOLERANCE)


def test_the_interval_of_a_change_leaves_out_zero_exactly_when_it_is_significant() -> None:
    change = z_test([0.519, 0.5197, 0.48], 0.5, 0.01, 0.0)
    assert change.significant.tolist() == [False, True, True]
    assert least_significant(0.01, 0.0) == pytest.approx(0.0196)
    assert (change.low[0] < 0 < change.high[0], change.low[1] > 0, change.high[2] < 0) == (True, True, True)


@pytest.mark.parametrize("function", [lambda: z_test(0.5, 0.49, 0, 0), lambda: least_significant([0.01, 0], [0.01, 0])])
def test_two_censuses_cannot_be_tested(function) -> None:
    with pytest.raises(ValueError, match="no sampling error"):
        function()


def test_nothing_that_is_not_a_number_is_compared() -> None:
    with pytest.raises(ValueError, match="rate before nan: expected a fraction"):
        z_test(0.5, float("nan"), 0.01, 0.01)
    with pytest.raises(ValueError, match=r"standard error now -0\.01: expected zero or more"):
        z_test(0.5, 0.49, -0.01, 0.01)


def test_mover_takes_on_the_sides_of_each_interval() -> None:
    # d = 20; below: 3 of now and 4 of before's upper side; above: 5 of now and 12 of before's lower side.
    assert mover(0.80, (0.77, 0.85), 0.60, (0.48, 0.64)) == pytest.approx((0.15, 0.33))


def test_mover_refuses_bounds_that_leave_their_rate_out() -> None:
    with pytest.raises(ValueError, match=r"low 0\.81: expected a fraction no more than its rate"):
        mover(0.80, (0.81, 0.85), 0.60, (0.48, 0.64))


def test_all_recorded_in_both_has_no_pooled_z_and_a_fisher_p_of_one() -> None:
    with pytest.raises(ValueError, match="pooled rate 1: expected between 0 and 1"):
        pooled_z([9, 10], 10, [3, 10], 10)
    assert fisher([9, 10], 10, [3, 10], 10) == pytest.approx([0.0197666110978804, 1], abs=TOLERANCE)


def test_small_counts_get_fishers_test_and_large_ones_z() -> None:
    # p values of R: fisher.test for 9 of 10 against 3 of 10 and for 10 of 10 twice; the z test by its own function.
    change = compare_counts([9, 34_000, 10], [10, 42_900, 10], [3, 33_000, 10], [10, 42_000, 10])
    assert change.exact.tolist() == [True, False, True]
    assert change.p_value == pytest.approx([0.0197666110978804, pooled_z(34_000, 42_900, 33_000, 42_000)[1], 1])
    assert change.significant.tolist() == [True, True, False]
    assert change.difference == pytest.approx([0.6, 34_000 / 42_900 - 33_000 / 42_000, 0])
    assert change.low[0] == pytest.approx(0.170522723934503, abs=TOLERANCE)


def test_fishers_test_keeps_the_shape_of_its_tables() -> None:
    pairs = fisher([[9, 10], [10, 9]], 10, [[3, 10], [10, 3]], 10)
    assert pairs.tolist() == [pytest.approx([0.0197666110978804, 1]), pytest.approx([1, 0.0197666110978804])]


def test_an_expected_count_of_a_thousand_is_large_enough_for_z() -> None:
    assert not compare_counts(1000, 2000, 1000, 2000).exact
    assert compare_counts(999, 2000, 1000, 2000).exact


def test_the_multiplier_is_the_inspectorates_at_95_and_exact_elsewhere() -> None:
    assert multiplier(0.95) == 1.96
    assert multiplier(0.9) == pytest.approx(1.6448536269514722)
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplier(95)


def test_t_with_infinite_degrees_of_freedom_is_normal() -> None:
    # R: qt(0.975, c(1, 68, Inf)).
    wanted = [12.7062047361747, 1.99546893149302, 1.95996398454005]
    assert t_quantile(0.95, [1, 68, np.inf]) == pytest.approx(wanted, abs=TOLERANCE)

"""Simple proportions against R and statsmodels."""

import numpy as np
import pytest

from cdi.stats import proportions
from tests.oracles import TOLERANCE, load
from tests.thin import thin

R_CASES = load("r_closed_forms")["simple"]
STATSMODELS = load("statsmodels")["simple"]
LEVELS = {"90": 0.90, "95": 0.95, "99": 0.99}

# The R closed form of each column, as a call of ours.
R_FUNCTIONS = {
    "wald": lambda r, n, _, level: proportions.normal(r, n, level),
    "wilson": lambda r, n, _, level: proportions.wilson(r, n, level),
    "clopper_pearson": lambda r, n, _, level: proportions.clopper_pearson(r, n, level),
    "jeffreys_bcd": lambda r, n, _, level: proportions.jeffreys(r, n, level),
    "agresti_coull": lambda r, n, _, level: proportions.agresti_coull(r, n, level),
    "wald_fpc_div_n": lambda r, n, size, level: proportions.normal(r, n, level, size),
    "wald_fpc_div_n_minus_1": lambda r, n, size, level: proportions.normal(r, n, level, size, unbiased=True),
    "wilson_fpc": lambda r, n, size, level: proportions.wilson(r, n, level, size),
    "hypergeometric_exact": proportions.hypergeometric,
}


@pytest.mark.parametrize("case", R_CASES, ids=lambda case: f"{case['r']} of {case['n']} in {case['N']}")
@pytest.mark.parametrize("function", thin(R_FUNCTIONS, keep=60))
def test_simple_proportions_equal_r(case: dict, function: str) -> None:
    for name, level in LEVELS.items():
        if function in case[name]:
            found = R_FUNCTIONS[function](case["r"], case["n"], case["N"], level)
            assert found == pytest.approx(case[name][function], abs=TOLERANCE)


@pytest.mark.parametrize("case", STATSMODELS, ids=lambda case: f"{case['r']} of {case['n']}")
def test_simple_proportions_equal_statsmodels_proportion_confint(case: dict) -> None:
    k, n = case["r"], case["n"]
    for name, level in LEVELS.items():
        wanted = case[name]
        assert proportions.normal(k, n, level, clipped=True) == pytest.approx(wanted["normal"], abs=TOLERANCE)
        assert proportions.wilson(k, n, level) == pytest.approx(wanted["wilson"], abs=TOLERANCE)
        assert proportions.clopper_pearson(k, n, level) == pytest.approx(wanted["beta"], abs=TOLERANCE)
        agresti_coull = proportions.agresti_coull(k, n, level, clipped=True)
        assert agresti_coull == pytest.approx(wanted["agresti_coull"], abs=TOLERANCE)
        if 0 < k < n:  # statsmodels has no boundary fix
            assert proportions.jeffreys(k, n, level) == pytest.approx(wanted["jeffreys"], abs=TOLERANCE)


def test_arrays_give_what_single_counts_give() -> None:
    low, high = proportions.hypergeometric([[18, 0], [30, 158]], [[18, 25], [30, 180]], [[20, 95], [410, 257]])
    assert low.shape == (2, 2)
    assert (low[1, 1], high[1, 1]) == proportions.hypergeometric(158, 180, 257)


def test_a_census_has_no_width() -> None:
    assert proportions.hypergeometric(31, 40, 40) == (31 / 40, 31 / 40)
    assert proportions.wilson(31, 40, population=40) == (31 / 40, 31 / 40)
    assert proportions.normal(31, 40, population=40, unbiased=True) == (31 / 40, 31 / 40)


def test_a_single_unit_has_a_normal_interval_without_width_and_no_division_by_zero() -> None:
    assert proportions.normal(1, 1, unbiased=True) == (1, 1)


def test_the_standard_error_of_84_of_93() -> None:
    assert proportions.binomial_error(84, 93) == pytest.approx(np.sqrt(84 * 9 / 93**3))


@pytest.mark.parametrize(
    ("successes", "sample", "said"),
    [
        (0, 0, "0 of 0"),
        (5, 4, "5 of 4"),
        (-1, 4, "-1 of 4"),
        (1.5, 4, "1.5 of 4"),
        (1, 4.5, "1 of 4.5"),
        (float("nan"), 4, "nan of 4"),
        ([1, 9], [4, 4], "9 of 4"),
    ],
)
def test_not_a_part_of_a_sample_is_refused(successes: float, sample: float, said: str) -> None:
    with pytest.raises(ValueError, match=f"{said}: expected a part of a sample"):
        proportions.wilson(successes, sample)


@pytest.mark.parametrize("population", [39, float("nan")])
def test_a_population_below_its_sample_is_refused(population: float) -> None:
    with pytest.raises(ValueError, match=f"population {population}: smaller than its sample of 40"):
        proportions.wilson(31, 40, population=population)


def test_the_exact_interval_needs_a_population() -> None:
    with pytest.raises(ValueError, match="population inf: expected the size of a finite population"):
        proportions.hypergeometric(31, 40, float("inf"))


@pytest.mark.parametrize("level", [0, 1, 95, float("nan")])
@pytest.mark.parametrize("function", ["wilson", "clopper_pearson", "jeffreys", "agresti_coull", "normal"])
def test_a_level_that_is_no_fraction_is_refused(function: str, level: float) -> None:
    with pytest.raises(ValueError, match=f"confidence level {level}: expected a fraction between 0 and 1"):
        getattr(proportions, function)(8, 10, level)

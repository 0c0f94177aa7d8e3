"""Auditors' agreement and errors against R and statsmodels."""

import numpy as np
import pytest

from cdi.stats.proportions import binomial_error
from cdi.stats.raters import ac1, kappa, observed_agreement, rogan_gladen
from tests.oracles import TOLERANCE, load

R = load("r_closed_forms")
STATSMODELS = {case["name"]: case for case in load("statsmodels")["kappa"]}


@pytest.mark.parametrize("case", R["agreement"], ids=lambda case: case["name"])
def test_kappa_and_ac1_equal_r_and_statsmodels_cohens_kappa(case: dict) -> None:
    cohen, gwet = kappa(case["table"]), ac1(case["table"])
    assert observed_agreement(case["table"]) == pytest.approx(case["observed"], abs=TOLERANCE)
    assert cohen.coefficient == pytest.approx(case["kappa"], abs=TOLERANCE)
    assert cohen.standard_error == pytest.approx(case["kappa_se_fleiss"], abs=TOLERANCE)
    assert gwet.coefficient == pytest.approx(case["ac1"], abs=TOLERANCE)
    assert gwet.standard_error == pytest.approx(case["ac1_se_gwet2008"], abs=TOLERANCE)
    other = STATSMODELS[case["name"]]
    assert (cohen.coefficient, cohen.standard_error) == pytest.approx((other["kappa"], other["se"]), abs=TOLERANCE)


def test_tables_of_three_categories_equal_the_published_example() -> None:
    # Fleiss, Cohen and Everitt (1969), table 1 on 200 patients: kappa 0.429, standard error 0.054.
    found = kappa([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    assert found.coefficient == pytest.approx(0.429, abs=5e-4)
    assert found.standard_error == pytest.approx(0.054, abs=5e-4)


def test_pairs_of_auditors_may_stand_in_rows_and_intervals_end_at_one() -> None:
    tables = np.array([case["table"] for case in R["agreement"]])
    found = kappa(tables)
    assert found.coefficient == pytest.approx([case["kappa"] for case in R["agreement"]], abs=TOLERANCE)
    assert found.high.max() == 1
    assert found.low[0] == pytest.approx(0.813085613585864 - 1.959963984540054 * 0.0244260943211381, abs=TOLERANCE)


@pytest.mark.parametrize("case", R["misclassification"], ids=lambda case: f"{case['r']} of {case['n']}")
def test_the_corrected_rate_equals_rogan_and_gladens_closed_form_in_r(case: dict) -> None:
    found = rogan_gladen(
        case["apparent"],
        binomial_error(case["r"], case["n"]),
        case["sensitivity"],
        binomial_error(case["se_x"], case["se_n"]),
        case["specificity"],
        binomial_error(case["sp_x"], case["sp_n"]),
    )
    assert found.rate == pytest.approx(case["corrected"], abs=TOLERANCE)
    assert found.standard_error == pytest.approx(case["se_delta"], abs=TOLERANCE)
    assert (found.low, found.high) == pytest.approx(case["ci95_z"], abs=TOLERANCE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kappa([[10, 0], [0, 0]]), "agreement by chance 1: .*both raters used one category throughout"),
        (lambda: ac1([1, 2]), r"table of shape \(2,\): expected as many rows as columns"),
        (lambda: ac1([[1, 2]]), r"table of shape \(1, 2\): expected as many rows as columns"),
        (lambda: ac1([[5]]), r"table of shape \(1, 1\): expected as many rows as columns"),
        (lambda: kappa([[0, 0], [0, 0]]), "units in the table 0: expected at least one"),
        (lambda: kappa([[1, -1], [0, 3]]), "count in the table -1: expected zero or more"),
        (lambda: kappa([[1, 0.5], [0, 3]]), r"count in the table 0.5: expected a whole number"),
        (
            lambda: rogan_gladen(0.8, 0.01, 0.5, 0.01, 0.5, 0.01),
            "sensitivity and specificity together 1: expected more",
        ),
    ],
)
def test_what_says_nothing_about_auditors_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("agreement", [kappa, ac1, lambda tables: kappa(tables, 0.8), lambda tables: ac1(tables, 0.8)])
def test_several_tables_in_one_call_are_each_answered_alone(agreement) -> None:
    tables = [[[40, 5, 1], [7, 48, 2], [0, 3, 9]], [[106, 10, 4], [22, 28, 10], [2, 12, 6]]]
    together, alone = agreement(tables), [agreement(table) for table in tables]
    for part in ("coefficient", "standard_error", "low", "high"):
        assert list(getattr(together, part)) == pytest.approx([getattr(each, part) for each in alone])

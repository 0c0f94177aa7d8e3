"""Many forces against R, VGAM and statsmodels."""

import numpy as np
import pytest

from cdi.stats import comparisons, multiplicity, shrinkage
from tests.oracles import TOLERANCE, load

R = load("r_closed_forms")["forces"]
STATSMODELS = load("statsmodels")["multiplicity"]
K, N = np.array(R["recorded"]), np.array(R["audited"])
POOLED = R["theta_pooled"]
# R's p.adjust and statsmodels' multipletests by our names.
RULES = {
    "holm": ("holm", "holm"),
    "bonferroni": ("bonferroni", "bonferroni"),
    "benjamini-hochberg": ("bh", "fdr_bh"),
    "benjamini-yekutieli": ("by", "fdr_by"),
}


def test_the_pooled_rate_and_z_and_p_equal_r() -> None:
    assert comparisons.pooled_rate(K, N) == pytest.approx(POOLED, abs=TOLERANCE)
    z, p = comparisons.against_reference(K, N, POOLED)
    assert z == pytest.approx(R["z"], abs=TOLERANCE)
    assert p == pytest.approx(R["p_z"], abs=TOLERANCE)


def test_exact_p_equals_r_binom_test() -> None:
    assert comparisons.exact_against_reference(K, N, POOLED) == pytest.approx(R["p_exact_binomial"], abs=TOLERANCE)


@pytest.mark.parametrize("rule", RULES)
def test_adjusted_p_equals_r_p_adjust_and_statsmodels_multipletests(rule: multiplicity.Rule) -> None:
    in_r, in_statsmodels = RULES[rule]
    found = multiplicity.adjusted(R["p_z"], rule)
    assert found == pytest.approx(R[in_r], abs=TOLERANCE)
    assert found == pytest.approx(STATSMODELS[in_statsmodels], abs=TOLERANCE)


def test_the_last_axis_holds_the_tests_of_one_report() -> None:
    # Holm by hand: 0.01 × 3, 0.02 × 2, then 0.03 × 1 raised to the one before.
    found = multiplicity.adjusted([[0.03, 0.01, 0.02], [0.5, 0.9, 0.04]], "holm")
    assert found == pytest.approx(np.array([[0.04, 0.03, 0.04], [1.0, 1.0, 0.12]]))
    assert multiplicity.significant([[0.03, 0.01, 0.02], [0.5, 0.9, 0.04]]).tolist() == [[True] * 3, [False] * 3]


def test_unknown_rules_and_impossible_p_values_are_refused() -> None:
    with pytest.raises(ValueError, match="multiplicity rule 'sidak': expected one of holm, bonferroni"):
        multiplicity.adjusted([0.1], "sidak")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"p-value 1.2: expected a fraction from 0 to 1"):
        multiplicity.adjusted([0.1, 1.2], "holm")


def test_over_dispersion_equals_the_closed_form_in_r() -> None:
    found = comparisons.dispersion(R["z"], N, POOLED)
    funnel = R["funnel"]
    assert (found.winsorised_low, found.winsorised_high) == pytest.approx(
        (funnel["winsor_lower"], funnel["winsor_upper"]), abs=TOLERANCE
    )
    assert found.factor == pytest.approx(funnel["phi"], abs=TOLERANCE)
    assert found.between == pytest.approx(funnel["tau2_additive"], abs=TOLERANCE)
    additive = comparisons.dispersed_z(K, N, POOLED, found.between)
    assert additive == pytest.approx(funnel["z_additive"], abs=TOLERANCE)
    assert R["z"] / np.sqrt(found.factor) == pytest.approx(funnel["z_multiplicative"], abs=TOLERANCE)


def test_forces_no_more_apart_than_chance_have_no_variance_between_them() -> None:
    assert comparisons.dispersion([0.5, -0.5, 0.1, -0.1], [50, 60, 70, 80], 0.8).between == 0


@pytest.mark.parametrize(("key", "level"), [("limits95_exact", 0.95), ("limits998_exact", 0.998)])
def test_exact_funnel_limits_equal_r_qbinom(key: str, level: float) -> None:
    low, high = comparisons.exact_limits(N, POOLED, level)
    assert low == pytest.approx(R["funnel"][key]["lower"], abs=TOLERANCE)
    assert high == pytest.approx(R["funnel"][key]["upper"], abs=TOLERANCE)


def test_normal_funnel_limits_equal_r_and_widen_with_the_variance_between_forces() -> None:
    low, high = comparisons.normal_limits(N, POOLED)
    assert low == pytest.approx(R["funnel"]["limits95_normal"]["lower"], abs=TOLERANCE)
    assert high == pytest.approx(R["funnel"]["limits95_normal"]["upper"], abs=TOLERANCE)
    # With τ² the limits are where the additive z reaches the quantile.
    between = R["funnel"]["tau2_additive"]
    _, wider = comparisons.normal_limits(N, POOLED, between=between)
    assert wider == pytest.approx(POOLED + 1.959963984540054 * np.sqrt(POOLED * (1 - POOLED) / N + between))
    beyond = comparisons.outside(K, N, comparisons.normal_limits(N, POOLED, between=between))
    assert beyond.tolist() == (np.abs(R["funnel"]["z_additive"]) > 1.959963984540054).tolist()


def test_a_group_on_a_limit_is_not_outside() -> None:
    at, limits = [3, 4, 5, 6, 7], (np.full(5, 0.4), np.full(5, 0.6))
    assert comparisons.outside(at, np.full(5, 10), limits).tolist() == [True, False, False, False, True]


def test_the_beta_binomial_model_equals_r_optim_and_vglm() -> None:
    wanted, model = R["beta_binomial_ml"], shrinkage.fit(K, N)
    assert model.mean == pytest.approx(wanted["mu"], rel=1e-6)
    assert model.precision == pytest.approx(wanted["M"], rel=1e-6)
    assert model.spread == pytest.approx(wanted["rho"], rel=1e-6)
    assert model.log_likelihood == pytest.approx(wanted["loglik"], rel=1e-6)
    assert model.mean == pytest.approx(R["beta_binomial_VGAM"]["mu"], rel=1e-6)
    assert model.spread == pytest.approx(R["beta_binomial_VGAM"]["rho"], rel=1e-6)
    mean, (low, high) = shrinkage.shrunk(K, N, model)
    assert mean == pytest.approx(wanted["posterior_mean"], abs=1e-6)
    assert low == pytest.approx(wanted["cri95"]["lower"], abs=1e-6)
    assert high == pytest.approx(wanted["cri95"]["upper"], abs=1e-6)


def test_forces_that_do_not_differ_are_not_drawn_together() -> None:
    with pytest.raises(ValueError, match=r"spread between groups 0: .*the pooled rate 0.8 stands for all"):
        shrinkage.fit([80, 80, 160], [100, 100, 200])
    with pytest.raises(ValueError, match="pooled rate 1: expected between 0 and 1"):
        shrinkage.fit([9, 10], [9, 10])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: comparisons.against_reference(8, 10, 1.0),
            "reference rate 1: expected a fraction strictly between 0 and 1",
        ),
        (
            lambda: comparisons.against_reference([8, 9], [10, 10], [0.8, 0.9]),
            r"reference rates of shape \(2,\): expected one number, or one for each set of groups",
        ),
        (lambda: comparisons.normal_limits([10, 0], 0.8), "sample size 0: expected at least one"),
        (lambda: comparisons.exact_limits(0, 0.8), "sample size 0: expected at least one"),
        (lambda: comparisons.normal_limits(10, 0.8, between=-1), "variance between groups -1: expected zero or more"),
        (lambda: comparisons.dispersed_z(8, 10, 0.8, float("nan")), "variance between groups nan: expected zero"),
        (lambda: comparisons.dispersion([1.0, float("nan")], 10, 0.8), "z nan: expected a finite number"),
        (lambda: comparisons.dispersion([1.0, 2.0], [10, 0], 0.8), "sample size 0: expected at least one"),
        (lambda: shrinkage.BetaBinomial(1.0, 5.0, 0.0), "mean of the groups 1: expected a fraction strictly"),
        (lambda: shrinkage.BetaBinomial(0.8, 0.0, 0.0), "precision 0: expected more than zero"),
        (lambda: comparisons.dispersion([1.0], [10], 0.8), "number of groups 1: expected at least two"),
    ],
)
def test_what_makes_no_comparison_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    "answer",
    [
        lambda k, n, rate: comparisons.against_reference(k, n, rate)[0],
        comparisons.exact_against_reference,
        lambda k, n, rate: comparisons.dispersed_z(k, n, rate, 0.001),
        lambda _k, n, rate: comparisons.normal_limits(n, rate)[0],
        lambda _k, n, rate: comparisons.exact_limits(n, rate)[1],
    ],
)
def test_two_sets_of_groups_in_one_call_are_each_held_against_their_own_reference(answer) -> None:
    k, n, rates = [[80, 70, 90], [40, 45, 60]], [[100, 90, 110], [70, 60, 80]], [0.8, 0.65]
    alone = [answer(*given) for given in zip(k, n, rates, strict=True)]
    np.testing.assert_allclose(answer(k, n, rates), alone)


def test_the_reference_of_each_set_decides_its_dispersion() -> None:
    z, n, rates = [[2.5, -2.0, 1.0, -3.0], [0.5, 2.5, -2.0, 3.0]], [[100, 90, 80, 70], [60, 50, 40, 30]], [0.8, 0.65]
    together = comparisons.dispersion(z, n, rates)
    alone = [comparisons.dispersion(*given) for given in zip(z, n, rates, strict=True)]
    np.testing.assert_allclose(together.between, [each.between for each in alone])
    np.testing.assert_allclose(together.factor, [each.factor for each in alone])

"""The test behind the verdicts of change: against scipy, at the edges, and on the published comparisons."""

import numpy as np
import pytest

from cdi.stats.effective import Evidence
from cdi.stats.inputs import plain
from cdi.stats.rate_changes import compare_rates, difference_bounds, equivalence
from cdi.stats.sample import Sample
from tests.oracles import TOLERANCE, load

R = load("r_rate_changes")


def one(successes: int, sampled: int, population: float = np.inf) -> Evidence:
    return Evidence.of_sample(Sample.of([(successes, sampled, population, 1.0)], lonely="remove"))


def pair(name: str) -> tuple[Evidence, Evidence]:
    return Evidence(*map(plain, R[name]["now"])), Evidence(*map(plain, R[name]["before"]))


@pytest.mark.parametrize("name", R)
def test_interval_score_and_p_equal_r(name: str) -> None:
    change = compare_rates(*pair(name))
    assert (change.low, change.high) == pytest.approx(R[name]["interval95"], abs=TOLERANCE)
    assert change.score == pytest.approx(R[name]["score"], abs=TOLERANCE)
    assert change.p_value == pytest.approx(R[name]["p"], rel=1e-9)
    assert equivalence(*pair(name), 0.02).not_worse == pytest.approx(R[name]["not_worse_2_points"], rel=1e-9)


def test_one_call_on_many_pairs_gives_what_each_gives_alone() -> None:
    now, before = (Evidence.together(each) for each in zip(*map(pair, R), strict=True))
    change = compare_rates(now, before)
    assert change.score == pytest.approx([case["score"] for case in R.values()], abs=TOLERANCE)
    assert change.low == pytest.approx([case["interval95"][0] for case in R.values()], abs=TOLERANCE)


@pytest.mark.slow
@pytest.mark.parametrize(("successes", "sampled"), [(84, 93), (10, 10), (0, 7), (1, 3), (600, 774)])
def test_ends_without_a_finite_population_are_clopper_and_pearsons(successes: int, sampled: int) -> None:
    from scipy.stats import binomtest  # half a second, as below

    low, high = one(successes, sampled).exact_ends(1.959963984540054)
    exact = binomtest(successes, sampled).proportion_ci(0.95, "exact")
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize("count", [3, 40])
def test_all_recorded_is_no_proof_by_itself(count: int) -> None:
    """3 of 3 after 79.4% +/- 2.5 proves nothing; 40 of 40 does, with a p that 40 units can bear."""
    change = compare_rates(one(count, count), Evidence.of_error(0.794, 0.013))
    assert bool(change.significant) == (count == 40)
    assert change.p_value > 1e-4


def test_the_published_comparisons_stand() -> None:
    now = Sample.of([(611, 774, 7350, 29400), (244, 278, 519, 2450), (492, 610, 17162, 49220)], 19430)
    change = compare_rates(Evidence.of_sample(now), Evidence.of_error(0.758, 0.0194 / 1.96))
    assert (change.significant, change.score) == (True, pytest.approx(6.20, abs=0.01))
    violence = compare_rates(one(611, 774, 7350), Evidence.of_error(0.658, 0.0325 / 1.96))
    assert (violence.significant, violence.score) == (True, pytest.approx(5.98, abs=0.01))


@pytest.mark.slow
def test_the_interval_leaves_out_zero_exactly_when_p_is_below_what_the_level_leaves() -> None:
    for now in range(31):
        change = compare_rates(one(now, 30), one(60, 100))
        assert bool(change.significant) == bool(change.p_value < 0.05)


def test_a_change_and_its_reverse_mirror_each_other() -> None:
    there, back = compare_rates(one(9, 10), one(50, 100)), compare_rates(one(50, 100), one(9, 10))
    assert (there.low, there.high, there.score) == pytest.approx((-back.high, -back.low, -back.score))
    assert there.p_value == pytest.approx(back.p_value)


def test_two_censuses_cannot_be_tested() -> None:
    with pytest.raises(ValueError, match="neither rate has a sampling error"):
        compare_rates(one(9, 10, 10), one(5, 10, 10))


@pytest.mark.slow
def test_no_worse_at_5_percent_says_that_the_90_percent_interval_lies_above_the_margin() -> None:
    for now in range(31):
        one_sided = equivalence(one(now, 30), one(60, 100), 0.1)
        low, high = difference_bounds(one(now, 30), one(60, 100), 0.9)
        assert bool(one_sided.not_worse < 0.05) == bool(low > -0.1)
        assert bool(one_sided.not_better < 0.05) == bool(high < 0.1)
        assert one_sided.equivalent == max(one_sided.not_worse, one_sided.not_better)


@pytest.mark.slow
def test_no_worse_has_its_false_alarms_where_the_rate_fell_by_the_whole_margin() -> None:
    """Every pair of counts with its probability: at most 5% say "no worse" of a fall by the margin."""
    from scipy.stats import binom

    now, before = np.arange(41.0), np.arange(121.0)
    evidence = [
        Evidence.of_sample(Sample(k[:, None], np.full((k.size, 1), n), np.full((k.size, 1), np.inf), np.ones((k.size, 1))))
        for k, n in ((now, 40.0), (before, 120.0))
    ]  # fmt: skip
    this, last = (Evidence(*(each.reshape(shape) for each in (part.rate, part.below, part.above, part.drawn_below, part.drawn_above))) for part, shape in zip(evidence, ((-1, 1), (1, -1)), strict=True))  # fmt: skip
    shown = equivalence(this, last, 0.05).not_worse <= 0.05
    for rate in (0.6, 0.8, 0.95, 0.999):
        said = binom.pmf(now, 40, rate - 0.05) @ shown @ binom.pmf(before, 120, rate)
        assert said <= 0.05


@pytest.mark.parametrize("margin", [0, -2, float("nan")])
def test_a_margin_must_be_positive(margin: float) -> None:
    with pytest.raises(ValueError, match=f"margin {margin}: expected more than zero"):
        equivalence(one(9, 10), one(5, 10), margin)


def test_a_margin_in_points_is_refused_as_no_fraction() -> None:
    equivalence(one(9, 10), one(5, 10), 0.99)
    with pytest.raises(ValueError, match=r"^margin 2: expected a fraction below 1 \(0\.02 for two points\)$"):
        equivalence(one(9, 10), one(5, 10), 2)


def test_a_census_against_a_sample_is_as_sure_as_the_sample() -> None:
    """One side has no margin, so the score is where the other's exact end reaches it: 2 Φ(−z) = 2 P(X ≥ 9 of 10) = 2 × (10 + 1) ÷ 2¹⁰."""
    for now, before, sign in ((one(9, 10), one(5, 10, 10), 1), (one(5, 10, 10), one(9, 10), -1)):
        change = compare_rates(now, before)
        assert change.p_value == pytest.approx(22 / 1024)
        assert np.sign(change.score) == sign


def test_equal_rates_have_p_1() -> None:
    change = compare_rates(one(50, 100), one(6, 12))
    assert (change.score, change.p_value, bool(change.significant)) == (0, 1, False)

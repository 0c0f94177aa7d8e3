"""The test behind the verdicts of change: against scipy, at the edges, and on the published comparisons."""

import numpy as np
import pytest
from scipy.stats import binomtest

from cdi.stats.effective import Evidence
from cdi.stats.rate_changes import compare_rates
from cdi.stats.sample import Sample


def one(successes: int, sampled: int, population: float = np.inf) -> Evidence:
    return Evidence.of_sample(Sample.of([(successes, sampled, population, 1.0)], lonely="remove"))


@pytest.mark.parametrize(("successes", "sampled"), [(84, 93), (10, 10), (0, 7), (1, 3), (600, 774)])
def test_ends_without_a_finite_population_are_clopper_and_pearsons(successes: int, sampled: int) -> None:
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

"""Places of forces, worked by hand on three and four of them."""

import numpy as np
import pytest

from cdi.stats.ranks import joint_level, joint_places, places, sampled_places


def test_place_one_is_the_highest_rate_and_equal_rates_share_the_best_place() -> None:
    assert places([[0.8, 0.9, 0.8, 0.7], [0.1, 0.2, 0.3, 0.4]]).tolist() == [[2, 1, 2, 4], [4, 3, 2, 1]]


def test_a_force_ranks_between_those_wholly_above_and_those_wholly_below() -> None:
    # A lies above C and D; B overlaps A and C; C lies below A and above D.
    low, high = joint_places([0.80, 0.70, 0.60, 0.10], [0.95, 0.85, 0.75, 0.20])
    assert low.tolist() == [1, 1, 2, 4]
    assert high.tolist() == [2, 3, 3, 4]


def test_intervals_that_touch_tell_nothing_apart() -> None:
    low, high = joint_places([0.8, 0.7], [0.9, 0.8])
    assert (low.tolist(), high.tolist()) == ([1, 1], [2, 2])


def test_43_intervals_that_hold_together_at_95_percent() -> None:
    # 0.95^(1/43) on a calculator: exp(−0.0512933/43) = exp(−0.00119287).
    assert joint_level(0.95, 43) == pytest.approx(0.99880784, abs=1e-8)


def test_forces_far_apart_have_certain_places_and_alike_ones_any() -> None:
    middle, (low, high) = sampled_places([900, 500, 100], [100, 500, 900], np.random.default_rng(1))
    assert (middle.tolist(), low.tolist(), high.tolist()) == ([1, 2, 3],) * 3
    _, (low, high) = sampled_places([50, 50, 50], 50, np.random.default_rng(1))
    assert (low.tolist(), high.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_places_of_two_forces_follow_the_probability_that_one_is_above_the_other() -> None:
    # Beta(2, 1) exceeds Beta(1, 1) with probability 2/3, so place 1 holds at the 60% level but not at 70%.
    generator = np.random.default_rng(1)
    _, (low, high) = sampled_places([2, 1], [1, 1], generator, 20_000, 0.30)
    assert (low[0], high[0]) == (1, 1)
    _, (low, high) = sampled_places([2, 1], [1, 1], generator, 20_000, 0.40)
    assert (low[0], high[0]) == (1, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: places([0.8, float("nan")]), "rate nan: expected a fraction"),
        (lambda: joint_places([0.9], [0.8]), r"low 0.9: expected no more than its high"),
        (lambda: joint_level(0.95, 0), "number of groups 0: expected a whole number from 1"),
        (lambda: sampled_places([1], [1], np.random.default_rng(1), 1), "draws 1: expected a whole number from 2"),
        (lambda: sampled_places([0], [1], np.random.default_rng(1)), "beta distribution 0: expected more than zero"),
    ],
)
def test_what_has_no_place_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

"""Preston's bootstrap against R's mrbbootstrap and against the variance it must estimate."""

import numpy as np
import pytest

from cdi.stats.bootstrap import preston
from cdi.stats.sample import Sample
from cdi.stats.stratified import normal_interval
from tests.oracles import load
from tests.unit.stats.designs import sample_of

R = load("r_survey")
STRATA = [(30, 50, 200, 200.0), (9, 11, 30, 400.0)]


@pytest.mark.parametrize("name", R["bootstrap"])
def test_the_standard_error_equals_r_as_svrepdesign_mrbbootstrap_within_4_per_cent(name: str) -> None:
    estimate = preston(sample_of(R["designs"][name]["strata"]), np.random.default_rng(1), 4000)
    assert estimate.standard_error == pytest.approx(R["bootstrap"][name], rel=0.04)


def test_many_replicates_have_the_error_of_the_design_and_an_interval_around_the_rate() -> None:
    sample = Sample.of([(611, 774, 7350, 200.0), (244, 278, 519, 400.0)], unsampled_weight=100.0, unsampled_rate=0.9)
    estimate, exact = preston(sample, np.random.default_rng(1), 100_000), normal_interval(sample)
    assert estimate.rate == exact.rate
    assert estimate.standard_error == pytest.approx(exact.standard_error, rel=0.01)
    assert estimate.half_width == pytest.approx(exact.half_width, rel=0.03)


def test_the_same_generator_gives_the_same_answer_and_forces_may_stand_in_rows() -> None:
    sample = Sample(*np.moveaxis(np.array([STRATA, STRATA]), -1, 0))
    first, again = (preston(sample, np.random.default_rng(7), 50) for _ in range(2))
    assert first.low.tolist() == again.low.tolist()
    assert first.low.shape == (2,)
    assert first.low[0] != first.low[1]


def test_a_higher_level_is_wider() -> None:
    narrow, wide = (preston(Sample.of(STRATA), np.random.default_rng(1), 2000, level) for level in (0.9, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_a_census_has_no_width() -> None:
    estimate = preston(Sample.of([(31, 40, 40, 40.0), (1, 1, 1, 1.0)]), np.random.default_rng(1), 50)
    assert estimate.standard_error == 0
    assert estimate.low == estimate.high == pytest.approx(32 / 41)


def test_a_lonely_stratum_may_only_be_left_without_variance() -> None:
    strata = [(1, 1, 30, 30.0), (41, 50, 700, 700.0)]
    estimate = preston(Sample.of(strata, lonely="remove"), np.random.default_rng(1), 2000)
    assert estimate.standard_error == pytest.approx(
        normal_interval(Sample.of(strata, lonely="remove")).standard_error, rel=0.04
    )
    with pytest.raises(ValueError, match="rule for lonely strata 'adjust': expected remove or certainty"):
        preston(Sample.of(strata, lonely="adjust"), np.random.default_rng(1))


def test_two_replicates_deviate_by_their_distance_over_the_root_of_two() -> None:
    # At the 50% level the ends stand a quarter of the distance inside, so the half-width is a quarter of it.
    estimate = preston(Sample.of(STRATA), np.random.default_rng(1), 2, 0.5)
    assert estimate.standard_error == pytest.approx(4 * estimate.half_width / np.sqrt(2))
    assert estimate.standard_error > 0


def test_one_replicate_has_no_deviation() -> None:
    with pytest.raises(ValueError, match="replicates 1: expected a whole number from 2"):
        preston(Sample.of(STRATA), np.random.default_rng(1), 1)

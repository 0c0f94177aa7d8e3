"""Simulation by populations small enough to count, and the promise of the default interval."""

import numpy as np
import pytest

from cdi.evidence.method_checks import DEFAULT, DESIGNS, design_intervals
from cdi.stats import simulation
from cdi.stats.estimate import Estimate
from cdi.stats.simulation import Population
from cdi.stats.stratified import normal_interval

pytestmark = pytest.mark.slow

SMALL = Population.of([(0.8, 10, 4, 30.0), (0.5, 6, 6, 20.0)], unsampled_weight=50.0)
AUDITS = 20_000


def test_the_truth_weighs_the_strata_and_the_known_part() -> None:
    assert SMALL.truth == pytest.approx((30 * 0.8 + 20 * 0.5 + 50) / 100)


def test_audits_are_drawn_without_replacement_and_the_same_generator_draws_the_same() -> None:
    drawn, again = (SMALL.draw(500, np.random.default_rng(1)) for _ in range(2))
    # Two of ten were missed, so four drawn hold two to four recorded; six of six hold the three there are.
    assert set(drawn.successes[:, 0]) == {2, 3, 4}
    assert set(drawn.successes[:, 1]) == {3}
    assert drawn.successes.tolist() == again.successes.tolist()
    assert drawn.overall.mean() == pytest.approx(SMALL.truth, abs=0.01)


def test_a_population_holds_no_more_than_its_size_and_at_least_its_sample() -> None:
    with pytest.raises(ValueError, match="12 of 10: expected a part"):
        Population.of([(1.2, 10, 4, 30.0)])
    with pytest.raises(ValueError, match="population 10: smaller than its sample of 11"):
        Population.of([(0.8, 10, 11, 30.0)])


def test_intervals_are_counted_as_holding_ending_below_or_beginning_above_the_truth() -> None:
    low, high = np.array([0.1, 0.6, 0.2, 0.5]), np.array([0.4, 0.8, 0.9, 0.5])
    found = simulation.coverage(0.5, (low, high))
    assert (found.covered, found.below, found.above) == (0.5, 0.25, 0.25)
    assert found.width == pytest.approx((0.3 + 0.2 + 0.7 + 0) / 4)


def test_methods_are_asked_about_the_same_audits_in_portions() -> None:
    sizes = []

    def always(sample) -> Estimate:
        sizes.append(len(sample.successes))
        return normal_interval(sample)

    found = simulation.coverage_of_design(SMALL, {"a": always, "b": normal_interval}, 2500, np.random.default_rng(1))
    assert sizes == [1000, 1000, 500]
    assert found["a"] == found["b"]


def test_a_simple_count_is_asked_for_every_outcome_once() -> None:
    # Intervals that hold 0.8 only when exactly 3 of 4 were found: P = C(8,3) C(2,1)/C(10,4) = 112/210.
    found = simulation.coverage_of_count(
        8, 10, 4, lambda k, n, _: (np.where(k == 3, 0, 0.9), np.ones(n + 1)), 50_000, np.random.default_rng(1)
    )
    assert found.covered == pytest.approx(112 / 210, abs=0.01)


def test_false_alarms_are_the_share_of_pairs_called_changed() -> None:
    # Of 210 ways to draw 4 of 10, 28 find two of the eight recorded, 112 three and 70 four.
    chances = np.array([28, 112, 70]) / 210
    found = simulation.false_alarms(
        SMALL, lambda now, before: now.successes[:, 0] != before.successes[:, 0], 50_000, np.random.default_rng(1)
    )
    assert found == pytest.approx(1 - (chances**2).sum(), abs=0.01)


def test_chart_alarms_are_counted_by_month_and_by_year() -> None:
    months = np.full(12, 10)

    def all_recorded_in_june(recorded, audited, centre) -> np.ndarray:
        assert (centre == 0.5).all()
        return (recorded == audited) & (np.arange(12) == 5)

    found = simulation.chart_alarms(0.5, months, all_recorded_in_june, 200_000, np.random.default_rng(1))
    assert found.a_year == pytest.approx(0.5**10, rel=0.2)
    assert found.a_month == pytest.approx(found.a_year / 12)
    with pytest.raises(ValueError, match="months of a year 11: expected 12"):
        simulation.chart_alarms(0.5, months[:11], all_recorded_in_june, 10, np.random.default_rng(1))


def test_ranges_of_places_are_counted_for_one_force_and_for_all() -> None:
    truth = np.array([[1, 2, 3], [1, 2, 3]])
    found = simulation.coverage_of_ranks(truth, (np.array([[1, 1, 3], [2, 1, 3]]), np.array([[1, 2, 3], [3, 2, 3]])))
    assert (found.each, found.together) == (5 / 6, 0.5)
    assert found.width == pytest.approx((1 + 2 + 1 + 2 + 2 + 1) / 6)


@pytest.mark.parametrize("name", DESIGNS)
def test_the_default_for_an_overall_rate_keeps_at_least_94_percent(name: str) -> None:
    generator = np.random.default_rng(2018)
    default = {DEFAULT: design_intervals(generator)[DEFAULT]}
    assert simulation.coverage_of_design(DESIGNS[name], default, AUDITS, generator)[DEFAULT].covered >= 0.94

"""Sample sizes and allocations against R, against figures worked by hand, and what must hold for any plan."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as some

from cdi.stats.planning import (
    FEWEST,
    Strata,
    allocate,
    allocate_budget,
    half_width,
    minimum_detectable_change,
    overall_half_width,
    rounded_up,
    sample_size,
)
from tests.unit.stats.examples import try_examples

ORACLE = json.loads((Path(__file__).parents[2] / "oracles" / "r_planning.json").read_text(encoding="utf-8"))
STRATA = Strata.of([(row["N"], row["N"], row["p"]) for row in ORACLE["strata"]])


@pytest.mark.parametrize("case", ORACLE["targets"], ids=lambda case: f"± {case['half_width']}")
def test_sizes_and_allocations_equal_r(case: dict) -> None:
    wanted = case["half_width"]
    assert sample_size(wanted, STRATA.rate, np.inf) == pytest.approx(case["single_domain_n0"], abs=1e-9)
    assert sample_size(wanted, STRATA.rate, STRATA.population) == pytest.approx(case["single_domain_n_fpc"], abs=1e-9)
    assert allocate(STRATA, wanted) == pytest.approx(case["neyman_alloc"], abs=1e-9)
    assert allocate(STRATA, wanted).sum() == pytest.approx(case["neyman_total"], abs=1e-9)
    proportional = allocate(STRATA, wanted, rule="proportional")
    assert proportional == pytest.approx(case["proportional_alloc"], abs=1e-9)
    assert proportional.sum() == pytest.approx(case["proportional_total"], abs=1e-9)


def test_the_well_known_385() -> None:
    # 1.96² × 0.25 / 0.05² = 384.15; of 1,000 units 384.15 / 1.38415 = 277.5.
    assert rounded_up(sample_size(0.05, 0.5, [np.inf, 1000])).tolist() == [385, 278]


def test_a_stratum_that_would_need_more_than_it_holds_is_taken_whole_and_the_rest_is_worked_out_again() -> None:
    # W = 4/9 and 5/9, S = 0.5 throughout: the small stratum weighs far more than its size.
    strata = Strata.of([(100, 4000.0, 0.5), (5000, 5000.0, 0.5)])
    # Whole: no variance from it. The other alone: n0 = 3.841459 × (5/9)² × 0.25/0.0004 = 741.02, /(1 + 741.02/5,000).
    assert allocate(strata, 0.02) == pytest.approx([100, 741.0222 / (1 + 741.0222 / 5000)], abs=1e-2)


def test_a_strata_wish_of_its_own_is_kept_and_only_the_rest_serves_the_overall_rate() -> None:
    least = sample_size(0.03, STRATA.rate, STRATA.population)
    sizes = allocate(STRATA, 0.02, least=least)
    assert sizes[:2] == pytest.approx(least[:2])  # the wish decides
    assert sizes[2] > least[2]  # the overall rate decides
    assert overall_half_width(STRATA, sizes) == pytest.approx(0.02)


def test_a_part_that_is_not_sampled_adds_no_variance_but_takes_its_share_of_the_weight() -> None:
    alone, beside = Strata.of([(9_000, 60.0, 0.8)]), Strata.of([(9_000, 60.0, 0.8)], unsampled_weight=40.0)
    assert overall_half_width(beside, [500]) == pytest.approx(0.6 * overall_half_width(alone, [500]))


def test_a_design_effect_of_four_doubles_the_half_width_and_forces_stand_on_the_first_axis() -> None:
    plain, clustered = Strata.of([(9_000, 1.0, 0.8)]), Strata.of([(9_000, 1.0, 0.8)], design_effect=4.0)
    assert overall_half_width(clustered, [500]) == pytest.approx(2 * overall_half_width(plain, [500]))
    two = Strata(*(np.stack([part, part]) for part in (STRATA.population, STRATA.weight, STRATA.rate)))
    assert allocate(two, [0.03, 0.02]) == pytest.approx(np.stack([allocate(STRATA, 0.03), allocate(STRATA, 0.02)]))
    assert allocate_budget(two, [600, 700]).sum(axis=-1).tolist() == [600, 700]


def test_a_budget_too_small_for_the_strata_wishes_cuts_them_in_proportion() -> None:
    assert allocate_budget(STRATA, 705, least=[1000, 400, 10]).tolist() == [500, 200, 5]
    assert allocate_budget(STRATA, 1410, least=[1000, 400, 10]).tolist() == [1000, 400, 10]
    assert allocate_budget(STRATA, 1420, least=[1000, 400, 10]).tolist() == [1000, 400, 20]


def test_the_change_that_can_be_found() -> None:
    # (1.959964 + 0.841621) × √(0.9² + 1.2²) = 2.801585 × 1.5 points.
    assert minimum_detectable_change(0.009, 0.012) == pytest.approx(0.042023779, abs=1e-8)
    assert minimum_detectable_change([0.009, 0.0], 0.012, power=0.5) == pytest.approx(
        [0.02939946, 0.02351957], abs=1e-8
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample_size(0.0, 0.8, 100), "half-width 0: expected more than zero"),
        (lambda: sample_size(0.02, [0.8, 1.0], 100), "expected rate 1: expected a fraction strictly between 0 and 1"),
        (lambda: Strata.of([(100, 1, 0.8), (100, 1, 1.0)]), "expected rate 1: expected a fraction strictly"),
        (lambda: sample_size(0.02, np.nan, 100), "expected rate nan"),
        (lambda: sample_size(0.02, 0.8, 100, level=95), "confidence level 95"),
        (lambda: half_width(101, 0.8, 100), "population 100: smaller than its sample of 101"),
        (lambda: Strata.of([(10.5, 1.0, 0.8)]), "population 10.5: expected a whole number"),
        (lambda: Strata.of([(10, 0.0, 0.8)]), "weight 0: expected more than zero"),
        (lambda: Strata.of([(10, 1.0, 0.8)], unsampled_weight=-1.0), "unsampled weight -1"),
        (lambda: Strata.of([(10, 1.0, 0.8)], design_effect=0.0), "design effect 0"),
        (lambda: Strata(np.ones(2), np.ones(3), np.full(2, 0.5)), "arrays of one shape"),
        (lambda: allocate(STRATA, -0.02), "half-width -0.02"),
        (lambda: allocate(STRATA, 0.02, least=np.nan), "least size nan"),
        (lambda: overall_half_width(STRATA, [0, 1, 1]), "sample 0"),
        (lambda: allocate_budget(STRATA, 5), "budget 5: expected 6 or more, 2 units a stratum"),
        (lambda: allocate_budget(STRATA, 10.5), "budget 10.5: expected a whole number"),
        (lambda: allocate_budget(STRATA, 30_000), "budget 30000: expected no more than the population, 24,971"),
        (lambda: minimum_detectable_change(-0.01, 0.01), "standard error -0.01"),
        (lambda: minimum_detectable_change(0.01, 0.01, power=80), "power 80"),
    ],
)
def test_values_out_of_range_are_refused_with_the_value_and_the_rule(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@some.composite
def plans(draw: some.DrawFn) -> Strata:
    stratum = some.tuples(
        some.integers(1, 20_000), some.floats(1.0, 1e5), some.floats(0.01, 0.99, exclude_min=True, exclude_max=True)
    )
    return Strata.of(draw(some.lists(stratum, min_size=1, max_size=5)), draw(some.just(0.0) | some.floats(1, 1e5)))


wanted_half_widths = some.floats(0.002, 0.3)


@try_examples(plans(), wanted_half_widths, some.floats(0.01, 0.3))
def test_an_allocation_gives_the_half_width_within_the_strata_and_their_wishes(
    strata: Strata, wanted: float, own: float
) -> None:
    least = sample_size(own, strata.rate, strata.population)
    sizes = allocate(strata, wanted, least=least)
    assert np.all(sizes <= strata.population)
    assert np.all(sizes >= np.minimum(np.maximum(least, FEWEST), strata.population) - 1e-9)
    reached = overall_half_width(strata, sizes)
    assert reached <= wanted * (1 + 1e-9)
    above = np.any(sizes > np.maximum(least, FEWEST) + 1e-6)
    assert not above or reached == pytest.approx(wanted, rel=1e-6)  # no unit more than is needed
    assert overall_half_width(strata, rounded_up(sizes)) <= wanted * (1 + 1e-9)


@try_examples(plans(), wanted_half_widths, some.data())
def test_no_other_allocation_of_as_many_units_is_narrower(strata: Strata, wanted: float, data: some.DataObject) -> None:
    sizes = allocate(strata, wanted)
    shares = np.array(data.draw(some.lists(some.floats(0.01, 1), min_size=sizes.size, max_size=sizes.size)))
    other = np.clip(shares / shares.sum() * sizes.sum(), np.minimum(FEWEST, strata.population), strata.population)
    assume(other.sum() <= sizes.sum())
    assert overall_half_width(strata, other) >= overall_half_width(strata, sizes) * (1 - 1e-9)


@try_examples(plans(), some.data())
def test_a_budget_is_spent_to_the_unit_and_a_larger_one_gives_no_stratum_less(
    strata: Strata, data: some.DataObject
) -> None:
    most = int(strata.population.sum())
    least = sample_size(0.05, strata.rate, strata.population)
    small, large = sorted(
        data.draw(some.integers(int(np.minimum(FEWEST, strata.population).sum()), most)) for _ in range(2)
    )
    narrow, wide = allocate_budget(strata, large, least), allocate_budget(strata, small, least)
    assert (narrow.sum(), wide.sum()) == (large, small)
    assert np.all(narrow <= strata.population)
    assert np.all(wide >= np.minimum(FEWEST, strata.population))
    assert np.all(narrow >= wide - 1)  # whole units may move by one
    exact = overall_half_width(strata, np.maximum(wide - 1, 1))
    assert overall_half_width(strata, narrow) <= exact + 1e-12


@try_examples(plans())
def test_a_budget_of_everything_is_a_census_without_width(strata: Strata) -> None:
    everything = allocate_budget(strata, strata.population.sum())
    assert everything.tolist() == strata.population.tolist()
    assert overall_half_width(strata, everything) == 0


@try_examples(
    some.integers(1, 20_000).flatmap(lambda n: some.tuples(some.integers(1, n), some.just(n))), some.floats(0.01, 0.99)
)
def test_sizes_and_half_widths_are_inverse_and_mirror(sizes: tuple[int, int], rate: float) -> None:
    sample, population = sizes
    width = half_width(sample, rate, population)
    assert half_width(sample, 1 - rate, population) == pytest.approx(width)
    if sample < population:
        assert sample_size(width, rate, population) == pytest.approx(sample)
    else:
        assert width == 0


@try_examples(some.floats(0.001, 0.3), some.floats(0.001, 0.3), some.floats(0.5, 0.95))
def test_more_power_or_a_larger_error_never_finds_a_smaller_change(now: float, before: float, power: float) -> None:
    change = minimum_detectable_change(now, before, power=power)
    assert minimum_detectable_change(now, before, power=power + 0.04) >= change
    assert minimum_detectable_change(now + 0.1, before, power=power) >= change
    assert minimum_detectable_change(before, now, power=power) == pytest.approx(change)

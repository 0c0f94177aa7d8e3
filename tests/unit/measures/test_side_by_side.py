"""Units side by side against R, and cases that can be seen at a glance; limits and places hold as often as they say."""

from datetime import date

import numpy as np
import pytest

from cdi.measures.all_forces.comparison import compare_forces, counted_units
from cdi.measures.all_forces.coverage import check_coverage
from cdi.measures.all_forces.side_by_side import CountedUnit, set_side_by_side
from cdi.model.audit import Audit
from tests.oracles import TOLERANCE, load

R = load("r_closed_forms")["forces"]
IN_R = [
    CountedUnit(f"{row:02}", f"force {row}", k, n)
    for row, (k, n) in enumerate(zip(R["recorded"], R["audited"], strict=True))
]


@pytest.mark.slow
def test_funnel_tests_and_drawn_in_rates_equal_r() -> None:
    """R 4.2.2: binom.test, p.adjust("BH"), closed forms of Spiegelhalter (2005), beta-binomial by optim."""
    compared = set_side_by_side(IN_R, seed=1)
    assert compared is not None
    assert compared.centre == pytest.approx(100 * R["theta_pooled"], abs=TOLERANCE)
    assert compared.factor == pytest.approx(R["funnel"]["phi"], abs=TOLERANCE)
    assert (compared.spread / 100) ** 2 == pytest.approx(R["funnel"]["tau2_additive"], abs=TOLERANCE)
    by_name = {int(each.unit.id): each for each in compared.standings}
    assert [by_name[row].z for row in range(43)] == pytest.approx(R["z"], abs=TOLERANCE)
    drawn_in = R["beta_binomial_ml"]
    assert [by_name[row].shrunk for row in range(43)] == pytest.approx(
        100 * np.array(drawn_in["posterior_mean"]), abs=1e-3
    )
    assert [by_name[row].shrunk_low for row in range(43)] == pytest.approx(
        100 * np.array(drawn_in["cri95"]["lower"]), abs=1e-2
    )
    limits = R["funnel"]["limits998_exact"]
    outside = [
        not low <= k / n <= high
        for k, n, low, high in zip(R["recorded"], R["audited"], limits["lower"], limits["upper"], strict=True)
    ]
    assert [by_name[row].beyond == 0.998 for row in range(43)] == outside
    beyond = np.abs(R["funnel"]["z_additive"]) > 1.959963984540054
    assert [by_name[row].beyond_spread is not None for row in range(43)] == beyond.tolist()


@pytest.mark.slow
def test_p_values_are_adjusted_for_all() -> None:
    """R: p.adjust(binom.test p, "BH") of the first, smallest one: 43 p/1 unless a later one is less."""
    compared = set_side_by_side(IN_R, seed=1)
    assert compared is not None
    exact = sorted(R["p_exact_binomial"])
    adjusted = [min(43 * p / rank for rank, p in enumerate(exact[at:], start=at + 1)) for at in range(43)]
    assert sorted(each.p_value for each in compared.standings) == pytest.approx([min(p, 1) for p in adjusted])


def unit(name: str, successes: int, counted: int = 1000) -> CountedUnit:
    return CountedUnit(name, name, successes, counted)


def test_one_far_below_has_the_first_place_alone_and_the_others_share_theirs() -> None:
    compared = set_side_by_side([unit("low", 500), *(unit(f"u{n}", 900 + n) for n in range(8))], seed=1)
    assert compared is not None
    first, *others = compared.standings
    assert (first.unit.name, first.side, first.place_low, first.place, first.place_high) == ("low", "below", 1, 1, 1)
    assert first.side_of_spread == "below"
    assert first.beyond == first.beyond_spread == 0.998
    assert {each.side for each in others} == {"above"}  # of the rate that the first draws down
    assert {each.side_of_spread for each in others} == {"not shown"}
    assert all(each.place_low == 2 and each.place_high == 9 for each in others)
    assert [each.unit.name for each in compared.shown("below")] == ["low"]
    assert compared.shown("above", beside_spread=True) == []


def test_units_that_differ_no_more_than_by_chance_have_one_rate() -> None:
    compared = set_side_by_side([unit(f"u{n}", 900 + n % 2) for n in range(8)], seed=1)
    assert compared is not None
    assert compared.spread == 0.0
    assert {round(each.shrunk, 2) for each in compared.standings} == {90.05}
    assert {each.side for each in compared.standings} == {"not shown"}
    assert check_coverage([each.unit for each in compared.standings], seed=1) is None


def test_few_units_and_units_without_a_miss_are_not_compared() -> None:
    assert set_side_by_side([unit(f"u{n}", 900) for n in range(7)], seed=1) is None
    assert set_side_by_side([unit(f"u{n}", 1000) for n in range(8)], seed=1) is None


@pytest.mark.slow
def test_the_same_seed_gives_the_same_places() -> None:
    units = [unit(f"u{n}", 850 + 8 * n) for n in range(10)]
    one, again, other = (set_side_by_side(units, seed) for seed in (1, 1, 2))
    assert one == again
    assert one is not None
    assert other is not None
    assert all(abs(a.place_low - b.place_low) <= 1 for a, b in zip(one.standings, other.standings, strict=True))


def test_a_check_of_few_rounds_counts_them_and_finds_most_units_inside_their_limits() -> None:
    coverage = check_coverage([unit("low", 800), *(unit(f"u{n}", 900 + n) for n in range(8))], seed=1, rounds=3)
    assert coverage is not None
    assert (coverage.rounds, coverage.units) == (3, 9)
    assert coverage.inside[0.998] >= coverage.inside[0.95] > 80
    assert coverage.place > 80


@pytest.mark.long(reason="compares 32 forces forty times")
def test_limits_and_places_hold_as_often_as_they_say_at_real_sizes(leicestershire: Audit) -> None:
    """Exact limits keep their level; those with the spread added do not, since drawing in makes the spread small."""
    published = compare_forces(leicestershire.reference, "rate_overall", "CDI-rolling", date(2020, 12, 31), seed=1)
    coverage = check_coverage(counted_units(published.rows), seed=1, rounds=40)
    assert coverage is not None
    assert (coverage.rounds, coverage.units) == (40, 32)
    assert coverage.inside[0.95] == pytest.approx(95, abs=1.5)
    assert coverage.inside[0.998] == pytest.approx(99.8, abs=0.4)
    assert 86 <= coverage.inside_wide[0.95] <= 94
    assert coverage.place >= 94
    assert coverage.false_tables <= 15  # 5% of 40 tables is two; six or more are very unlikely

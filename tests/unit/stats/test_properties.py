"""What must hold for any counts and any design, whatever the numbers: of all small counts, and of a thousand designs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as some

from cdi.stats import proportions
from cdi.stats.bootstrap import preston
from cdi.stats.changes import mover, newcombe
from cdi.stats.estimate import Estimate
from cdi.stats.linearised import overall
from cdi.stats.multiplicity import adjusted
from cdi.stats.ranks import joint_places, places
from cdi.stats.sample import Sample
from cdi.stats.stratified import mover_wilson, normal_interval, yan_su
from cdi.stats.survey import korn_graubard, logit_t
from tests.thin import thin
from tests.unit.stats.examples import try_examples

pytestmark = pytest.mark.slow

ROUNDING = 1e-9

# Methods that keep inside [0, 1]; the normal_interval's preset need not.
BOUNDED = {
    "yan_su": yan_su,
    "mover_wilson": mover_wilson,
    "korn_graubard": lambda sample, level=0.95: korn_graubard(overall(sample), level),
    "korn_graubard truncated": lambda sample, level=0.95: korn_graubard(overall(sample), level, truncated=True),
    "logit_t": lambda sample, level=0.95: logit_t(overall(sample), level),
    "preston": lambda sample, level=0.95: preston(sample, np.random.default_rng(3), 40, level),
}
DESIGN_METHODS = {"normal_interval": normal_interval, **BOUNDED}
SIMPLE = {
    "wilson": proportions.wilson,
    "clopper_pearson": proportions.clopper_pearson,
    "jeffreys": proportions.jeffreys,
    "agresti_coull": lambda k, n, level=0.95: proportions.agresti_coull(k, n, level, clipped=True),
    "normal": lambda k, n, level=0.95: proportions.normal(k, n, level, clipped=True),
    "hypergeometric": lambda k, n, level=0.95: proportions.hypergeometric(k, n, 3 * n, level),
}

# Every count of small samples, and the ends, the middle and their neighbours of large ones.
SIZES = [(k, n) for n in range(1, 41) for k in range(n + 1)] + [
    (k, n) for n in (59, 60, 100, 333, 400) for k in (0, 1, 2, n // 3, n // 2, n - 2, n - 1, n)
]  # fmt: skip
COUNTS = np.array(SIZES).T
LEVELS = [(0.5, 0.501), (0.8, 0.819), (0.9, 0.91), (0.95, 0.969), (0.98, 0.999)]
STRATA = (1, 2, 3, 4, 5)
# Designs of so many strata each; the properties are asked of all of them at once.
DESIGNS = 200


def random_design(strata: int) -> Sample:
    """Designs with a number of strata, the first axis: half of their numbers are at the ends of what may be."""
    draw = np.random.default_rng(strata)
    shape = DESIGNS, strata

    def numbers(least: Any, most: Any, *ends: Any) -> np.ndarray:
        anything = draw.integers(least, most, endpoint=True, size=shape)
        end = np.choose(draw.integers(len(ends), size=shape), np.broadcast_arrays(*ends, anything)[:-1])
        return np.where(draw.random(shape) < 0.5, end, anything)

    sampled = numbers(2, 500, 2, 3, 500)
    population = numbers(sampled, 20_000, sampled, sampled + 1, 20_000)
    recorded = numbers(0, sampled, 0, 1, sampled - 1, sampled)
    recorded[:20], recorded[20:40] = 0, sampled[20:40]  # in some designs none or all, so that nothing varies
    return Sample(*(part.astype(float) for part in (recorded, sampled, population, numbers(1, 90_000, 1, 90_000))))


@pytest.fixture(params=STRATA, ids=lambda strata: f"{strata} strata", scope="module")
def design(request: pytest.FixtureRequest) -> Sample:
    return random_design(request.param)


def mirrored(sample: Sample) -> Sample:
    return replace(sample, successes=sample.sampled - sample.successes)


def assert_wider(wide: Estimate, narrow: Estimate) -> None:
    assert (wide.low <= narrow.low + ROUNDING).all()
    assert (wide.high >= narrow.high - ROUNDING).all()


@pytest.mark.parametrize("method", DESIGN_METHODS)
def test_bounds_are_in_order_around_the_rate(method: str, design: Sample) -> None:
    found = DESIGN_METHODS[method](design)
    assert found.rate.shape == (DESIGNS,)
    assert ((found.rate >= -ROUNDING) & (found.rate <= 1 + ROUNDING)).all()
    # Percentiles of a few replicates may miss a rate that their steps jump over.
    assert (found.low <= found.high).all()
    if method != "preston":
        assert ((found.low - ROUNDING <= found.rate) & (found.rate <= found.high + ROUNDING)).all()


@pytest.mark.parametrize("method", thin(BOUNDED, keep=2))
@pytest.mark.parametrize("rate", [0.0, 0.4, 1.0])
def test_bounds_keep_inside_the_unit_interval(method: str, design: Sample, rate: float) -> None:
    known = np.geomspace(1, 90_000, DESIGNS)
    known[::4] = 0
    found = BOUNDED[method](replace(design, unsampled_weight=known, unsampled_rate=rate))
    assert ((found.low >= -ROUNDING) & (found.low <= found.high) & (found.high <= 1 + ROUNDING)).all()


@pytest.mark.parametrize("method", [name for name in DESIGN_METHODS if name != "preston"])
def test_missing_mirrors_recorded(method: str, design: Sample) -> None:
    found, other = DESIGN_METHODS[method](design), DESIGN_METHODS[method](mirrored(design))
    assert found.rate + other.rate == pytest.approx(1, abs=ROUNDING)
    assert found.low + other.high == pytest.approx(1, abs=1e-7)
    assert found.high + other.low == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("method", DESIGN_METHODS)
def test_a_census_has_no_width(method: str, design: Sample) -> None:
    found = DESIGN_METHODS[method](replace(design, population=design.sampled))
    assert found.half_width == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("method", thin(DESIGN_METHODS, keep=3))
def test_a_higher_level_is_never_narrower(method: str, design: Sample) -> None:
    for both in LEVELS:
        narrow, wide = (DESIGN_METHODS[method](design, level) for level in both)
        assert_wider(wide, narrow)


@pytest.mark.parametrize("method", ["normal_interval", "yan_su", "mover_wilson", "korn_graubard", "logit_t"])
def test_more_data_of_the_same_rates_is_never_wider(method: str, design: Sample) -> None:
    large = replace(design, population=4 * design.sampled + design.population)
    found = DESIGN_METHODS[method](large)
    more = DESIGN_METHODS[method](replace(large, successes=4 * large.successes, sampled=4 * large.sampled))
    # Korn and Graubard's stand-in for a variance of zero is another method, with a width of its own.
    asked = more.standard_error > 0 if method in ("korn_graubard", "logit_t") else np.full(DESIGNS, fill_value=True)
    assert asked.sum() > DESIGNS // 3
    assert (more.half_width <= found.half_width + ROUNDING)[asked].all()


# Yan and Su's multiplier follows the balance of the strata, which a correction may shift against it.
@pytest.mark.parametrize("method", ["normal_interval", "mover_wilson"])
def test_a_smaller_population_is_never_wider(method: str, design: Sample) -> None:
    endless = replace(design, population=np.full_like(design.population, np.inf))
    narrow, wide = DESIGN_METHODS[method](design), DESIGN_METHODS[method](endless)
    assert (narrow.half_width <= wide.half_width + ROUNDING).all()


@pytest.mark.parametrize(
    ("method", "tolerance"),
    # Half a stratum has (n − 1)/(n/2 − 1) of the whole's variance for its size: n − 1 is counted twice.
    [("yan_su", ROUNDING), ("normal_interval", 0.02), ("korn_graubard", 0.02), ("logit_t", 0.02)],
)
def test_merging_strata_of_equal_rates_changes_nothing(method: str, tolerance: float) -> None:
    one = random_design(1)
    parts = [20 * part for part in (one.successes, one.sampled, one.population)] + [one.weight]
    split = DESIGN_METHODS[method](Sample(*(np.repeat(part, 2, axis=-1) for part in parts)))
    merged = DESIGN_METHODS[method](Sample(*(2 * part for part in parts)))
    assert split.rate == pytest.approx(merged.rate)
    for ends in ((split.low, merged.low), (split.high, merged.high)):
        assert ends[0] == pytest.approx(ends[1], abs=max(ROUNDING, tolerance * 0.1))


@pytest.mark.parametrize("method", SIMPLE)
def test_simple_intervals_keep_inside_mirror_and_narrow_with_data(method: str) -> None:
    k, n = COUNTS
    low, high = SIMPLE[method](k, n)
    assert ((low >= 0) & (low <= k / n + ROUNDING)).all()
    assert ((high >= k / n - ROUNDING) & (high <= 1)).all()
    assert low + SIMPLE[method](n - k, n)[1] == pytest.approx(1, abs=ROUNDING)
    more = SIMPLE[method](4 * k, 4 * n)
    assert (more[1] - more[0] <= high - low + ROUNDING).all()


@pytest.mark.parametrize("method", SIMPLE)
def test_simple_intervals_widen_with_the_level(method: str) -> None:
    for pair in LEVELS:
        narrow, wide = (SIMPLE[method](*COUNTS, level) for level in pair)
        assert (wide[0] <= narrow[0] + ROUNDING).all()
        assert (wide[1] >= narrow[1] - ROUNDING).all()


def test_a_difference_keeps_inside_and_turns_with_its_audits() -> None:
    now, before = (COUNTS[:, places] for places in np.indices((len(SIZES), len(SIZES))).reshape(2, -1)[:, ::7])
    low, high = newcombe(*now, *before)
    points = now[0] / now[1] - before[0] / before[1]
    assert ((low >= -1 - ROUNDING) & (low <= points) & (points <= high) & (high <= 1 + ROUNDING)).all()
    turned = newcombe(*before, *now)
    assert np.abs([-turned[1] - low, -turned[0] - high]).max() <= ROUNDING


def test_against_a_known_rate_a_difference_has_the_rates_own_interval() -> None:
    k, n = COUNTS
    wilson = proportions.wilson(k, n)
    low, high = mover(k / n, wilson, 0.8, (0.8, 0.8))
    assert np.array([low + 0.8, high + 0.8]) == pytest.approx(np.array(wilson), abs=ROUNDING)


@try_examples(
    some.sampled_from(["holm", "bonferroni", "benjamini-yekutieli", "benjamini-hochberg"]),
    some.lists(some.floats(0, 1), min_size=1, max_size=20),
    many=400,
)
def test_adjusting_never_lowers_a_p_value_nor_changes_their_order(rule: str, p_values: list[float]) -> None:
    found = adjusted(p_values, rule)  # type: ignore[arg-type]
    assert (found >= np.array(p_values) - 1e-15).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p_values, kind="stable")]) >= -1e-15).all()


@try_examples(some.lists(some.tuples(some.floats(0, 1), some.floats(0, 0.3)), min_size=1, max_size=20))
def test_a_joint_range_of_places_holds_the_place_of_the_rate(forces: list[tuple[float, float]]) -> None:
    rates, margins = np.array(forces).T
    low, high = joint_places(np.maximum(rates - margins, 0), np.minimum(rates + margins, 1))
    assert (low <= places(rates)).all()
    assert (places(rates) <= high).all()

"""What must hold for any design, whatever the numbers."""

from hypothesis import given
from hypothesis import strategies as some

from cdi.stats.proportions import wilson
from cdi.stats.stratified import Sample, inspectorate


@some.composite
def strata(draw: some.DrawFn) -> tuple[int, int, int, float]:
    audited = draw(some.integers(2, 500))
    population = draw(some.integers(audited, 20_000))
    return draw(some.integers(0, audited)), audited, population, float(draw(some.integers(1, 90_000)))


designs = some.lists(strata(), min_size=1, max_size=5)


@given(designs)
def test_bounds_are_in_order_around_the_rate_and_the_rate_is_a_fraction(rows: list) -> None:
    found = inspectorate(Sample.of(rows))
    assert 0 <= found.rate <= 1 + 1e-12
    assert found.low <= found.rate <= found.high


@given(designs)
def test_missing_mirrors_recorded(rows: list) -> None:
    found = inspectorate(Sample.of(rows))
    mirrored = inspectorate(Sample.of([(n - r, n, population, weight) for r, n, population, weight in rows]))
    assert abs(found.rate + mirrored.rate - 1) < 1e-9
    assert abs(found.half_width - mirrored.half_width) < 1e-9


@given(designs)
def test_a_census_has_no_width(rows: list) -> None:
    assert inspectorate(Sample.of([(r, n, n, weight) for r, n, _, weight in rows])).half_width == 0


@given(designs, some.floats(0.5, 0.94))
def test_a_higher_level_is_never_narrower(rows: list, level: float) -> None:
    assert inspectorate(Sample.of(rows), level).half_width <= inspectorate(Sample.of(rows), 0.95).half_width + 1e-12


@given(some.integers(1, 400).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_wilson_keeps_inside_the_unit_interval_mirrors_and_narrows_with_data(counts: tuple[int, int]) -> None:
    successes, sample = counts
    low, high = wilson(successes, sample)
    assert 0 <= low <= successes / sample + 1e-12
    assert successes / sample - 1e-12 <= high <= 1
    mirrored = wilson(sample - successes, sample)
    assert abs(low + mirrored[1] - 1) < 1e-9
    wider = wilson(successes * 4, sample * 4)
    assert wider[1] - wider[0] <= high - low

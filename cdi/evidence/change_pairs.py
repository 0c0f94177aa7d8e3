"""False alarms of tests of change on pairs of unequal samples, one row for each pair, for docs/methods.md.

Single samples are enumerated: every pair of counts with its probability, at rates from 50% to 100%, so the largest
share of false alarms is exact. Stratified pairs are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from cdi.house_style import formatting
from cdi.stats import changes
from cdi.stats.effective import Evidence
from cdi.stats.inputs import Floats
from cdi.stats.rate_changes import difference_bounds
from cdi.stats.sample import Sample
from cdi.stats.simulation import Population
from cdi.stats.stratified import normal_interval, yan_su

Pair = tuple[int, float, int, float]
_ENDLESS = float("inf")

# Sample and population of either audit; populations without an end where none is given.
SINGLE: tuple[Pair, ...] = (
    *(
        (now, _ENDLESS, before, _ENDLESS)
        for now, before in (
            (3, 3), (3, 30), (3, 300), (3, 1000), (4, 7), (5, 12), (5, 200), (6, 1000), (8, 50), (10, 100), (10, 1000),
            (15, 40), (20, 600), (25, 40), (30, 300), (40, 774), (40, 300), (60, 300), (80, 600), (60, 278),
            (100, 1000), (278, 301), (610, 967),
        )
    ),
    (3, 6, 774, 7350), (3, 10, 50, 200), (3, 12, 300, 4000), (5, 20, 5, 200), (8, 16, 60, 400), (10, 40, 300, 20000),
    (12, 24, 12, 400), (15, 45, 30, 620), (18, 20, 400, 5000), (20, 60, 300, 4000), (25, 40, 40, 8000),
    (30, 100, 600, 20000), (40, 60, 300, 400), (50, 100, 500, 1000), (60, 700, 774, 7350), (60, 700, 278, 519),
    (278, 519, 301, 1096),
)  # fmt: skip

_SHAPE = ((0.789, 7350, 29400), (0.878, 519, 2450), (0.807, 17162, 49220))
_HIGH = tuple((0.99, size, weight) for _, size, weight in _SHAPE)
_FIXED = 19430.0
# Strata (rate, population, weight), the part not sampled, and the samples of the two audits.
STRATIFIED: dict[str, tuple[tuple[tuple[float, int, int], ...], float, tuple[int, ...], tuple[int, ...]]] = {
    "1,662 against 166, as inspected": (_SHAPE, _FIXED, (774, 278, 610), (77, 28, 61)),
    "1,662 against 22, as inspected": (_SHAPE, _FIXED, (774, 278, 610), (10, 5, 7)),
    "1,662 against 90, all at 99%": (_HIGH, 0, (774, 278, 610), (30, 30, 30)),
    "1,662 against 9, all at 99%": (_HIGH, 0, (774, 278, 610), (3, 3, 3)),
    "large stratum thin": (((0.95, 400, 400), (0.95, 300, 300), (0.9, 2100, 2100)), 0, (60, 40, 10), (200, 150, 300)),
    "87% of the weight on 30 at 98.5%": (
        ((0.985, 8700, 8700), (0.9, 700, 700), (0.9, 600, 600)), 0, (30, 60, 60), (600, 60, 60)
    ),
    "half counted in full": (
        ((0.8333, 18, 18), (1.0, 7, 7), (0.8, 1500, 1500), (0.97, 380, 380), (0.62, 100, 100)),
        0, (18, 7, 75, 50, 50), (18, 7, 400, 200, 80),
    ),
}  # fmt: skip

_RATES = np.concatenate((np.linspace(0.5, 0.95, 46), np.linspace(0.951, 0.9999, 100)))
Test = Callable[[Sample, Sample], NDArray[np.bool_]]


def z_shows(now: Sample, before: Sample) -> NDArray[np.bool_]:
    """The z test with design errors, as before; without any error nothing is claimed."""
    one, other = normal_interval(now), normal_interval(before)
    error = np.hypot(one.standard_error, other.standard_error)
    measured = error > 0
    return measured & (np.abs(one.rate - other.rate) > 1.96 * np.where(measured, error, 1.0))


def yan_su_shows(now: Sample, before: Sample) -> NDArray[np.bool_]:
    """MOVER on Yan and Su's ends."""
    one, other = yan_su(now), yan_su(before)
    low, high = changes.mover(one.rate, (one.low, one.high), other.rate, (other.low, other.high))
    return (low > 0) | (high < 0)


def exact_shows(now: Sample, before: Sample) -> NDArray[np.bool_]:
    """The test behind the verdicts: MOVER on exact ends."""
    low, high = difference_bounds(Evidence.of_sample(now), Evidence.of_sample(before))
    return (low > 0) | (high < 0)


PAIR_TESTS: dict[str, Test] = {
    "z, design errors (before)": z_shows,
    "MOVER, Yan-Su": yan_su_shows,
    "MOVER, exact (now)": exact_shows,
}


def single_pair_alarms() -> pd.DataFrame:
    """Largest percent of false alarms of each test over rates from 50% to 100%, and the rate; exact."""
    return pd.DataFrame({_name(pair): _largest(pair) for pair in SINGLE}).T.rename_axis("pair")


def stratified_pair_alarms(draws: int, generator: np.random.Generator) -> pd.DataFrame:
    """Percent of pairs of stratified samples of one population that each test calls changed."""
    rows = {}
    for name, (strata, fixed, now, before) in STRATIFIED.items():
        drawn = [_population(strata, fixed, sizes).draw(draws, generator) for sizes in (now, before)]
        rows[name] = {label: _percent(float(np.mean(test(*drawn)))) for label, test in PAIR_TESTS.items()}
    return pd.DataFrame(rows).T.rename_axis("pair")


def largest_alarms(pair: Pair, tests: Mapping[str, Test]) -> dict[str, tuple[float, float]]:
    """Of each test the largest share of false alarms on the grid of rates, a fraction, and the rate where it occurs."""
    now, now_of, before, before_of = pair
    rates = _possible(pair)
    chance_now, chance_before = _chances(now, now_of, rates), _chances(before, before_of, rates)
    samples = _every_count(now, now_of, 0), _every_count(before, before_of, 1)
    largest = {}
    for label, test in tests.items():
        shown = test(*samples).astype(np.float64)
        alarms = ((chance_now @ shown) * chance_before).sum(-1)
        place = int(np.argmax(alarms))
        largest[label] = (float(alarms[place]), float(rates[place]))
    return largest


def _largest(pair: Pair) -> dict[str, str]:
    return {
        label: f"{_percent(share)} (at {formatting.decimals(100 * rate, 1)}%)"
        for label, (share, rate) in largest_alarms(pair, PAIR_TESTS).items()
    }


def _possible(pair: Pair) -> Floats:
    """Rates that both populations can have, as nearly as whole units allow."""
    sizes = [size for size in (pair[1], pair[3]) if np.isfinite(size)]
    rates = np.round(_RATES * min(sizes)) / min(sizes) if sizes else _RATES
    return np.unique(rates[rates < 1])


def _chances(sample: int, size: float, rates: Floats) -> Floats:
    """The probability of every count, at each rate, the first axis."""
    counts, rate = np.arange(sample + 1), rates[:, None]
    if np.isfinite(size):
        return np.asarray(hypergeom.pmf(counts, int(size), np.round(rate * size), sample))
    return np.asarray(binom.pmf(counts, sample, rate))


def _every_count(sample: int, size: float, axis: int) -> Sample:
    """Every count that a sample can give, along one of two axes, as one stratum."""
    counts = np.arange(sample + 1.0)
    shaped = (counts[:, None] if axis == 0 else counts[None, :])[..., None]
    drawn, population, weight = (np.full(shaped.shape, float(value)) for value in (sample, size, 1))
    return Sample(shaped, drawn, population, weight)


def _population(
    strata: tuple[tuple[float, int, int], ...], fixed: float, sizes: tuple[int, ...]
) -> Population:  # fmt: skip
    rows = [(rate, size, float(drawn), weight) for (rate, size, weight), drawn in zip(strata, sizes, strict=True)]
    return Population.of(rows, fixed)


def _name(pair: Pair) -> str:
    return " against ".join(
        f"{formatting.count(n)} of {formatting.count(int(size))}" if np.isfinite(size) else formatting.count(n)
        for n, size in (pair[:2], pair[2:])
    )


def _percent(share: float) -> str:
    return formatting.decimals(100 * share, 1)

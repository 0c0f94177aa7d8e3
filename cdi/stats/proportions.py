"""Intervals for a simple proportion: k of n, each unit equally likely to be sampled.

Counts and populations may be arrays. Every function gives (low, high) as fractions.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from cdi.stats.inputs import Bounds, Floats, Whole, part_of_sample, plain, populations, require
from cdi.stats.normal import checked_level, quantile
from cdi.stats.units import Count, Level, PopulationSize, SampleSize, Score

# The hypergeometric tail of a small sample from a larger population takes seconds, and is the binomial's by then.
MOST_POPULATION = 10_000_000


def wilson(
    successes: Count, sample: SampleSize, level: Level = 0.95, population: PopulationSize | None = None
) -> Bounds:
    """Wilson score interval; the default for counts such as 84 of 93.

    Keeps inside [0, 1] and has width for 0 of n and n of n. With a finite `population` N it is taken at
    n/(1 − n/N) units, so a census has no width. Wilson (1927).
    """
    k, n = part_of_sample(successes, sample)
    return score_bounds(k / n, corrected_size(n, populations(population, n)), quantile(level))


def clopper_pearson(successes: Count, sample: SampleSize, level: Level = 0.95) -> Bounds:
    """Exact binomial interval: never covers less than its level, at the price of width. Clopper and Pearson (1934)."""
    k, n = part_of_sample(successes, sample)
    return beta_bounds(k, n, level)


def jeffreys(successes: Count, sample: SampleSize, level: Level = 0.95) -> Bounds:
    """Equal-tailed interval of the Beta(k + ½, n − k + ½) posterior.

    The lower end is 0 for 0 of n and the upper end 1 for n of n: the boundary fix of Brown, Cai and DasGupta (2001).
    """
    k, n = part_of_sample(successes, sample)
    tail = (1 - checked_level(level)) / 2
    low = np.where(k == 0, 0.0, betaincinv(k + 0.5, n - k + 0.5, tail))
    return plain(low), plain(np.where(k == n, 1.0, betaincinv(k + 0.5, n - k + 0.5, 1 - tail)))


def agresti_coull(successes: Count, sample: SampleSize, level: Level = 0.95, *, clipped: bool = False) -> Bounds:
    """Normal interval after adding z²/2 to the successes and to the failures. Agresti and Coull (1998).

    The formula leaves [0, 1] near its ends; `clipped` keeps it inside, as statsmodels does and R's binom does not.
    """
    k, n = part_of_sample(successes, sample)
    z2 = quantile(level) ** 2
    return _symmetric((k + z2 / 2) / (n + z2), n + z2, quantile(level), clipped=clipped)


def normal(
    successes: Count,
    sample: SampleSize,
    level: Level = 0.95,
    population: PopulationSize | None = None,
    *,
    unbiased: bool = False,
    clipped: bool = False,
) -> Bounds:
    """Wald interval p ± z √((1 − n/N) p(1 − p)/n), with n − 1 as the divisor when `unbiased`.

    For comparison only: too narrow for small samples and rates near 0 or 1, without width at 0 of n, and outside
    [0, 1] unless `clipped`.
    """
    k, n = part_of_sample(successes, sample)
    size = corrected_size(n, populations(population, n))
    divisor = size * np.where(n > 1, n - 1, 1) / n if unbiased else size
    return _symmetric(k / n, divisor, quantile(level), clipped=clipped)


def hypergeometric(successes: Count, sample: SampleSize, population: PopulationSize, level: Level = 0.95) -> Bounds:
    """Exact interval for a sample that is a large part of its population.

    The lower end is the smallest number K of successes in the population, over N, with which a sample has k or more
    with a probability above (1 − level)/2; the upper end the largest with which it has k or fewer. A census has no
    width. Raises ValueError for an infinite population, and for one of more than `MOST_POPULATION`.
    """
    k, n = part_of_sample(successes, sample)
    size = populations(population, n)
    if not np.isfinite(size).all():
        raise ValueError("population inf: expected the size of a finite population; use clopper_pearson without one")
    largest = size.max()
    require(largest <= MOST_POPULATION, largest, "population", f"no more than {MOST_POPULATION:,}; use clopper_pearson")
    tail = (1 - checked_level(level)) / 2
    part, drawn, total = (values.astype(np.int64) for values in np.broadcast_arrays(k, n, size))
    certain = _smallest_total(part, drawn, total, tail)
    # Counting the failures turns the upper end into a lower one.
    missed = _smallest_total(drawn - part, drawn, total, tail)
    return certain / size, 1 - missed / size


def binomial_error(successes: Count, sample: SampleSize) -> Floats:
    """Standard error √(p(1 − p)/n) of a simple proportion; zero for 0 of n and n of n."""
    k, n = part_of_sample(successes, sample)
    return np.sqrt(k / n * (1 - k / n) / n)


def corrected_size(sample: Floats, population: Floats) -> Floats:
    """n/(1 − n/N): the sample without replacement counts as so many units drawn with replacement; inf for a census."""
    left = 1 - sample / population
    return np.where(left > 0, sample / np.where(left > 0, left, 1), np.inf)


def score_bounds(rate: Floats, size: Floats, z: Score) -> Bounds:
    """Wilson's interval for any rate, real-valued size and multiplier; the rate itself where the size is infinite."""
    z2 = np.square(np.asarray(z, dtype=np.float64))
    counted = np.isfinite(size)
    n = np.where(counted, size, 1.0)
    centre = (2 * n * rate + z2) / (2 * (n + z2))
    margin = np.sqrt(z2) / (2 * (n + z2)) * np.sqrt(4 * n * rate * (1 - rate) + z2)
    low = np.where(rate == 0, 0.0, centre - margin)
    high = np.where(rate == 1, 1.0, centre + margin)
    return plain(np.where(counted, low, rate)), plain(np.where(counted, high, rate))


def beta_bounds(successes: Floats, sample: Floats, level: float) -> Bounds:
    """Clopper and Pearson's interval for real-valued counts."""
    tail = (1 - checked_level(level)) / 2
    failures = sample - successes
    some, missing = successes > 0, failures > 0
    low = np.where(some, betaincinv(np.where(some, successes, 1), failures + 1, tail), 0.0)
    high = np.where(missing, betaincinv(successes + 1, np.where(missing, failures, 1), 1 - tail), 1.0)
    return plain(low), plain(high)


def _symmetric(centre: Floats, size: Floats, z: float, *, clipped: bool) -> Bounds:
    margin = z * np.sqrt(centre * (1 - centre) / size)
    low, high = centre - margin, centre + margin
    return (np.clip(low, 0, 1), np.clip(high, 0, 1)) if clipped else (low, high)


def _smallest_total(k: Whole, n: Whole, size: Whole, tail: float) -> Floats:
    """The smallest K of N with P(X ≥ k | K) > tail, by bisection: the probability rises with K."""
    from scipy.stats import hypergeom  # slow to import

    # k units were seen, and N − n + k is the most there can be.
    low, high = k.copy(), size - n + k
    while (low < high).any():
        middle = (low + high) // 2
        enough = hypergeom.sf(k - 1, size, middle, n) > tail
        low, high = np.where(enough, low, np.minimum(middle + 1, high)), np.where(enough, middle, high)
    return low.astype(np.float64)

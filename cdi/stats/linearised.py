"""Rates as ratios of weighted totals, with the variance of their linearisation: overall, domains, clusters.

The variance is that of R's survey package for a single stage without replacement: per stratum
(1 − n/N) n/(n − 1) Σ(z − z̄)², with z = w(y − P x)/Σ w x of each sampled unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdi.stats.inputs import Floats, as_floats, part_of_sample, plain, require, verdict, whole
from cdi.stats.sample import Lonely, Sample, by_rule, contributions, stratum_places
from cdi.stats.units import Count, Place, PopulationSize, SampleSize, Weight

# Sums of squares lose this much of themselves to rounding; a spread below it is none.
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Linearised:
    """A rate of the sampled part with its variance; the methods in `cdi.stats.survey` make intervals of it.

    `units` counts the records, `degrees_of_freedom` the sampled units less the strata they lie in. `census` is true
    where nothing was left out, so that the rate has no sampling error. `unsampled_share` of the whole was not sampled
    and has the rate `unsampled_rate` for certain.
    """

    rate: Floats
    variance: Floats
    units: Floats
    degrees_of_freedom: Floats
    census: NDArray[np.bool_]
    unsampled_share: Floats | float = 0.0
    unsampled_rate: Floats | float = 1.0

    def with_unsampled(self, sampled: Floats) -> Floats:
        """A value of the sampled part as one of the whole: (1 − W₀) x + W₀ p₀."""
        return (1 - self.unsampled_share) * sampled + self.unsampled_share * self.unsampled_rate

    @property
    def effective_units(self) -> Floats:
        """p(1 − p)/V: the simple random sample, with replacement, of the same precision; infinite without variance."""
        spread = self.variance > 0
        return plain(np.where(spread, self.rate * (1 - self.rate) / np.where(spread, self.variance, 1), np.inf))


def overall(sample: Sample) -> Linearised:
    """The rate over all strata."""
    sampled = 1 - sample.unsampled_share
    return Linearised(
        rate=plain((sample.weight * sample.rate).sum(-1) / sample.weight.sum(-1)),
        variance=plain(contributions(sample).sum(-1) / sampled**2),
        units=plain(sample.sampled.sum(-1)),
        degrees_of_freedom=plain(sample.sampled.sum(-1) - sample.sampled.shape[-1]),
        census=verdict(sample.census.all(-1)),
        unsampled_share=sample.unsampled_share,
        unsampled_rate=sample.unsampled_rate,
    )


def domain(sample: Sample, successes: Count, sampled: SampleSize) -> Linearised:
    """The rate of a part that cuts across the strata, such as a kind of unit: `successes` of `sampled` in each.

    How much of the population the domain is cannot be told, so the rate is a ratio of two estimated totals, and
    the records outside the domain count in its variance. Degrees of freedom are those of the domain: its records
    less the strata that hold any, as R's subset() has it and not the design's. Raises ValueError when the domain is
    empty, larger than the sample, or the sample has a part not sampled, whose share of the domain nobody knows.
    """
    k, n = _domain_counts(sample, successes, sampled)
    rate, scale = _ratio(sample, k, n)
    squares = scale**2 * _squares(k, n, rate)
    variance = _variance(sample, scale * (k - rate[..., None] * n), squares, n > 0)
    return Linearised(
        rate=rate,
        variance=variance,
        units=plain(n.sum(-1)),
        degrees_of_freedom=plain(n.sum(-1) - (n > 0).sum(-1)),
        census=verdict((sample.census | (n == 0)).all(-1)),
    )


def domain_against_rest(sample: Sample, successes: Count, sampled: SampleSize) -> tuple[Floats, Floats]:
    """The rate of a domain less the rate of all else in the same sample, and its standard error.

    The two rates share strata and weights, so they are not independent: their covariance is in the error.
    """
    k, n = _domain_counts(sample, successes, sampled)
    others, rest = _domain_counts(sample, sample.successes - k, sample.sampled - n)
    rate, scale = _ratio(sample, k, n)
    rest_rate, rest_scale = _ratio(sample, others, rest)
    total = scale * (k - rate[..., None] * n) - rest_scale * (others - rest_rate[..., None] * rest)
    squares = scale**2 * _squares(k, n, rate) + rest_scale**2 * _squares(others, rest, rest_rate)
    return rate - rest_rate, np.sqrt(_variance(sample, total, squares))


def clusters(
    stratum: Place,
    units: Count,
    successes: Count,
    population: PopulationSize,
    weight: Weight | None = None,
    lonely: Lonely = "fail",
) -> Linearised:
    """The rate when clusters were drawn and all units in each sampled: one entry for each cluster in the first three.

    `stratum` is the place of the cluster's stratum in `population` (clusters, for the correction) and `weight`
    (clusters it stands for; the population when left out). `successes` of `units` units in the cluster
    succeeded; a cluster without a unit counts with zero. Degrees of freedom are clusters less strata. Units of one
    cluster succeed or fail together, so leaving the clusters out makes the interval too narrow.
    """
    size = np.atleast_1d(as_floats(population, "population"))
    place = stratum_places(stratum, size.size)
    x, y = whole(units, "units of a cluster"), whole(successes, "successes of a cluster")
    require(y <= x, y, "successes of a cluster", "no more than its units")
    drawn = np.bincount(place, minlength=size.size).astype(np.float64)
    # Every cluster is a unit of the design; what it holds comes in through the residuals.
    design = Sample(
        drawn, drawn, size, size if weight is None else np.atleast_1d(as_floats(weight, "weight")), lonely=lonely
    )
    each = design.weight / drawn
    total = (each[place] * x).sum()
    require(total > 0, total, "units in the sampled clusters", "more than none")
    rate = (each[place] * y).sum() / total
    residual = each[place] * (y - rate * x) / total
    sums, squares = (np.bincount(place, values, size.size).astype(np.float64) for values in (residual, residual**2))
    return Linearised(
        rate=plain(rate),
        variance=_variance(design, sums, squares),
        units=plain(x.sum()),
        degrees_of_freedom=plain(drawn.sum() - size.size),
        census=verdict(design.census.all()),
    )


def _domain_counts(sample: Sample, successes: Count, sampled: SampleSize) -> tuple[Floats, Floats]:
    k, n = whole(successes, "successes in the domain"), whole(sampled, "sampled in the domain")
    if k.shape != n.shape or k.shape[-1:] != sample.sampled.shape[-1:]:
        raise ValueError(f"domain of {k.shape} and {n.shape} counts: expected one of each for every stratum")
    require(k <= n, k, "successes in the domain", "no more than were sampled in it")
    require((n <= sample.sampled) & (k <= sample.successes), n, "sampled in the domain", "a part of the sample")
    require(n - k <= sample.sampled - sample.successes, n - k, "missed in the domain", "a part of the sample's missed")
    part_of_sample(k.sum(-1), n.sum(-1))
    unsampled = np.asarray(sample.unsampled_weight)
    require(unsampled == 0, unsampled, "unsampled weight", "none when a domain is asked for")
    return k, n


def _ratio(sample: Sample, k: Floats, n: Floats) -> tuple[Floats, Floats]:
    """The weighted rate, and w/Σ w n of each stratum."""
    each = sample.weight / sample.sampled
    total = (each * n).sum(-1)
    return plain((each * k).sum(-1) / total), each / total[..., None]


def _squares(k: Floats, n: Floats, rate: Floats) -> Floats:
    """Σ (y − P)² over the records of each stratum."""
    centre = rate[..., None]
    return k * (1 - centre) ** 2 + (n - k) * centre**2


def _variance(
    sample: Sample, total: Floats, squares: Floats, present: NDArray[np.bool_] | None = None
) -> Floats:  # fmt: skip
    n = sample.sampled
    spread = squares - total**2 / n
    spread = np.where(spread > _ROUNDING * squares, spread, 0.0)
    variance = sample.left * n / np.maximum(n - 1, 1) * spread
    return plain(by_rule(variance, sample.left * squares, sample, present).sum(-1))

"""Rates as ratios of weighted totals, with the variance of their linearisation: overall, domains, clusters.

The variance is that of R's survey package for a single stage without replacement: per stratum
(1 − n/N) n/(n − 1) Σ(z − z̄)², with z = w(y − P x)/Σ w x of each sampled unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cdi.stats.inputs import Floats, part_of_sample, plain, require, verdict, whole
from cdi.stats.sample import Lonely, Sample, by_rule, contributions, stratum_places

# Sums of squares lose this much of themselves to rounding; a spread below it is none.
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Linearised:
    """A rate of the sampled part with its variance; the methods in `cdi.stats.survey` make intervals of it.

    `units` counts the records, `degrees_of_freedom` the sampled units less the strata they lie in. `census` is true
    where nothing was left out, so that the rate has no sampling error. `known_share` of the whole was not sampled
    and has the rate `known_rate` for certain.
    """

    rate: Floats
    variance: Floats
    units: Floats
    degrees_of_freedom: Floats
    census: NDArray[np.bool_]
    known_share: Floats | float = 0.0
    known_rate: Floats | float = 1.0

    def with_known(self, sampled: Floats) -> Floats:
        """A value of the sampled part as one of the whole: (1 − W₀) x + W₀ p₀."""
        return (1 - self.known_share) * sampled + self.known_share * self.known_rate

    @property
    def effective_units(self) -> Floats:
        """p(1 − p)/V: the simple random sample, with replacement, of the same precision; infinite without variance."""
        spread = self.variance > 0
        return plain(np.where(spread, self.rate * (1 - self.rate) / np.where(spread, self.variance, 1), np.inf))


def overall(sample: Sample) -> Linearised:
    """The rate over all strata."""
    sampled = 1 - sample.known_share
    return Linearised(
        rate=plain((sample.weight * sample.rate).sum(-1) / sample.weight.sum(-1)),
        variance=plain(contributions(sample).sum(-1) / sampled**2),
        units=plain(sample.audited.sum(-1)),
        degrees_of_freedom=plain(sample.audited.sum(-1) - sample.audited.shape[-1]),
        census=verdict(sample.census.all(-1)),
        known_share=sample.known_share,
        known_rate=sample.known_rate,
    )


def domain(sample: Sample, recorded: ArrayLike, audited: ArrayLike) -> Linearised:
    """The rate of a part that cuts across the strata, such as domestic abuse: `recorded` of `audited` in each.

    The size of the domain in the population is not known, so the rate is a ratio of two estimated totals, and
    the records outside the domain count in its variance. Degrees of freedom are those of the domain: its records
    less the strata that hold any, as R's subset() has it and not the design's. Raises ValueError when the domain is
    empty, larger than the sample, or the sample has a known part, whose share of the domain nobody knows.
    """
    k, n = _domain_counts(sample, recorded, audited)
    rate, scale = _ratio(sample, k, n)
    variance = _variance(sample, scale * (k - rate[..., None] * n), scale**2 * _squares(k, n, rate))
    return Linearised(
        rate=rate,
        variance=variance,
        units=plain(n.sum(-1)),
        degrees_of_freedom=plain(n.sum(-1) - (n > 0).sum(-1)),
        census=verdict((sample.census | (n == 0)).all(-1)),
    )


def domain_against_rest(sample: Sample, recorded: ArrayLike, audited: ArrayLike) -> tuple[Floats, Floats]:
    """The rate of a domain less the rate of all else in the same sample, and its standard error.

    The two rates share strata and weights, so they are not independent: their covariance is in the error.
    """
    k, n = _domain_counts(sample, recorded, audited)
    others, rest = _domain_counts(sample, sample.recorded - k, sample.audited - n)
    rate, scale = _ratio(sample, k, n)
    rest_rate, rest_scale = _ratio(sample, others, rest)
    total = scale * (k - rate[..., None] * n) - rest_scale * (others - rest_rate[..., None] * rest)
    squares = scale**2 * _squares(k, n, rate) + rest_scale**2 * _squares(others, rest, rest_rate)
    return rate - rest_rate, np.sqrt(_variance(sample, total, squares))


def clusters(
    stratum: ArrayLike,
    crimes: ArrayLike,
    recorded: ArrayLike,
    population: ArrayLike,
    weight: ArrayLike | None = None,
    lonely: Lonely = "fail",
) -> Linearised:
    """The rate when incidents were drawn and all crimes in each audited: one entry an incident in the first three.

    `stratum` is the place of the incident's stratum in `population` (incidents, for the correction) and `weight`
    (incidents it stands for; the population when left out). `recorded` of `crimes` crimes in the incident were
    found; an incident without a crime counts with zero. Degrees of freedom are incidents less strata. Crimes of one
    incident are recorded or missed together, so leaving the clusters out makes the interval too narrow.
    """
    size = np.asarray(population, dtype=np.float64)
    place = stratum_places(stratum, size.size)
    x, y = whole(crimes, "crimes of an incident"), whole(recorded, "recorded crimes of an incident")
    require(y <= x, y, "recorded crimes of an incident", "no more than its crimes")
    drawn = np.bincount(place, minlength=size.size).astype(np.float64)
    # Every incident is a unit of the design; what it holds comes in through the residuals.
    design = Sample(drawn, drawn, size, size if weight is None else np.asarray(weight, dtype=np.float64), lonely=lonely)
    each = design.weight / drawn
    total = (each[place] * x).sum()
    require(total > 0, total, "crimes in the sampled incidents", "more than none")
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


def _domain_counts(sample: Sample, recorded: ArrayLike, audited: ArrayLike) -> tuple[Floats, Floats]:
    k, n = whole(recorded, "recorded in the domain"), whole(audited, "audited in the domain")
    if k.shape != n.shape or k.shape[-1:] != sample.audited.shape[-1:]:
        raise ValueError(f"domain of {k.shape} and {n.shape} counts: expected one of each for every stratum")
    require(k <= n, k, "recorded in the domain", "no more than were audited in it")
    require((n <= sample.audited) & (k <= sample.recorded), n, "audited in the domain", "a part of the sample")
    require(n - k <= sample.audited - sample.recorded, n - k, "missed in the domain", "a part of the sample's missed")
    part_of_sample(k.sum(-1), n.sum(-1))
    known = np.asarray(sample.known_weight)
    require(known == 0, known, "known weight", "none when a domain is asked for")
    return k, n


def _ratio(sample: Sample, k: Floats, n: Floats) -> tuple[Floats, Floats]:
    """The weighted rate, and w/Σ w n of each stratum."""
    each = sample.weight / sample.audited
    total = (each * n).sum(-1)
    return plain((each * k).sum(-1) / total), each / total[..., None]


def _squares(k: Floats, n: Floats, rate: Floats) -> Floats:
    """Σ (y − P)² over the records of each stratum."""
    centre = rate[..., None]
    return k * (1 - centre) ** 2 + (n - k) * centre**2


def _variance(sample: Sample, total: Floats, squares: Floats) -> Floats:
    n = sample.audited
    spread = squares - total**2 / n
    spread = np.where(spread > _ROUNDING * squares, spread, 0.0)
    variance = sample.left * n / np.maximum(n - 1, 1) * spread
    return plain(by_rule(variance, sample.left * squares, sample).sum(-1))

"""Preston's rescaled bootstrap for stratified samples without replacement."""

from __future__ import annotations

import numpy as np

from cdi.stats.estimate import Estimate
from cdi.stats.inputs import Floats, plain, random_generator, require, whole_number
from cdi.stats.normal import checked_level
from cdi.stats.sample import Sample
from cdi.stats.units import Level

# More replicates than this move no digit that is printed.
MOST_REPLICATES = 100_000


def preston(sample: Sample, generator: np.random.Generator, replicates: int = 2000, level: Level = 0.95) -> Estimate:
    """Percentile interval and standard error from half-samples drawn without replacement. Preston (2009).

    Each replicate keeps n* = ⌊n/2⌋ of the n units of a stratum and has its rate at p + λ(p* − p), with
    λ = √(n*(1 − n/N)/(n − n*)); the standard deviation over replicates then estimates the design's own error (R:
    svrep's mrbbootstrap). Same generator state, same answer. A lonely stratum has no half, so of the rules only
    `remove` and `certainty` can be met. Without variance in any stratum the interval has no width.
    """
    if sample.lonely in ("adjust", "average") and sample.alone.any():
        raise ValueError(f"rule for lonely strata {sample.lonely!r}: expected remove or certainty for a bootstrap")
    whole_number(replicates, "replicates", 2, MOST_REPLICATES)
    random_generator(generator)
    largest = sample.sampled.max()
    require(largest <= 1e9, largest, "sampled units", "no more than 1,000,000,000 for a bootstrap")
    drawn = _replicates(sample, generator, replicates)
    tail = (1 - checked_level(level)) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail), axis=0)
    return Estimate(sample.overall, drawn.std(axis=0, ddof=1), low, high, level)


def _replicates(sample: Sample, generator: np.random.Generator, replicates: int) -> Floats:
    """The overall rate in each replicate, the first axis."""
    n, k = sample.sampled.astype(np.int64), sample.successes.astype(np.int64)
    half = np.maximum(n // 2, 1)
    drawn = generator.hypergeometric(k, n - k, half, size=(replicates, *n.shape))
    stretch = np.sqrt(half * sample.left / np.maximum(n - half, 1))
    rate = sample.rate + stretch * (drawn / half - sample.rate)
    unsampled = sample.unsampled_share * sample.unsampled_rate
    return plain((sample.share * rate).sum(-1) + unsampled)

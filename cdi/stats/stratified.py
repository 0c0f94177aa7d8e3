"""The overall rate of a stratified sample without replacement, with intervals made from the strata's counts."""

from __future__ import annotations

import numpy as np

from cdi.stats.estimate import Estimate
from cdi.stats.inputs import Floats, fractions, plain
from cdi.stats.normal import multiplier, quantile
from cdi.stats.proportions import corrected_size, score_bounds
from cdi.stats.sample import Sample, contributions
from cdi.stats.units import ErrorOfFraction, Level, Score

__all__ = ["Estimate", "Sample", "mover_wilson", "normal_interval", "standard_error_from_half_width", "yan_su"]


def normal_interval(sample: Sample, level: Level = 0.95) -> Estimate:
    """Weighted rate with the symmetric normal interval that reproduces printed half-widths.

    P = Σ W p + W₀ p₀ with W the shares of the weights, the unsampled part included;
    V = Σ W² (1 − n/N) p(1 − p)/(n − 1); interval P ± z √V, with z = 1.96 at 95%. The unsampled part adds no variance.
    The interval is not kept inside [0, 1] and is too narrow for rates near 0 or 1 and for small samples: it is for
    comparison with published results, not for small counts.
    """
    overall, error = sample.overall, np.sqrt(contributions(sample).sum(-1))
    margin = multiplier(level) * error
    return Estimate(overall, error, overall - margin, overall + margin, level)


def yan_su(sample: Sample, level: Level = 0.95) -> Estimate:
    """Stratified Wilson interval with finite populations: the default for an overall rate. Yan and Su (2010).

    Each stratum gets Wilson's interval at n/(1 − n/N) units and the multiplier z′ = z √(Σ W² v) / Σ W √v, with
    v = (1 − n/N) p(1 − p)/n; the ends are added up with the weights. Strata of one unit need no rule here. When every
    v is zero, as when all or none succeeded, v is taken as (1 − n/N)/n: its limit as the strata's rates go to 0 or 1
    together. A census has no width. The standard error is that of `normal_interval`.
    """
    spread = sample.left * sample.rate * (1 - sample.rate) / sample.sampled
    spread = np.where((spread == 0).all(-1, keepdims=True), sample.left / sample.sampled, spread)
    root = (sample.share * np.sqrt(spread)).sum(-1, keepdims=True)
    ratio = np.sqrt((sample.share**2 * spread).sum(-1, keepdims=True)) / np.where(root > 0, root, 1)
    low, high = _stratum_bounds(sample, quantile(level) * ratio)
    return _from_ends(sample, (sample.share * low).sum(-1), (sample.share * high).sum(-1), level)


def mover_wilson(sample: Sample, level: Level = 0.95) -> Estimate:
    """Wilson's interval of each stratum, combined by the method of variance estimates recovery.

    P − √Σ W²(p − l)² to P + √Σ W²(u − p)², with l and u at n/(1 − n/N) units. Zou, Huang and Zhang (2009).
    """
    low, high = _stratum_bounds(sample, quantile(level))
    below = np.sqrt((sample.share**2 * (sample.rate - low) ** 2).sum(-1))
    above = np.sqrt((sample.share**2 * (high - sample.rate) ** 2).sum(-1))
    sampled = (sample.share * sample.rate).sum(-1)
    return _from_ends(sample, sampled - below, sampled + above, level)


def standard_error_from_half_width(half_width: ErrorOfFraction, level: Level = 0.95) -> Floats:
    """The standard error behind a half-width that was published at this level; both are fractions."""
    width = fractions(half_width, "half-width")
    return plain(width / multiplier(level))


def _stratum_bounds(sample: Sample, z: Score) -> tuple[Floats, Floats]:
    return score_bounds(sample.rate, corrected_size(sample.sampled, sample.population), z)


def _from_ends(sample: Sample, low: Floats, high: Floats, level: float) -> Estimate:
    """The estimate whose sampled parts have these weighted ends; the unsampled part moves both alike."""
    unsampled = sample.unsampled_share * sample.unsampled_rate
    error = np.sqrt(contributions(sample).sum(-1))
    return Estimate(sample.overall, error, low + unsampled, high + unsampled, level)

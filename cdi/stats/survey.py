"""Intervals from a rate, its design variance and its degrees of freedom, as survey packages make them."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from cdi.stats.estimate import Estimate
from cdi.stats.inputs import Bounds, Floats
from cdi.stats.linearised import Linearised
from cdi.stats.normal import t_quantile
from cdi.stats.proportions import beta_bounds
from cdi.stats.units import Level


def normal_t(estimate: Linearised, level: Level = 0.95) -> Estimate:
    """P ± t √V, as R's confint(svymean()) and svyciprop(method = "mean"). For comparison only.

    Not kept inside [0, 1], and without width when the variance is zero.
    """
    margin = t_quantile(level, estimate.degrees_of_freedom) * np.sqrt(estimate.variance)
    return _of(estimate, (estimate.rate - margin, estimate.rate + margin), level)


def logit_t(estimate: Linearised, level: Level = 0.95) -> Estimate:
    """The logit of P, ± t √V/(P(1 − P)), turned back: R's svyciprop(method = "xlogit").

    Where the variance is zero though something was left out, Korn and Graubard's interval stands in.
    """
    open_ = estimate.variance > 0
    rate = np.where(open_, estimate.rate, 0.5)
    t = t_quantile(level, estimate.degrees_of_freedom)
    margin = t * np.sqrt(estimate.variance) / (rate * (1 - rate))
    low, high = _korn_graubard(estimate, level, truncated=False)
    bounds = (
        np.where(open_, expit(logit(rate) - margin), low),
        np.where(open_, expit(logit(rate) + margin), high),
    )
    return _of(estimate, bounds, level)


def korn_graubard(estimate: Linearised, level: Level = 0.95, *, truncated: bool = False) -> Estimate:
    """Clopper and Pearson's interval at the effective sample size. Korn and Graubard (1998).

    n′ = P(1 − P)/V · (t with n − 1 / t with the design's degrees of freedom)², as R's svyciprop(method = "beta");
    `truncated` keeps it at n at most, as the National Center for Health Statistics and svy do: wider, because with a
    finite population n′ may rightly exceed n. Where the variance is zero though something was left out, n takes
    the place of P(1 − P)/V; a census has no width.
    """
    return _of(estimate, _korn_graubard(estimate, level, truncated=truncated), level)


def _korn_graubard(estimate: Linearised, level: Level, *, truncated: bool) -> Bounds:
    units = estimate.units
    unmeasured = estimate.variance == 0
    ratio = t_quantile(level, units - 1) / t_quantile(level, estimate.degrees_of_freedom)
    size = np.where(unmeasured, units, estimate.effective_units) * ratio**2
    size = np.minimum(size, units) if truncated else size
    low, high = beta_bounds(size * estimate.rate, size, level)
    return np.where(estimate.census, estimate.rate, low), np.where(estimate.census, estimate.rate, high)


def _of(estimate: Linearised, bounds: Bounds, level: float) -> Estimate:
    low, high = (estimate.with_unsampled(end) for end in bounds)
    error: Floats = (1 - estimate.unsampled_share) * np.sqrt(estimate.variance)
    return Estimate(estimate.with_unsampled(estimate.rate), error, low, high, level)

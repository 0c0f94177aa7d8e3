"""Rates of many groups drawn towards each other by a beta-binomial model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit, gammaln, logit

from cdi.stats.inputs import Bounds, Floats, inner_fractions, one, part_of_sample, plain, positive, require
from cdi.stats.normal import checked_level
from cdi.stats.units import Count, Level, SampleSize

# Beyond about ten million units' worth of prior (its logarithm) the groups cannot be told from equal.
_MOST_LOG_PRECISION = 16.0


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """The distribution that the groups' true rates seem to come from: Beta(μM, (1 − μ)M).

    `mean` is μ. `precision` is M: a group with M sampled units is drawn half of the way to the mean.
    """

    mean: float
    precision: float
    log_likelihood: float

    def __post_init__(self) -> None:
        inner_fractions(one(self.mean, "mean of the groups"), "mean of the groups")
        positive(one(self.precision, "precision"), "precision")
        one(self.log_likelihood, "log-likelihood")

    @property
    def spread(self) -> float:
        """ρ = 1/(M + 1), the correlation of two units of one group."""
        return 1 / (self.precision + 1)


def fit(successes: Count, sampled: SampleSize) -> BetaBinomial:
    """Maximum likelihood from the counts of all groups. Raises ValueError when they differ no more than by chance."""
    k, n = part_of_sample(successes, sampled)
    pooled = plain(k.sum() / n.sum())
    require((pooled > 0) & (pooled < 1), pooled, "pooled rate", "between 0 and 1 to fit a spread to")
    model = _fit(tuple(k.ravel().tolist()), tuple(n.ravel().tolist()))
    if model is None:
        raise ValueError(
            f"spread between groups 0: expected more than chance to draw rates together by; the pooled rate "
            f"{float(pooled):.4g} stands for all"
        )
    return model


# An audit is measured several times on its way to a report, and its units have the same counts each time.
@lru_cache(maxsize=256)
def _fit(successes: tuple[float, ...], sampled: tuple[float, ...]) -> BetaBinomial | None:
    """The model of these counts; None where the groups differ no more than by chance."""
    k, n = np.array(successes), np.array(sampled)
    best = minimize(
        _surprise,
        np.array([logit(float(k.sum() / n.sum())), np.log(100.0)]),
        (k, n),
        "L-BFGS-B",
        jac=_slope,
        bounds=((-20.0, 20.0), (-7.0, _MOST_LOG_PRECISION)),
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
    )
    if best.x[1] > _MOST_LOG_PRECISION - 1:
        return None
    mean, precision = float(expit(best.x[0])), float(np.exp(best.x[1]))
    coefficients = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return BetaBinomial(mean, precision, float(-best.fun + coefficients.sum()))


def shrunk(successes: Count, sampled: SampleSize, model: BetaBinomial, level: Level = 0.95) -> tuple[Floats, Bounds]:
    """Posterior mean (k + μM)/(n + M) of each group and its equal-tailed interval.

    Plug-in (empirical Bayes): the interval leaves out that μ and M are estimated, so it is somewhat too narrow.
    """
    a, b = posterior(successes, sampled, model)
    tail = (1 - checked_level(level)) / 2
    return a / (a + b), (plain(betaincinv(a, b, tail)), plain(betaincinv(a, b, 1 - tail)))


def posterior(successes: Count, sampled: SampleSize, model: BetaBinomial) -> Bounds:
    """The two parameters of each group's beta posterior: k + μM and n − k + (1 − μ)M."""
    k, n = part_of_sample(successes, sampled)
    return k + model.mean * model.precision, n - k + (1 - model.mean) * model.precision


def _surprise(at: Floats, k: Floats, n: Floats) -> float:
    """The negative log-likelihood without the binomial coefficients, at (logit μ, log M)."""
    a, b = expit(at[0]) * np.exp(at[1]), expit(-at[0]) * np.exp(at[1])
    return -float((betaln(k + a, n - k + b) - betaln(a, b)).sum())


def _slope(at: Floats, k: Floats, n: Floats) -> Floats:
    mean, precision = expit(at[0]), np.exp(at[1])
    a, b = mean * precision, (1 - mean) * precision
    total = digamma(n + precision) - digamma(precision)
    by_a = (digamma(k + a) - digamma(a) - total).sum()
    by_b = (digamma(n - k + b) - digamma(b) - total).sum()
    return -np.array([precision * mean * (1 - mean) * (by_a - by_b), a * by_a + b * by_b])

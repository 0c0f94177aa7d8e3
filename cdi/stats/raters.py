"""Two raters of the same units, and a rate corrected for what raters get wrong.

A table has the first rater's decisions in its rows and the second's in its columns, in one order, as its last two
axes; any axes before them run over pairs of raters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdi.stats.inputs import Floats, fractions, plain, require, standard_errors, whole
from cdi.stats.normal import quantile
from cdi.stats.units import Count, ErrorOfFraction, Fraction, Level


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement beyond chance, 1 when perfect, with its standard error and normal interval."""

    coefficient: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float


def observed_agreement(table: Count) -> Floats:
    """The share of units on which the two raters decided alike."""
    share, _ = _shares(table)
    return plain(np.trace(share, axis1=-2, axis2=-1))


def kappa(table: Count, level: Level = 0.95) -> Agreement:
    """Cohen's kappa (pₒ − pₑ)/(1 − pₑ), with the large-sample error of Fleiss, Cohen and Everitt (1969).

    Falls towards 0 when nearly all decisions are alike, however well the raters agree: read it beside `ac1`. Raises
    ValueError when both used one and the same category throughout, for then there is no chance to compare with.
    """
    share, n = _shares(table)
    rows, columns = share.sum(-1), share.sum(-2)
    observed, chance = np.trace(share, axis1=-2, axis2=-1), plain((rows * columns).sum(-1))
    require(chance < 1, chance, "agreement by chance", "less than 1: both raters used one category throughout")
    value = (observed - chance) / (1 - chance)
    pull = 1 - value
    diagonal = np.diagonal(share, axis1=-2, axis2=-1)
    same = (diagonal * (1 - (rows + columns) * pull[..., None]) ** 2).sum(-1)
    # Row i pairs with column i's total of the first rater's category j: p₊ᵢ + pⱼ₊.
    crossed = (columns[..., :, None] + rows[..., None, :]) ** 2
    off = (share * crossed).sum((-2, -1)) - (diagonal * np.diagonal(crossed, axis1=-2, axis2=-1)).sum(-1)
    variance = same + pull**2 * off - (value - chance * pull) ** 2
    return _agreement(value, np.sqrt(np.maximum(variance, 0) / n) / (1 - chance), level)


def ac1(table: Count, level: Level = 0.95) -> Agreement:
    """Gwet's AC1: chance agreement pₑ = Σ π(1 − π)/(q − 1), π the mean share of each of q categories. Gwet (2008).

    Keeps its meaning when nearly all decisions are alike. The error has the divisor n, as Gwet prints it; some
    programs use n − 1.
    """
    share, n = _shares(table)
    categories = share.shape[-1]
    mean = (share.sum(-1) + share.sum(-2)) / 2
    observed = np.trace(share, axis1=-2, axis2=-1)
    chance = (mean * (1 - mean)).sum(-1) / (categories - 1)
    value = (observed - chance) / (1 - chance)
    pull = (1 - value)[..., None]
    diagonal = np.diagonal(share, axis1=-2, axis2=-1)
    pairs = 1 - (mean[..., :, None] + mean[..., None, :]) / 2
    variance = (
        observed * (1 - observed)
        - 4 * (1 - value) * ((diagonal * (1 - mean)).sum(-1) / (categories - 1) - observed * chance)
        + 4 * pull[..., 0] ** 2 * ((share * pairs**2).sum((-2, -1)) / (categories - 1) ** 2 - chance**2)
    )
    return _agreement(value, np.sqrt(np.maximum(variance, 0) / n) / (1 - chance), level)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A rate corrected for raters' errors, with its standard error and normal interval, as fractions.

    Not kept inside [0, 1]: a rate outside says that the raters' error rates do not fit the sample.
    """

    rate: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float


def rogan_gladen(
    rate: Fraction,
    error: ErrorOfFraction,
    sensitivity: Fraction,
    sensitivity_error: ErrorOfFraction,
    specificity: Fraction,
    specificity_error: ErrorOfFraction,
    level: Level = 0.95,
) -> Corrected:
    """The true rate behind an apparent one: π = (p + s₀ − 1)/(s₁ + s₀ − 1). Rogan and Gladen (1978).

    `sensitivity` s₁ is the share of true successes that the rater called so, `specificity` s₀ the share of
    true failures called failures, both from a second look. Delta-method variance
    (V(p) + π² V(s₁) + (1 − π)² V(s₀))/(s₁ + s₀ − 1)²; the three samples must be independent. Raises ValueError when
    s₁ + s₀ is no more than 1: such ratings are
    no better than a coin.
    """
    p, s1, s0 = fractions(rate, "rate"), fractions(sensitivity, "sensitivity"), fractions(specificity, "specificity")
    gain = s1 + s0 - 1
    require(gain >= 1e-6, s1 + s0, "sensitivity and specificity together", "more than 1")
    true = (p + s0 - 1) / gain
    errors = [standard_errors(value, "standard error") for value in (error, sensitivity_error, specificity_error)]
    variance = errors[0] ** 2 + (true * errors[1]) ** 2 + ((1 - true) * errors[2]) ** 2
    deviation = np.sqrt(variance) / gain
    margin = quantile(level) * deviation
    return Corrected(true, deviation, true - margin, true + margin, level)


def _shares(table: Count) -> tuple[Floats, Floats]:
    """Each cell as a share of its table, and the number of units."""
    counts = whole(table, "count in the table")
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2] or counts.shape[-1] < 2:
        raise ValueError(f"table of shape {counts.shape}: expected as many rows as columns, at least two")
    n = plain(counts.sum((-2, -1)))
    require(n > 0, n, "units in the table", "at least one")
    return counts / n[..., None, None], n


def _agreement(value: Floats, error: Floats, level: float) -> Agreement:
    margin = quantile(level) * error
    return Agreement(value, error, value - margin, np.minimum(value + margin, 1), level)

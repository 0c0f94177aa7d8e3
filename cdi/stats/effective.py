"""A rate and the sample that its interval is worth: what a test of two rates needs to know of each.

A weighted, stratified rate p with an interval from l to u is as sure as a simple sample: z² l(1 − l)/(p − l)² units
say so of the lower end and z² u(1 − u)/(u − p)² of the upper, for Wilson's interval of so many units has these ends.
Of such units an exact interval can be made at any level, which Yan and Su's own form does not have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtr

from cdi.stats.inputs import Bounds, Floats, fractions, plain, require, standard_errors, verdict
from cdi.stats.normal import quantile
from cdi.stats.sample import Sample
from cdi.stats.stratified import yan_su
from cdi.stats.units import ErrorOfFraction, Fraction, Level, Score

# Halvings of the unit interval; the last is far below any digit printed.
_HALVINGS = 45
# An end this close to its rate has no error; a fixed part moves it so far through rounding alone.
_ROUNDING = 1e-12
# Stands in for a probability of exactly zero where it divides.
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rate with the units behind the lower and the upper end of its interval, and the share of a population drawn.

    `below` and `above` are infinite where that end has no error, as after a census. `drawn_below` and `drawn_above`
    are fractions; zero without a finite population.
    """

    rate: Floats
    below: Floats
    above: Floats
    drawn_below: Floats
    drawn_above: Floats

    @classmethod
    def of_sample(cls, sample: Sample) -> Evidence:
        """From the strata, by Yan and Su's interval at 95%: it has an error at 0% and 100%, and none for a census.

        The share drawn is what the finite populations add to the units: 1 − (units without them)/(units with them).
        """
        corrected = cls.of_interval(*_ends(sample))
        endless = cls.of_interval(*_ends(replace(sample, population=np.full_like(sample.population, np.inf))))
        drawn = [
            plain(np.clip(1 - without / with_, 0, 1))
            for without, with_ in ((endless.below, corrected.below), (endless.above, corrected.above))
        ]
        return cls(corrected.rate, corrected.below, corrected.above, drawn[0], drawn[1])

    @classmethod
    def of_interval(cls, rate: Fraction, low: Fraction, high: Fraction, level: Level = 0.95) -> Evidence:
        """From a rate and its interval, as fractions. Where the rate is 0 or 1 the other end speaks for both.

        Raises ValueError for an interval that does not hold its rate, and for one that ends at 0 or 1 though the rate
        does not: how many units are behind such an end cannot be told, so take the standard error.
        """
        p, bottom, top = np.broadcast_arrays(fractions(rate, "rate"), fractions(low, "low"), fractions(high, "high"))
        require((bottom <= p + _ROUNDING) & (p <= top + _ROUNDING), p, "rate", "a value inside its interval")
        bottom, top = np.minimum(bottom, p), np.maximum(top, p)
        require((bottom > 0) | (p == 0), bottom, "low", "more than 0 where the rate is")
        require((top < 1) | (p == 1), top, "high", "less than 1 where the rate is")
        below, above = _units_behind(p, bottom, level), _units_behind(p, top, level)
        none = plain(np.zeros(p.shape))
        return cls(plain(p), plain(np.where(p == 0, above, below)), plain(np.where(p == 1, below, above)), none, none)

    @classmethod
    def of_error(cls, rate: Fraction, standard_error: ErrorOfFraction) -> Evidence:
        """From a rate between 0 and 1 with its standard error, as published rates have it: p(1 − p)/s² units.

        Raises ValueError for a rate of 0 or 1, and for an error of 0: they do not say how much was sampled.
        """
        p, error = np.broadcast_arrays(fractions(rate, "rate"), standard_errors(standard_error, "standard error"))
        require((p > 0) & (p < 1), p, "rate", "between 0 and 1: at its ends an error does not give the sample's size")
        require(error > 0, error, "standard error", "more than zero: without one there is no sample's size")
        units, none = plain(p * (1 - p) / error**2), plain(np.zeros(p.shape))
        return cls(plain(p), units, units, none, none)

    @property
    def certain(self) -> NDArray[np.bool_]:
        """Whether the rate has no sampling error, as after a census."""
        return verdict(np.isinf(self.below) & np.isinf(self.above))

    def exact_ends(self, z: Score) -> Bounds:
        """The rates beyond which the sample's own count, or one further out, has a probability below Φ(−z).

        Clopper and Pearson's interval where the population is endless. With a finite one the count is hypergeometric.
        """
        low = 1 - _upper_end(1 - self.rate, self.below, self.drawn_below, z)
        return plain(low), _upper_end(self.rate, self.above, self.drawn_above, z)


def _ends(sample: Sample) -> tuple[Floats, Floats, Floats, float]:
    estimate = yan_su(sample)
    low, high = np.clip(estimate.low, 0, 1), np.clip(estimate.high, 0, 1)
    return np.clip(estimate.rate, 0, 1), low, high, estimate.level


def _units_behind(rate: Floats, end: Floats, level: Level) -> Floats:
    distance = np.abs(rate - end)
    apart = distance > _ROUNDING
    return np.where(apart, quantile(level) ** 2 * end * (1 - end) / np.where(apart, distance, 1.0) ** 2, np.inf)


def _upper_end(rate: Floats, units: Floats, drawn: Floats, z: Score) -> Floats:
    """The upper end by halving. The rarer of found and missing is counted, for there the approximation is best."""
    p, m, f, tail = np.broadcast_arrays(rate, units, drawn, ndtr(-np.asarray(z, dtype=np.float64)))
    uncertain = np.isfinite(m) & (p < 1)
    f = np.where(uncertain, f, 0.0)
    n = np.where(uncertain, m, 1.0) * (1 - f)
    missing = p >= 0.5
    low, high = p, np.ones_like(p)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        few_missing = _at_least(n * (1 - p), n, f, 1 - middle)
        few_found = 1 - _at_least(n * p + 1, n, f, middle)
        inside = np.where(missing, few_missing, few_found) > tail
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return plain(np.where(uncertain, (low + high) / 2, p))


def _at_least(count: Floats, n: Floats, f: Floats, share: Floats) -> Floats:
    """P(X ≥ count) for X of n units drawn, a fraction f of all, when this share of all have the property.

    A binomial of the hypergeometric's mean and variance, because it takes real values: p* = 1 − (1 − share)(1 − f)
    and n* = n share/p*. It is the hypergeometric's limit for rare properties as well as for an endless population.
    """
    chance = np.clip(1 - (1 - share) * (1 - f), _TINY, 1)
    room = n * share / chance - count + 1
    some, possible = count > 0, room > 0
    reached = betainc(np.where(some, count, 1.0), np.where(possible, room, 1.0), chance)
    return np.where(some, np.where(possible, reached, 0.0), 1.0)

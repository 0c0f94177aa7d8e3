"""A rate and the sample that its interval is worth: what a test of two rates needs to know of each.

A weighted, stratified rate p with an interval from l to u is as certain as a simple sample: z² l(1 − l)/(p − l)² units
say so of the lower end and z² u(1 − u)/(u − p)² of the upper, for Wilson's interval of so many units has these ends.
Of such units an exact interval can be made at any level, which Yan and Su's own form does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betainccinv, betaincinv, ndtr, ndtri

from cdi.stats.inputs import (
    Bounds,
    Floats,
    fractions,
    numbers,
    plain,
    require,
    standard_errors,
    verdict,
    yes_or_no,
)
from cdi.stats.normal import quantile
from cdi.stats.roots import find_root
from cdi.stats.sample import Sample
from cdi.stats.stratified import yan_su
from cdi.stats.units import Difference, ErrorOfFraction, Fraction, Level, Score, YesNo

# An end this close to its rate has no error; a fixed part moves it so far through rounding alone.
_ROUNDING = 1e-12
# Stands in for a probability of exactly zero, where it divides or has no quantile; its z is 37.
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

    @classmethod
    def together(cls, rates: Sequence[Evidence]) -> Evidence:
        """Several single rates as one, so that one call tests them all. Raises ValueError for none of them."""
        if not isinstance(rates, (list, tuple)) or not rates or not all(isinstance(one, cls) for one in rates):
            raise ValueError(f"rates {rates!r}: expected a list of at least one Evidence")
        parts = ((one.rate, one.below, one.above, one.drawn_below, one.drawn_above) for one in rates)
        return cls(*(np.array(column, dtype=np.float64) for column in zip(*parts, strict=True)))

    @property
    def certain(self) -> NDArray[np.bool_]:
        """Whether the rate has no sampling error, as after a census."""
        return verdict(np.isinf(self.below) & np.isinf(self.above))

    def exact_ends(self, z: Score) -> Bounds:
        """The rates beyond which the sample's own count, or one further out, has a probability below Φ(−z).

        Clopper and Pearson's interval where the population is endless. With a finite one the count is hypergeometric.
        """
        score = numbers(z, "z")
        require(score >= 0, score, "z", "zero or more")
        low = 1 - _upper_end(1 - self.rate, self.below, self.drawn_below, score)
        return plain(low), _upper_end(self.rate, self.above, self.drawn_above, score)

    def score_of_margin(self, margin: Difference, *, downward: YesNo) -> Floats:
        """The multiplier z at which an end of `exact_ends` is this far from the rate: below it where `downward`.

        Infinite where that end has no error, and where it cannot be so far away.
        """
        room, down = numbers(margin, "margin"), yes_or_no(downward, "downward")
        require(room >= 0, room, "margin", "zero or more")
        rate = np.where(down, 1 - self.rate, self.rate)
        units, drawn = np.where(down, self.below, self.above), np.where(down, self.drawn_below, self.drawn_above)
        end = rate + room
        # No end lies beyond 0 or 1, whatever the multiplier.
        return plain(np.where(end > 1 + _ROUNDING, np.inf, _score(rate, units, drawn, np.minimum(end, 1))))


def _ends(sample: Sample) -> tuple[Floats, Floats, Floats, float]:
    estimate = yan_su(sample)
    low, high = np.clip(estimate.low, 0, 1), np.clip(estimate.high, 0, 1)
    return np.clip(estimate.rate, 0, 1), low, high, estimate.level


def _units_behind(rate: Floats, end: Floats, level: Level) -> Floats:
    distance = np.abs(rate - end)
    apart = distance > _ROUNDING
    return np.where(apart, quantile(level) ** 2 * end * (1 - end) / np.where(apart, distance, 1.0) ** 2, np.inf)


def _upper_end(rate: Floats, units: Floats, drawn: Floats, z: Floats) -> Floats:
    """The upper end: a beta quantile without a finite population, the root of `_score` with one."""
    p, m, f, score = np.broadcast_arrays(rate, units, drawn, z)
    uncertain = np.isfinite(m) & (p < 1)
    endless = f == 0
    end = _beta_end(p, np.where(uncertain, m, 1.0), ndtr(-score))
    if not endless.all():
        finite = uncertain & ~endless
        m, f = np.where(finite, m, 1.0), np.where(finite, f, 0.0)
        root = find_root(lambda at: _score(p, m, f, at) - score, p, np.ones_like(p))
        end = np.where(finite, root, end)
    return plain(np.where(uncertain, end, p))


def _beta_end(rate: Floats, units: Floats, tail: Floats) -> Floats:
    """Clopper and Pearson's upper end of real-valued counts, never below the rate."""
    successes, failures = units * rate, units * (1 - rate)
    shape = np.where(failures > 0, failures, 1.0)
    few_failures = 1 - betaincinv(shape, successes + 1, tail)
    few_successes = betainccinv(successes + 1, shape, tail)
    return np.maximum(rate, np.where(failures > 0, np.where(rate >= 0.5, few_failures, few_successes), 1.0))


def _score(rate: Floats, units: Floats, drawn: Floats, end: Floats) -> Floats:
    """The z for which Φ(−z) is the probability of the count, or a lower one, at the rate `end`.

    The rarer of the two, successes and failures, is counted: there the approximation of a finite population is best,
    a binomial of the hypergeometric's mean and variance, because it takes real values. p* = 1 − (1 − r)(1 − f) and
    n* = n r/p*, r the share of the rarer. It is the hypergeometric's limit for rare properties as well as for an
    endless population.
    """
    p, m, f, at = np.broadcast_arrays(rate, units, drawn, end)
    uncertain = np.isfinite(m) & (p < 1)
    n = np.where(uncertain, m, 1.0) * (1 - f)
    rarer = p >= 0.5
    share = np.where(rarer, 1 - at, at)
    others = (1 - share) * (1 - f)
    chance = np.clip(1 - others, _TINY, 1)
    # P(X ≥ count) of the failures is the tail itself; P(X ≥ count + 1) of the successes is what the tail leaves.
    count = np.where(rarer, n * (1 - p), n * p + 1)
    room = n * share / chance - count + 1
    some, possible = np.where(count > 0, count, 1.0), np.where(room > 0, room, 1.0)
    tail = betainc(np.where(rarer, some, possible), np.where(rarer, possible, some), np.where(rarer, chance, others))
    tail = np.where(room > 0, tail, np.where(rarer, 0.0, 1.0))
    tail = np.where(count > 0, tail, 1.0)
    z = -ndtri(np.clip(tail, _TINY, 1 - _ROUNDING))
    return np.where(uncertain, z, np.inf)

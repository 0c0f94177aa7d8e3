"""Whether two independently estimated rates differ: the test behind every verdict of change of a stratified rate.

It must hold its level where the z test does not: samples of very different sizes, three units, and rates of 0% and
100%, whose normal standard error is zero. It is MOVER (Zou and Donner 2008) on exact ends, at the sizes that each
rate's own interval is worth (`effective`). docs/methods.md shows its false alarms beside those of the z test and of
MOVER on Yan and Su's ends: the first reach 96% and the second 13% of pairs that did not change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cdi.stats.effective import Evidence
from cdi.stats.inputs import Bounds, Floats, plain, verdict
from cdi.stats.normal import quantile
from cdi.stats.units import Level, Score

# Beyond this many standard errors a tail has no digits left in floating point; p is then about 1e-300.
_MOST_SCORES = 37.0
# The score is looked for on grids, each inside one step of the one before.
_GRIDS, _STEPS = 5, 32


@dataclass(frozen=True, slots=True)
class RateChange:
    """A difference of two fractions (now less before) with its interval and two-sided p.

    `score` is the multiplier at which the interval ends at zero, with the sign of the difference: what z is to a z
    test. The interval leaves out zero exactly when `p_value` is below 1 − `level`.
    """

    difference: Floats
    low: Floats
    high: Floats
    level: float
    score: Floats
    p_value: Floats

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Whether the interval of the difference leaves out zero."""
        return verdict((self.low > 0) | (self.high < 0))


def compare_rates(now: Evidence, before: Evidence, level: Level = 0.95) -> RateChange:
    """Test two rates and give the interval of their difference at `level`.

    The samples must be independent. Raises ValueError where neither rate has a sampling error: two censuses differ or
    do not, and there is nothing to test.
    """
    if np.any(now.certain & before.certain):
        raise ValueError("neither rate has a sampling error: there is nothing to test; the two differ or do not")
    low, high = difference_bounds(now, before, level)
    score = _score(now, before)
    return RateChange(plain(now.rate - before.rate), low, high, level, score, plain(2 * ndtr(-np.abs(score))))


def difference_bounds(now: Evidence, before: Evidence, level: Level = 0.95) -> Bounds:
    """MOVER's interval of the difference: d − √((p₁ − l₁)² + (u₀ − p₀)²) to d + √((u₁ − p₁)² + (p₀ − l₀)²)."""
    return _bounds(now, before, quantile(level))


def _bounds(now: Evidence, before: Evidence, z: Score) -> Bounds:
    (l1, u1), (l0, u0) = now.exact_ends(z), before.exact_ends(z)
    difference = now.rate - before.rate
    below, above = np.hypot(now.rate - l1, u0 - before.rate), np.hypot(u1 - now.rate, before.rate - l0)
    return plain(difference - below), plain(difference + above)


def _score(now: Evidence, before: Evidence) -> Floats:
    """The multiplier at which the interval reaches zero; the margins grow with it, so grids close in on it."""
    difference = np.asarray(now.rate - before.rate)
    this, last = (_with_axis(each, difference.shape) for each in (now, before))
    start, width = np.zeros(difference.shape), _MOST_SCORES
    for _ in range(_GRIDS):
        width /= _STEPS
        low, high = _bounds(this, last, start[..., None] + width * np.arange(1, _STEPS + 1))
        apart = np.where(difference[..., None] > 0, low > 0, high < 0)
        start = start + np.minimum(apart.sum(-1), _STEPS - 1) * width
    return plain(np.sign(difference) * start)


def _with_axis(evidence: Evidence, shape: tuple[int, ...]) -> Evidence:
    """The same with one more axis at the end, for a grid."""
    parts = (evidence.rate, evidence.below, evidence.above, evidence.drawn_below, evidence.drawn_above)
    return Evidence(*(np.broadcast_to(part, shape)[..., None] for part in parts))

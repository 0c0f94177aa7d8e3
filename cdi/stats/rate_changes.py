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
from cdi.stats.inputs import Bounds, Floats, plain, positive, require, verdict
from cdi.stats.normal import quantile
from cdi.stats.roots import find_root
from cdi.stats.units import Difference, Level, Score

# Beyond this many standard errors a tail has no digits left in floating point; p is then about 1e-300.
_MOST_SCORES = 37.0


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
    _require_error(now, before)
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


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided tests of a difference against a margin; a small p is evidence that the words are true."""

    not_worse: Floats
    """The p of "no worse than by the margin"."""
    not_better: Floats
    """The p of "no better than by the margin"."""

    @property
    def equivalent(self) -> Floats:
        """The p of "changed by less than the margin either way": the larger of the two."""
        return np.maximum(self.not_worse, self.not_better)


def equivalence(now: Evidence, before: Evidence, margin: Difference) -> Equivalence:
    """Whether a rate is no worse than by `margin` (non-inferiority), or the same within it. Schuirmann (1987).

    The interval is that of `compare_rates`: "no worse" at 5% says that its 90% interval lies above −margin, a fraction
    (0.02 for two points). Not being significantly different is not evidence of being the same. Raises ValueError where
    neither rate has a sampling error.
    """
    _require_error(now, before)
    room = positive(margin, "margin")
    require(room < 1, room, "margin", "a fraction below 1 (0.02 for two points)")
    return Equivalence(plain(ndtr(-_score(now, before, -room))), plain(ndtr(_score(now, before, room))))


def _require_error(now: Evidence, before: Evidence) -> None:
    if np.any(now.certain & before.certain):
        raise ValueError("neither rate has a sampling error: there is nothing to test; the two differ or do not")


def _score(now: Evidence, before: Evidence, supposed: Floats | float = 0.0) -> Floats:
    """The multiplier at which the interval reaches the `supposed` difference, with the sign of what exceeds it.

    There the two margins are the sides of a right triangle whose hypotenuse is the excess e: e cos θ and e sin θ. As θ
    grows, the first needs less of a multiplier and the second more; where both need the same, that is the score.
    """
    excess = np.asarray(now.rate - before.rate - supposed)
    above, size = excess > 0, np.abs(excess)

    def needs(angle: Floats) -> tuple[Floats, Floats]:
        this, last = size * np.cos(angle), size * np.sin(angle)
        return now.score_of_margin(this, downward=above), before.score_of_margin(last, downward=~above)

    def apart(angle: Floats) -> Floats:
        this, last = needs(angle)
        return np.clip(this, -_MOST_SCORES, _MOST_SCORES) - np.clip(last, -_MOST_SCORES, _MOST_SCORES)

    angle = find_root(apart, np.zeros(excess.shape), np.full(excess.shape, np.pi / 2))
    return plain(np.sign(excess) * np.clip(np.minimum(*needs(angle)), 0, _MOST_SCORES))

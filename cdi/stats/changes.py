"""The difference of two rates that were estimated independently: from design estimates, publications or counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from cdi.stats.inputs import Bounds, Floats, not_negative, numbers, part_of_sample, plain, positive, require, verdict
from cdi.stats.normal import multiplier
from cdi.stats.proportions import wilson
from cdi.stats.stratified import standard_error_from_half_width

# Chi-squared and z tests of a table hold their level while every expected count is at least this. Cochran (1954).
LEAST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class Change:
    """A difference (now less before) with its interval and two-sided z test, in the unit of the rates given."""

    difference: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    level: float
    z: Floats
    p_value: Floats

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Whether the interval of the difference leaves out zero."""
        return verdict((self.low > 0) | (self.high < 0))


def z_test(
    now: ArrayLike, before: ArrayLike, error_now: ArrayLike, error_before: ArrayLike, level: float = 0.95
) -> Change:
    """Test two rates: z = (p₁ − p₀)/√(se₁² + se₀²), two-sided, with the interval difference ± z √(se₁² + se₀²).

    The samples must be independent. Raises ValueError when both standard errors are zero: two censuses differ
    or do not, and there is nothing to test.
    """
    error = _joint_error(error_now, error_before)
    difference = numbers(now, "rate now") - numbers(before, "rate before")
    z = difference / error
    margin = multiplier(level) * error
    return Change(difference, error, difference - margin, difference + margin, level, z, 2 * ndtr(-np.abs(z)))


def z_test_published(
    now: ArrayLike, before: ArrayLike, half_width_now: ArrayLike, half_width_before: ArrayLike, level: float = 0.95
) -> Change:
    """`z_test` from rates and half-widths as printed, all in one unit (percent and percentage points, say)."""
    error_now = standard_error_from_half_width(half_width_now, level)
    return z_test(now, before, error_now, standard_error_from_half_width(half_width_before, level), level)


def least_significant(error_now: ArrayLike, error_before: ArrayLike, level: float = 0.95) -> Floats:
    """The smallest difference that `z_test` would call significant, z √(se₁² + se₀²), in the errors' unit.

    A smaller one is not shown, however real it may be; quote it beside any "no significant change".
    """
    return multiplier(level) * _joint_error(error_now, error_before)


def mover(
    now: ArrayLike,
    bounds_now: tuple[ArrayLike, ArrayLike],
    before: ArrayLike,
    bounds_before: tuple[ArrayLike, ArrayLike],
) -> Bounds:
    """Interval of a difference from the two rates' own intervals, whatever method made them. Zou and Donner (2008).

    d − √((p₁ − l₁)² + (u₀ − p₀)²) to d + √((u₁ − p₁)² + (p₀ − l₀)²); takes on the asymmetry of Wilson's or Yan and
    Su's interval. Raises ValueError when a rate lies outside its bounds.
    """
    (p1, l1, u1), (p0, l0, u0) = _around(now, bounds_now), _around(before, bounds_before)
    return p1 - p0 - np.hypot(p1 - l1, u0 - p0), p1 - p0 + np.hypot(u1 - p1, p0 - l0)


def newcombe(
    recorded_now: ArrayLike,
    audited_now: ArrayLike,
    recorded_before: ArrayLike,
    audited_before: ArrayLike,
    level: float = 0.95,
) -> Bounds:
    """Interval of the difference of two simple proportions: MOVER on Wilson's bounds, method 10 of Newcombe (1998)."""
    (k1, n1), (k0, n0) = part_of_sample(recorded_now, audited_now), part_of_sample(recorded_before, audited_before)
    return mover(k1 / n1, wilson(k1, n1, level), k0 / n0, wilson(k0, n0, level))


def pooled_z(
    recorded_now: ArrayLike, audited_now: ArrayLike, recorded_before: ArrayLike, audited_before: ArrayLike
) -> tuple[Floats, Floats]:
    """The pooled z test of two simple proportions, as R's prop.test without correction: z and its two-sided p.

    Raises ValueError where all or none was recorded in both samples together: use `fisher`, which answers 1.
    """
    (k1, n1), (k0, n0) = part_of_sample(recorded_now, audited_now), part_of_sample(recorded_before, audited_before)
    pooled = (k1 + k0) / (n1 + n0)
    require((pooled > 0) & (pooled < 1), pooled, "pooled rate", "between 0 and 1; the exact test needs no such rule")
    z = (k1 / n1 - k0 / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return z, 2 * ndtr(-np.abs(z))


def fisher(
    recorded_now: ArrayLike, audited_now: ArrayLike, recorded_before: ArrayLike, audited_before: ArrayLike
) -> Floats:
    """Two-sided p of Fisher's exact test of two simple proportions (R's fisher.test); for small counts."""
    from scipy.stats import fisher_exact  # slow to import

    (k1, n1), (k0, n0) = part_of_sample(recorded_now, audited_now), part_of_sample(recorded_before, audited_before)
    tables = np.stack(np.broadcast_arrays(k1, n1 - k1, k0, n0 - k0), axis=-1).astype(np.int64)
    different, place = np.unique(tables.reshape(-1, 4), axis=0, return_inverse=True)
    found = np.array([fisher_exact(table.reshape(2, 2)).pvalue for table in different], dtype=np.float64)
    return plain(found[place].reshape(tables.shape[:-1]))


@dataclass(frozen=True, slots=True)
class CountChange:
    """A difference of two simple proportions, as fractions, with Newcombe's interval and the p of a two-sided test.

    `exact` is true where the counts were too small for the z test and Fisher's was taken.
    """

    difference: Floats
    low: Floats
    high: Floats
    level: float
    p_value: Floats
    exact: NDArray[np.bool_]

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Whether the test refuses "no change" at the level."""
        return verdict(self.p_value <= 1 - self.level)


def compare_counts(
    recorded_now: ArrayLike,
    audited_now: ArrayLike,
    recorded_before: ArrayLike,
    audited_before: ArrayLike,
    level: float = 0.95,
) -> CountChange:
    """Two audits by their plain counts; for dip samples, not for stratified rates.

    The pooled z test, or Fisher's where a count expected under no change is below `LEAST_EXPECTED`.
    """
    counts = (recorded_now, audited_now, recorded_before, audited_before)
    (k1, n1), (k0, n0) = part_of_sample(recorded_now, audited_now), part_of_sample(recorded_before, audited_before)
    pooled = (k1 + k0) / (n1 + n0)
    small = verdict(np.minimum(pooled, 1 - pooled) * np.minimum(n1, n0) < LEAST_EXPECTED)
    # Each test is asked about any harmless table where the other is taken.
    for_z = [np.where(small, harmless, values) for harmless, values in zip((1, 2, 1, 2), counts, strict=True)]
    for_fisher = [np.where(small, values, harmless) for harmless, values in zip((1, 2, 1, 2), counts, strict=True)]
    p_value = plain(np.where(small, fisher(*for_fisher), pooled_z(*for_z)[1]))
    low, high = newcombe(*counts, level)
    return CountChange(k1 / n1 - k0 / n0, low, high, level, p_value, small)


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


def equivalence(
    now: ArrayLike, before: ArrayLike, error_now: ArrayLike, error_before: ArrayLike, margin: ArrayLike
) -> Equivalence:
    """Whether a rate is no worse than by `margin` (non-inferiority), or the same within it. Schuirmann (1987).

    Normal tests at ±margin, all in one unit: 2 percentage points, say. "No worse" at 5% says that the 90% interval
    of the difference lies above −margin. Not being significantly different is not evidence of being the same.
    """
    error = _joint_error(error_now, error_before)
    difference = numbers(now, "rate now") - numbers(before, "rate before")
    room = positive(margin, "margin")
    return Equivalence(ndtr(-(difference + room) / error), ndtr((difference - room) / error))


def _joint_error(now: ArrayLike, before: ArrayLike) -> Floats:
    error = np.hypot(not_negative(now, "standard error now"), not_negative(before, "standard error before"))
    if not np.all(error > 0):
        raise ValueError("both standard errors are zero: there is no sampling error to test against")
    return error


def _around(rate: ArrayLike, bounds: tuple[ArrayLike, ArrayLike]) -> tuple[Floats, Floats, Floats]:
    p, low, high = (numbers(value, name) for value, name in zip((rate, *bounds), ("rate", "low", "high"), strict=True))
    # A bound may miss the rate by rounding where the interval ends at it.
    require((low <= p + 1e-12) & (p <= high + 1e-12), p, "rate", "a value inside its interval")
    return p, np.minimum(low, p), np.maximum(high, p)

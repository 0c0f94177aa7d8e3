"""Two simple proportions by their counts: the pooled z test and Fisher's exact one. For stratified rates, not these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cdi.stats.changes import newcombe
from cdi.stats.inputs import Floats, part_of_sample, plain, require, verdict
from cdi.stats.units import Count, Level, SampleSize

# From so many expected in every cell on, the pooled z test has at most 5.2% false alarms at 5%; below it is not asked.
LEAST_EXPECTED = 1000


def pooled_z(
    successes_now: Count, sample_now: SampleSize, successes_before: Count, sample_before: SampleSize
) -> tuple[Floats, Floats]:
    """The pooled z test of two simple proportions, as R's prop.test without correction: z and its two-sided p.

    Raises ValueError where all or none succeeded in both samples together: use `fisher`, which answers 1.
    """
    (k1, n1), (k0, n0) = part_of_sample(successes_now, sample_now), part_of_sample(successes_before, sample_before)
    pooled = (k1 + k0) / (n1 + n0)
    require((pooled > 0) & (pooled < 1), pooled, "pooled rate", "between 0 and 1; the exact test needs no such rule")
    z = (k1 / n1 - k0 / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return z, 2 * ndtr(-np.abs(z))


def fisher(
    successes_now: Count, sample_now: SampleSize, successes_before: Count, sample_before: SampleSize
) -> Floats:  # fmt: skip
    """Two-sided p of Fisher's exact test of two simple proportions (R's fisher.test).

    Raises ValueError for samples of more than a million, where it takes long and says no more than `pooled_z`.
    """
    (k1, n1), (k0, n0) = part_of_sample(successes_now, sample_now), part_of_sample(successes_before, sample_before)
    for size in (n1, n0):
        require(size <= 1e6, size, "sample", "no more than a million for the exact test; use the z test")
    tables = np.stack(np.broadcast_arrays(k1, n1 - k1, k0, n0 - k0), axis=-1).astype(np.int64)
    different, place = np.unique(tables.reshape(-1, 4), axis=0, return_inverse=True)
    p_values = np.array([_fisher_of_table(*table) for table in different.tolist()], dtype=np.float64)
    return plain(np.minimum(p_values, 1)[place].reshape(tables.shape[:-1]))


# An audit is measured several times on its way to a report, and a group is compared again for every small number.
@lru_cache(maxsize=4096)
def _fisher_of_table(successes_now: int, failures_now: int, successes_before: int, failures_before: int) -> float:
    from scipy.stats import fisher_exact  # slow to import

    table = np.array([[successes_now, failures_now], [successes_before, failures_before]])
    return float(fisher_exact(table).pvalue)


@dataclass(frozen=True, slots=True)
class CountChange:
    """A difference of two simple proportions, as fractions, with Newcombe's interval and the p of a two-sided test.

    `exact` is true where Fisher's test was taken, false where the counts were large enough for the z test.
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
    successes_now: Count,
    sample_now: SampleSize,
    successes_before: Count,
    sample_before: SampleSize,
    level: Level = 0.95,
) -> CountChange:
    """Two samples by their plain counts; for dip samples, not for stratified rates.

    Fisher's test, which never has more false alarms than promised; the pooled z test where every count expected under
    no change is at least `LEAST_EXPECTED`.
    """
    counts = (successes_now, sample_now, successes_before, sample_before)
    (k1, n1), (k0, n0) = part_of_sample(successes_now, sample_now), part_of_sample(successes_before, sample_before)
    pooled = (k1 + k0) / (n1 + n0)
    expected = np.minimum(pooled, 1 - pooled) * np.minimum(n1, n0)
    exact = verdict(expected < LEAST_EXPECTED)
    # Each test is asked about any harmless table where the other is taken.
    for_z = [np.where(exact, harmless, values) for harmless, values in zip((1, 2, 1, 2), counts, strict=True)]
    for_fisher = [np.where(exact, values, harmless) for harmless, values in zip((1, 2, 1, 2), counts, strict=True)]
    p_value = plain(np.where(exact, fisher(*for_fisher), pooled_z(*for_z)[1]))
    low, high = newcombe(*counts, level)
    return CountChange(k1 / n1 - k0 / n0, low, high, level, p_value, exact)

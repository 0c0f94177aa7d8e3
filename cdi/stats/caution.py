"""When an interval of an overall rate may hold less often than it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdi.stats.sample import Sample

# Wilson's interval has its gaps where one of the two counts is below this.
FEWEST = 5
# A stratum with this share of the weights decides the interval by itself.
HEAVY = 0.5


@dataclass(frozen=True, slots=True)
class Caution:
    """The stratum that decides an interval, and in which too few units lie on one side.

    `rarer` of `sampled` units are failures where `failures` is true, else successes. `share` is the stratum's share of
    the weights, a fraction.
    """

    rarer: int
    sampled: int
    failures: bool
    share: float


def warn_of_interval(sample: Sample) -> Caution | None:
    """Why Yan and Su's interval of this one sample may cover less than it says; None where nothing speaks against it.

    A stratum that carries `HEAVY` of the weights or more, was not counted in full, and has fewer than `FEWEST`
    successes or failures: then the count can take few values, and coverage falls to 84% (60 of 700 at a rate of 99.7%).
    Raises ValueError for several samples at once.
    """
    if sample.sampled.ndim != 1:
        raise ValueError(f"strata of shape {sample.sampled.shape}: expected the strata of one sample")
    missing = sample.sampled - sample.successes
    rarer = np.minimum(sample.successes, missing)
    at_risk = (sample.share >= HEAVY) & ~sample.census & (rarer < FEWEST)
    if not at_risk.any():
        return None
    place = int(np.argmax(at_risk))
    failures = bool(missing[place] <= sample.successes[place])
    return Caution(int(rarer[place]), int(sample.sampled[place]), failures, float(sample.share[place]))

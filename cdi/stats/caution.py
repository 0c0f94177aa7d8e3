"""When an interval of an overall rate may hold less often than it says."""

from __future__ import annotations

import numpy as np

from cdi.stats.sample import Sample

# Wilson's interval has its gaps where one of the two counts is below this.
FEWEST = 5
# A stratum with this share of the weights decides the interval by itself.
HEAVY = 0.5


def warn_of_interval(sample: Sample) -> str | None:
    """Why Yan and Su's interval of this one sample may cover less than it says; None where nothing speaks against it.

    A stratum that carries `HEAVY` of the weights or more, was not counted in full, and has fewer than `FEWEST` found
    or fewer than `FEWEST` missing: then the count can take few values, and coverage falls to 84% (60 of 700 at a rate
    of 99.7%). Raises ValueError for several samples at once.
    """
    if sample.sampled.ndim != 1:
        raise ValueError(f"strata of shape {sample.sampled.shape}: expected the strata of one sample")
    missing = sample.sampled - sample.successes
    rarer = np.minimum(sample.successes, missing)
    at_risk = (sample.share >= HEAVY) & ~sample.census & (rarer < FEWEST)
    if not at_risk.any():
        return None
    place = int(np.argmax(at_risk))
    side = "missing" if missing[place] <= sample.successes[place] else "found"
    part = f"{rarer[place]:.0f} of {sample.sampled[place]:.0f} {side}"
    weight = f"{100 * sample.share[place]:.0f}% of the weight"
    return f"{part} in a stratum with {weight}: the interval may hold less often than it says"

"""The designs of the oracles as samples."""

import numpy as np

from cdi.stats.sample import Lonely, Sample


def sample_of(strata: list, known: list | None = None, *, corrected: bool = True, lonely: Lonely = "fail") -> Sample:
    """Rows of recorded, audited, population, weight; without populations when not `corrected`."""
    rows = [(r, n, size if corrected else np.inf, weight) for r, n, size, weight in strata]
    return Sample.of(rows, *(known or []), lonely=lonely)

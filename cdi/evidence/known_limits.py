"""Where the intervals hold least, exactly: every count that a sample can give, with its probability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import binom, hypergeom

from cdi.house_style import formatting
from cdi.stats import proportions
from cdi.stats.sample import Sample
from cdi.stats.simulation import Population
from cdi.stats.stratified import yan_su

# Samples whose rate falls into a gap of Wilson's interval, and the rates looked at.
_SINGLE = 60
_RATES = np.linspace(0.5, 0.9999, 5000)
# Rows of (rate, size, audited, weight).
POPULATIONS: dict[str, Population] = {
    "Yan-Su, 87% of the weight on 30 units, all at 98.5%": Population.of(
        [(0.985, 8700, 30, 8700), (0.985, 1300, 300, 1300)]
    ),
    "Yan-Su, 60 of 700 at 99.7%": Population.of([(0.997, 700, 60, 700)]),
}
_ROUNDING = 1e-12


def known_limits() -> pd.DataFrame:
    """Percent of 95% intervals that hold the truth: Wilson's least of one sample size, and Yan and Su's of two designs.

    Exact; one row for each case.
    """
    covered, rate = lowest_of_wilson(_SINGLE)
    cells = {f"Wilson, {_SINGLE} units, at its lowest ({formatting.decimals(100 * rate, 2)}%)": covered}
    cells |= {name: exact_coverage(population) for name, population in POPULATIONS.items()}
    table = {name: {"coverage": formatting.decimals(100 * share, 1)} for name, share in cells.items()}
    return pd.DataFrame(table).T.rename_axis("interval")


def lowest_of_wilson(sample: int) -> tuple[float, float]:
    """The least coverage of Wilson's 95% interval over rates from 50% to 99.99%, and the rate; fractions."""
    counts = np.arange(sample + 1)
    low, high = proportions.wilson(counts, sample)
    chances = binom.pmf(counts, sample, _RATES[:, None])
    covered = (chances * ((low <= _RATES[:, None]) & (_RATES[:, None] <= high))).sum(-1)
    place = int(np.argmin(covered))
    return float(covered[place]), float(_RATES[place])


def exact_coverage(population: Population) -> float:
    """The probability that Yan and Su's 95% interval holds the truth of a population of a few small strata."""
    drawn = population.sampled.astype(int)
    # Every combination of counts, one axis a stratum, the strata last.
    counts = np.stack(np.meshgrid(*(np.arange(n + 1.0) for n in drawn), indexing="ij"), axis=-1)
    sampled, size, weight = (
        np.broadcast_to(part, counts.shape) for part in (population.sampled, population.size, population.weight)
    )
    estimate = yan_su(Sample(counts, sampled, size, weight, population.unsampled_weight))
    truth = population.truth
    covers = (estimate.low - _ROUNDING <= truth) & (truth <= estimate.high + _ROUNDING)
    chances = np.prod(hypergeom.pmf(counts, population.size, population.successes, population.sampled), axis=-1)
    return float((chances * covers).sum())

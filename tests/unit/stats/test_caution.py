"""When an interval of an overall rate may hold less often than it says."""

import pytest

from cdi.stats.caution import Caution, warn_of_interval
from cdi.stats.sample import Sample


@pytest.mark.parametrize(
    ("strata", "caution"),
    [
        ([(60, 60, 700, 1.0)], Caution(0, 60, failures=True, share=1.0)),
        ([(56, 60, 700, 1.0)], Caution(4, 60, failures=True, share=1.0)),
        ([(2, 60, 700, 1.0)], Caution(2, 60, failures=False, share=1.0)),
        ([(55, 60, 700, 1.0)], None),
        ([(60, 60, 60, 1.0)], None),
        ([(30, 30, 700, 87.0), (50, 60, 700, 13.0)], Caution(0, 30, failures=True, share=0.87)),
        ([(30, 30, 700, 49.0), (50, 60, 700, 51.0)], None),
    ],
)
def test_few_successes_or_failures_in_a_heavy_stratum(strata: list, caution: Caution | None) -> None:
    assert warn_of_interval(Sample.of(strata)) == caution


def test_several_samples_are_refused() -> None:
    sample = Sample.of([(8, 10, 100, 1.0)])
    stacked = Sample(*(part[None] for part in (sample.successes, sample.sampled, sample.population, sample.weight)))
    with pytest.raises(ValueError, match="expected the strata of one sample"):
        warn_of_interval(stacked)

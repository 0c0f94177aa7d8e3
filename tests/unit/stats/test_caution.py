"""When an interval of an overall rate may hold less often than it says."""

import pytest

from cdi.stats.caution import warn_of_interval
from cdi.stats.sample import Sample


@pytest.mark.parametrize(
    ("strata", "reason"),
    [
        ([(60, 60, 700, 1.0)], "0 of 60 missing in a stratum with 100% of the weight"),
        ([(56, 60, 700, 1.0)], "4 of 60 missing"),
        ([(2, 60, 700, 1.0)], "2 of 60 found"),
        ([(55, 60, 700, 1.0)], None),
        ([(60, 60, 60, 1.0)], None),
        ([(30, 30, 700, 87.0), (50, 60, 700, 13.0)], "0 of 30 missing in a stratum with 87% of the weight"),
        ([(30, 30, 700, 49.0), (50, 60, 700, 51.0)], None),
    ],
)
def test_few_missing_or_few_found_in_a_heavy_stratum(strata: list, reason: str | None) -> None:
    warning = warn_of_interval(Sample.of(strata))
    assert warning is None if reason is None else warning is not None and warning.startswith(reason)


def test_several_samples_are_refused() -> None:
    sample = Sample.of([(8, 10, 100, 1.0)])
    stacked = Sample(*(part[None] for part in (sample.successes, sample.sampled, sample.population, sample.weight)))
    with pytest.raises(ValueError, match="expected the strata of one sample"):
        warn_of_interval(stacked)

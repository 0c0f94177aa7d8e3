"""Seaborn without the heavy half of SciPy: the same module each time, and scipy.stats still to be had."""

import sys

from cdi.house_style.seaborn_alone import import_seaborn


def test_seaborn_is_imported_once_and_scipy_stats_can_be_imported_after_it() -> None:
    seaborn = import_seaborn()
    assert import_seaborn() is seaborn is sys.modules["seaborn"]
    from scipy import stats

    assert stats.norm.cdf(0) == 0.5

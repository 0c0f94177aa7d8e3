"""Contrast by the formula of WCAG 2.2, held to published values."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cdi.contract.records import AUDIT_REPORTS
from cdi.house_style.contrast import as_grey, contrast, readable_on
from cdi.house_style.routes import ROUTES


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # 4.54 for #767676 on white is the customary example of the least grey that passes.
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_near_black_the_curve_is_straight() -> None:
    assert contrast("#0a0a0a", "#000000") == pytest.approx((10 / 255 / 12.92 + 0.05) / 0.05, abs=1e-9)


def test_grey_and_readable_letters() -> None:
    greys = {colour: as_grey(colour) for colour in ("#ff0000", "#00ff00", "#0000ff", "#ffffff", "#000000")}
    assert [*greys.values()] == ["#4c4c4c", "#969696", "#1d1d1d", "#ffffff", "#000000"]
    assert readable_on("#12436d", "#1f2328", "#ffffff") == "#ffffff"
    assert readable_on("#add1f1", "#1f2328", "#ffffff") == "#1f2328"


def test_every_route_of_the_contract_has_words() -> None:
    assert tuple(ROUTES) == AUDIT_REPORTS.column("route").choices


_SEABORN = """
import sys
from cdi.house_style.seaborn_alone import import_seaborn
seaborn = import_seaborn()
assert "scipy.stats" not in sys.modules, "seaborn brought scipy.stats along"
import scipy.stats
import matplotlib; matplotlib.use("agg")
print(len(seaborn.kdeplot(x=[1.0, 2.0, 4.0]).lines), scipy.stats.norm.cdf(0))
"""


@pytest.mark.long(reason="a process of its own that imports all of SciPy")
def test_seaborn_comes_without_scipy_stats_which_can_be_imported_later() -> None:
    ended = subprocess.run([sys.executable, "-c", _SEABORN], capture_output=True, text=True, check=False)  # noqa: S603
    assert (ended.stdout, ended.stderr) == ("1 0.5\n", "")

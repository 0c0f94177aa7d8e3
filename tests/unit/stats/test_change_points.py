"""When a rate changed: the statistic against scipy's G test, and the answers on series whose changes are known."""

from __future__ import annotations

import numpy as np
import pytest

from cdi.stats.change_points import change_points
from tools.exampleshire import LARGEST, MONTHS, RATES, SMALLEST, rate_of

# Twelve months of 50 at 80%, then twelve at 96%.
K, N = [40] * 12 + [48] * 12, [50] * 24


def generator() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_step_is_where_it_was_put() -> None:
    (point,) = change_points(K, N, generator())
    assert (point.at, point.before, point.after) == (12, 0.8, 0.96)
    assert point.first <= 12 <= point.last
    assert point.p_value == 1 / 2000, "no division by chance fits as well"


@pytest.mark.slow
def test_the_months_it_may_have_been_are_those_of_scipys_g_within_384_of_the_largest() -> None:
    from scipy.stats import chi2_contingency  # half a second, which this test alone has to wait for

    def g(place: int) -> float:
        k, n = np.array(K), np.array(N)
        parts = [(k[half].sum(), (n - k)[half].sum()) for half in (slice(place), slice(place, None))]
        return float(chi2_contingency(parts, correction=False, lambda_="log-likelihood").statistic)

    places = range(3, 22)
    wanted = [place for place in places if g(place) >= max(map(g, places)) - 3.841458820694124]
    (point,) = change_points(K, N, generator())
    assert (point.first, point.last) == (wanted[0], wanted[-1])


@pytest.mark.parametrize(
    ("k", "n"),
    [([40] * 24, [50] * 24), ([50] * 24, [50] * 24), ([0] * 24, [50] * 24), ([5, 50, 50, 50, 50], [50] * 5), ([40], [50])],
    ids=["the same all along", "all", "none", "too few months", "one month"],
)  # fmt: skip
def test_there_is_no_change(k: list[int], n: list[int]) -> None:
    assert change_points(k, n, generator()) == []


def test_two_stretches_one_of_all_and_one_of_none() -> None:
    (point,) = change_points([50] * 6 + [0] * 6, [50] * 12, generator())
    assert (point.at, point.first, point.last, point.before, point.after) == (6, 6, 6, 1.0, 0.0)


def test_several_series_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="one series"):
        change_points([K, K], [N, N], generator())


@pytest.mark.long(reason="looks for changes in 400 series of months")
def test_known_changes_come_out_nearly_always_and_near_their_months() -> None:
    # The rates and sizes of the made-up force; 06_monthly_monitoring says these parts in words.
    random = np.random.default_rng(20240401)
    rates, truth = np.array([rate_of(month) for month in MONTHS]), [MONTHS.index(month) for month in [*RATES][1:]]
    sizes = random.integers(SMALLEST, LARGEST + 1, (400, len(MONTHS)))
    answers = [change_points(random.binomial(n, rates), n, random, draws=199) for n in sizes]
    both = [points for points in answers if len(points) == len(truth)]
    away = np.array([[abs(point.at - month) for point, month in zip(points, truth, strict=True)] for points in both])
    assert len(both) / 400 == pytest.approx(0.9, abs=0.04)
    assert np.mean(away == 0) == pytest.approx(0.75, abs=0.04)
    assert np.mean(away <= 1) == pytest.approx(0.92, abs=0.03)
    within = [point.first <= month <= point.last for points in both for point, month in zip(points, truth, strict=True)]
    assert np.mean(within) > 0.9


@pytest.mark.long(reason="looks for changes in 1,000 series of months")
def test_one_series_in_twenty_without_a_change_seems_to_have_one() -> None:
    random = np.random.default_rng(2)
    sizes = random.integers(SMALLEST, LARGEST + 1, (1000, len(MONTHS)))
    alarms = [bool(change_points(random.binomial(n, 0.85), n, random, draws=99)) for n in sizes]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.015)

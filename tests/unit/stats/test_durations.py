"""Delays against the remission times of Freireich and others (1963), the worked example of every textbook, and scipy."""

import numpy as np
import pytest

from cdi.stats.durations import curve_of_counts, share_in_time, time_to_event
from cdi.stats.proportions import wilson

# 6-MP arm, weeks; the first nine relapsed, the others were censored.
TIMES = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
EVENTS = [1] * 9 + [0] * 12


def test_shares_and_standard_errors_equal_r_survfit_on_the_published_data() -> None:
    # R survival, survfit(Surv(time, status) ~ 1): surv and std.err as printed by summary().
    curve = time_to_event(TIMES, EVENTS)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert 1 - curve.share == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.standard_error == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)


@pytest.mark.slow
def test_shares_and_standard_errors_equal_scipy_ecdf() -> None:
    from scipy.stats import CensoredData, ecdf  # half a second, which this test alone has to wait for

    survival = ecdf(CensoredData.right_censored(np.array(TIMES, float), np.array(EVENTS) == 0)).sf
    curve = time_to_event(TIMES, EVENTS)
    assert 1 - curve.share == pytest.approx(survival.evaluate(curve.times), abs=1e-12)
    linear = survival.confidence_interval(0.5, method="linear").low.evaluate(curve.times)
    # The lower quartile of the normal distribution is 0.6744897501960817 standard errors away.
    assert curve.standard_error == pytest.approx((1 - curve.share - linear) / 0.6744897501960817, abs=1e-9)


def test_while_nothing_is_censored_the_interval_is_wilsons() -> None:
    # 20 of 25 recorded by hour 24, 23 by hour 72, two never in 200 hours.
    curve = time_to_event([2] * 20 + [60] * 3 + [200] * 2, [True] * 23 + [False] * 2)
    share, (low, high) = curve.at([24, 72])
    assert share == pytest.approx([20 / 25, 23 / 25])
    assert low == pytest.approx(wilson([20, 23], 25)[0])
    assert high == pytest.approx(wilson([20, 23], 25)[1])


def test_the_step_counts_the_hour_itself_and_before_the_first_none_is_recorded() -> None:
    curve = time_to_event([24, 25, 30, 40], [True, True, False, False])
    share, (low, high) = curve.at([0, 23.9, 24, 25, 40])
    assert share.tolist() == [0, 0, 0.25, 0.5, 0.5]
    assert (low[0], high[0]) == wilson(0, 4)


def test_once_all_are_recorded_the_share_stays_one_and_its_interval_has_width() -> None:
    share, bounds = time_to_event([1, 2, 3], [True] * 3).at(1000)
    assert share == 1
    assert bounds == pytest.approx(wilson(3, 3))
    # One of four left the count at hour 1.5: S before the last step is 3/8, for one crime at risk.
    _, (low, _) = time_to_event([1, 1.5, 2, 3], [True, False, True, True]).at(3)
    assert low == pytest.approx((8 / 3) / (8 / 3 + 1.959963984540054**2))


def test_nothing_is_said_of_hours_past_the_last_that_was_followed() -> None:
    with pytest.raises(ValueError, match="times 41: expected no more than 40, the longest any unit was followed"):
        time_to_event([24, 40], [True, False]).at(41)


@pytest.mark.parametrize(
    ("hours", "recorded", "message"),
    [
        ([1, 2], [False, False], "0 of 2 happened: expected one axis with at least one"),
        ([1, 2], [True], "1 of 2 happened"),
        ([[1, 2]], [[True, True]], "2 of 2 happened"),
        ([-1, 2], [True, True], "times -1: expected zero or more"),
    ],
)
def test_what_has_no_curve_is_refused(hours: list, recorded: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        time_to_event(hours, recorded)


def test_the_share_in_time_on_both_bases() -> None:
    # Violence 2018: 556 within 24 hours of 611 recorded, of 774 due. R: Wilson for 556 of 611.
    found = share_in_time(556, 611, 774)
    assert (found.of_happened, found.of_due) == (556 / 611, 556 / 774)
    assert found.of_happened_bounds == wilson(556, 611)
    assert found.of_due_bounds == wilson(556, 774)


def test_more_recorded_than_due_is_refused() -> None:
    with pytest.raises(ValueError, match="20 of 19: expected a part of a sample"):
        share_in_time(10, 20, 19)


def test_a_curve_from_counts_is_that_of_the_units_one_by_one() -> None:
    times, happened = [2, 2, 5, 5, 7, 9], [True, True, False, True, False, True]
    whole = time_to_event(times, happened)
    # At 7 the one that was followed to 5 has left the count, at 9 the one that was followed to 7.
    counted = curve_of_counts([2, 5, 7, 9], [2, 1, 0, 1], [0, 0, 1, 1], units=6)
    for one, other in ((whole.times, counted.times), (whole.share, counted.share), (whole.low, counted.low)):
        np.testing.assert_allclose(one, other)
    assert whole.last == counted.last == np.inf


def test_a_curve_from_counts_ends_where_the_last_unit_was_followed_to() -> None:
    assert curve_of_counts([24, 48], [3, 0], [0, 1], units=10).last == 48


@pytest.mark.parametrize(
    ("times", "happened", "left", "units"),
    [([24, 48], [0, 0], [0, 0], 5), ([48, 24], [1, 1], [0, 0], 5), ([24], [6], [0], 5), ([24, 48], [1], [0, 0], 5)],
)
def test_counts_that_make_no_curve_are_refused(
    times: list[int], happened: list[int], left: list[int], units: int
) -> None:
    with pytest.raises(ValueError, match="expected"):
        curve_of_counts(times, happened, left, units)

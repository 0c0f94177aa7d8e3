"""A rate month by month: the limits around it, and when it changed; worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.measures.cuts import Counts
from cdi.measures.monthly import (
    MonthByMonth,
    _from_first_to_last,
    count_months,
    find_changes,
    monitor_months,
    month_as_day,
)
from cdi.measures.questions import find_question
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused
from tests.thin import thin


def months(audit: Audit, *counts: tuple[int, int], first: int = 202011) -> MonthByMonth:
    """Months in a row, each so many of so many, in place of those of an audit."""
    series = count_months(audit, find_question(audit, "recorded"))
    start = 12 * (first // 100) + first % 100 - 1
    numbers = [100 * (n // 12) + n % 12 + 1 for n in range(start, start + len(counts))]
    return replace(series, months=tuple(numbers), counts=tuple(Counts(*each) for each in counts), empty=())


@pytest.mark.slow
def test_limits_of_a_month_are_three_standard_errors_of_its_own_number(leicestershire: Audit) -> None:
    # The first two: 80% of 200. √(0.8 × 0.2 / 100) = 0.04 and √(0.8 × 0.2 / 400) = 0.02, three times each way.
    monitored = monitor_months(months(leicestershire, (90, 100), (70, 100), (300, 400), (280, 400)), first=2)
    assert (monitored.baseline, monitored.centre) == (2, pytest.approx(80))
    assert monitored.rates.value == pytest.approx((90, 70, 75, 70))
    assert monitored.rates.low == pytest.approx((68, 68, 74, 74))
    assert monitored.rates.high == pytest.approx((92, 92, 86, 86))
    assert monitored.rates.outside == (False, False, False, True)
    # A fifth of each new month: 82, 79.6, 78.68, 76.944.
    assert monitored.average.value == pytest.approx((82, 79.6, 78.68, 76.944))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "said"),
    thin(
        [
            (0, r"baseline=0: 3 months with .*; expected from 1 to one month fewer than that"),
            (3, "baseline=3: 3 months with"),
            (1, "baseline=1: 9 of 9 in these months, and no limits follow from all or none; take more months"),
        ],
        keep=2,
    ),
)
def test_a_baseline_that_gives_no_limits_is_refused(leicestershire: Audit, first: int, said: str) -> None:
    with pytest.raises(UsageRefused, match=said):
        monitor_months(months(leicestershire, (9, 9), (8, 9), (7, 9)), first)


@pytest.mark.slow
def test_a_rate_that_falls_at_once_changed_in_that_month(leicestershire: Audit) -> None:
    found = find_changes(leicestershire, months(leicestershire, *[(90, 100)] * 6, *[(60, 100)] * 6))
    (change,) = found.changes
    assert (change.month, change.first, change.last) == (202105, 202105, 202105)
    assert (change.before, change.after) == (Counts(540, 600), Counts(360, 600))
    assert change.points == pytest.approx(-30)
    assert change.p_value == pytest.approx(1 / 2000)  # no division of 1,999 at random is as good
    assert change.finding.outcome == "fall"
    assert found.significance == 0.05


@pytest.mark.slow
def test_a_rate_that_stays_has_no_change_and_few_months_are_refused(leicestershire: Audit) -> None:
    assert find_changes(leicestershire, months(leicestershire, *[(80, 100)] * 8)).changes == ()
    with pytest.raises(
        UsageRefused, match=r"^5 months with .*; expected 6 or more, since a change has 3 on either side$"
    ):
        find_changes(leicestershire, months(leicestershire, *[(80, 100)] * 5))


def test_every_month_between_two_is_known() -> None:
    assert _from_first_to_last({202102: 1, 202011: 1}) == [202011, 202012, 202101, 202102]
    assert _from_first_to_last([]) == []
    assert month_as_day(202102).isoformat() == "2021-02-01"

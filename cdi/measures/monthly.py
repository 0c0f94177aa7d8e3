"""Own audits month by month: what chance alone would do, and when the rate changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from cdi.house_style import formatting
from cdi.measures.cuts import Counts, Cut, cut
from cdi.measures.finding_rules import Finding, FindingRules
from cdi.measures.questions import SampleQuestion
from cdi.measures.registers import finding_rules
from cdi.model.audit import Audit
from cdi.model.errors import UsageRefused
from cdi.model.groups import MONTH
from cdi.model.rows import Where
from cdi.stats.change_points import LEAST_MONTHS, change_points
from cdi.stats.inputs import Floats
from cdi.stats.monitoring import EWMA_WEIGHT, SIGMAS, ControlChart, baseline, ewma, p_chart

BASELINE_MONTHS = 6
"""Chosen: of fewer months the centre line is itself no surer than a month of a small audit."""
_SEED = 20_150_401
"""Of the simulation behind the p of a change, so that the same months give the same answer."""
LIMITS = f"p-chart, limits at {formatting.stated(SIGMAS)} standard errors of each month's own number (Shewhart 1931)"
AVERAGE = (
    f"moving average with a weight of {formatting.stated(EWMA_WEIGHT)} for the newest month (Lucas and Saccucci 1990)"
)
SEGMENTS = "likelihood ratio of each division, p by simulation, for all divisions tried (Scott and Knott 1974)"


@dataclass(frozen=True, slots=True)
class Band:
    """A value for each month with the limits that chance alone would keep it in, in percent; which lie outside."""

    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outside: tuple[bool, ...]

    @classmethod
    def of(cls, chart: ControlChart) -> Band:
        """The band of a chart whose values are fractions."""
        value, low, high = (tuple(float(100 * each) for each in part) for part in (chart.value, chart.low, chart.high))
        return cls(value, low, high, tuple(bool(each) for each in chart.signals))


@dataclass(frozen=True, slots=True)
class MonthByMonth:
    """The months of a sample in which something is known, as 202604, each with its counts.

    `empty` are the months between them without any. The groups of `cut` are the months.
    """

    cut: Cut
    months: tuple[int, ...]
    counts: tuple[Counts, ...]
    empty: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Each month against the limits around the rate of the first `baseline` months: alone, and as a moving average.

    `centre` is that rate in percent.
    """

    series: MonthByMonth
    baseline: int
    centre: float
    rates: Band
    average: Band


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The rate changed with `month`; it may have been any from `first` to `last`.

    `before` and `after` are the counts of the stretches on either side, each up to the next change; `points` is the
    difference in percentage points, `p_value` that of the change for all divisions tried, `finding` what may be said.
    """

    month: int
    first: int
    last: int
    before: Counts
    after: Counts
    points: float
    p_value: float
    finding: Finding


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """The changes of a rate over months, in time; `significance` is the p that a change must not exceed."""

    series: MonthByMonth
    changes: tuple[LevelChange, ...]
    significance: float


def count_months(audit: Audit, question: SampleQuestion, where: Where | None = None) -> MonthByMonth:
    """Count a question month by month, among the rows that meet `where`. The table of the question has a month."""
    counted = cut(audit, question, (MONTH,), where)
    counts = {int(str(cells[0])): counted.counts(cells) for cells in counted.groups}
    by_month = {month: each for month, each in sorted(counts.items()) if each.of}
    empty = [month for month in _from_first_to_last(by_month) if month not in by_month]
    return MonthByMonth(counted, tuple(by_month), tuple(by_month.values()), tuple(empty))


def monitor_months(series: MonthByMonth, first: int = BASELINE_MONTHS) -> Monitoring:
    """Hold each month against the rate of the `first` months.

    Raises UsageRefused where no month follows these, or where all or none of them say yes, so that no limits follow.
    """
    if not 1 <= first < len(series.months):
        months = formatting.counted(len(series.months), "month")
        raise UsageRefused(
            f"baseline={first}: {months} with {series.cut.question.units}; expected from 1 to one month fewer than that"
        )
    yes, of = _arrays(series)
    if yes[:first].sum() in (0, of[:first].sum()):
        fraction = formatting.fraction(int(yes[:first].sum()), int(of[:first].sum()))
        raise UsageRefused(
            f"baseline={first}: {fraction} in these months, and no limits follow from all or none; take more months"
        )
    centre = baseline(yes, of, first)
    rates, average = (Band.of(chart(yes, of, centre)) for chart in (p_chart, ewma))
    return Monitoring(series, first, float(100 * centre), rates, average)


def find_changes(audit: Audit, series: MonthByMonth) -> LevelChanges:
    """The months with which the rate changed. UsageRefused for fewer months than two stretches have."""
    if len(series.months) < 2 * LEAST_MONTHS:
        months = formatting.counted(len(series.months), "month")
        raise UsageRefused(
            f"{months} with {series.cut.question.units}; expected {formatting.count(2 * LEAST_MONTHS)} or more, since "
            f"a change has {formatting.count(LEAST_MONTHS)} on either side"
        )
    rules = finding_rules(audit)
    yes, of = _arrays(series)
    limit = rules.significance_level()
    points = change_points(yes, of, np.random.default_rng(_SEED), limit)
    places = [0, *(point.at for point in points), len(series.months)]
    stretches = [sum(series.counts[start:end], Counts()) for start, end in pairwise(places)]
    changes = [
        LevelChange(
            series.months[point.at],
            series.months[point.first],
            series.months[point.last],
            stretches[number],
            stretches[number + 1],
            100 * (point.after - point.before),
            point.p_value,
            _say(rules, 100 * (point.after - point.before)),
        )
        for number, point in enumerate(points)
    ]
    return LevelChanges(series, tuple(changes), limit)


def _say(rules: FindingRules, points: float) -> Finding:
    """What may be said of a change that the test takes in."""
    return rules.tested("difference", points, "rise" if points > 0 else "fall")


def _arrays(series: MonthByMonth) -> tuple[Floats, Floats]:
    return (
        np.array([each.yes for each in series.counts], dtype=np.float64),
        np.array([each.of for each in series.counts], dtype=np.float64),
    )


def _from_first_to_last(months: Collection[int]) -> list[int]:
    """Every month from the first of these to the last."""
    if not months:
        return []
    first, last = (divmod(month, 100) for month in (min(months), max(months)))
    numbers = range(12 * first[0] + first[1] - 1, 12 * last[0] + last[1])
    return [100 * (number // 12) + number % 12 + 1 for number in numbers]


def month_as_day(month: int) -> date:
    """The first day of a month such as 202604."""
    return date(month // 100, month % 100, 1)

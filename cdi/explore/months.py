"""Answers about own audits over time: months against the limits of chance, and when the rate changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.monthly import tabulate_changes, tabulate_months
from cdi.explore.answers import Answer, Picture
from cdi.explore.columns import show_month
from cdi.house_style.cell_words import describe_cut
from cdi.measures.monthly import LevelChanges, Monitoring, MonthByMonth
from cdi.model.exhibit import Table


def _subject(series: MonthByMonth, what: str) -> str:
    question = series.cut.question
    return describe_cut(f"{question.units} {question.done}, {what}", (), series.cut.where)


@dataclass(frozen=True, repr=False)
class MonitorAnswer(Answer):
    """Each month against the limits within which chance alone would keep it, alone and as a moving average."""

    months: Monitoring
    caption: Caption

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        return _subject(self.months.series, "month by month")

    @property
    def table(self) -> Table:
        """One row for each month."""
        return tabulate_months(self.months, self.caption, self.subject)

    def records(self) -> list[dict[str, Any]]:
        """One row for each month: counts, percent, limits, the moving average with its own, and what lies outside."""
        months, rates, average = self.months, self.months.rates, self.months.average
        return [
            {
                "month": show_month(month),
                "yes": counts.yes,
                "of": counts.of,
                "percent": rates.value[place],
                "low": rates.low[place],
                "high": rates.high[place],
                "outside": rates.outside[place],
                "moving_average": average.value[place],
                "average_low": average.low[place],
                "average_high": average.high[place],
                "average_outside": average.outside[place],
                "centre": months.centre,
            }
            for place, (month, counts) in enumerate(zip(months.series.months, months.series.counts, strict=True))
        ]

    def chart(self) -> Picture:
        """A p-chart, and under it the moving average, each with limits that follow the number audited."""
        from cdi.exhibits.charts.monthly import draw_monitoring

        return Picture(draw_monitoring(self.months, self.caption, self.subject))


@dataclass(frozen=True, repr=False)
class ChangePointAnswer(Answer):
    """The months in which the rate changed, each with the months that it may have been, and what may be said of it."""

    changes: LevelChanges
    caption: Caption

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        return _subject(self.changes.series, "and when the rate changed")

    @property
    def table(self) -> Table:
        """One row for each change."""
        return tabulate_changes(self.changes, self.caption, self.subject)

    def records(self) -> list[dict[str, Any]]:
        """One row for each change: its month, the first and last possible, counts before and after, and p."""
        return [
            {
                "month": show_month(each.month),
                "first": show_month(each.first),
                "last": show_month(each.last),
                "yes_before": each.before.yes,
                "of_before": each.before.of,
                "yes_after": each.after.yes,
                "of_after": each.after.of,
                "points": each.points,
                "p": each.p_value,
                "finding": each.finding.words,
            }
            for each in self.changes.changes
        ]

    def chart(self) -> Picture:
        """The months as points, and the levels between the changes as lines."""
        from cdi.exhibits.charts.monthly import draw_changes

        return Picture(draw_changes(self.changes, self.caption, self.subject))

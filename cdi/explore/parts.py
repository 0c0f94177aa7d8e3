"""Answers about parts of a sample: rates, what was not recorded, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.groups import print_finding, tabulate_groups
from cdi.exhibits.tables.missed import sort_missed, tabulate_missed
from cdi.exhibits.tables.waits import hours_named, tabulate_waits
from cdi.explore.answers import Answer, Picture
from cdi.explore.columns import show_month
from cdi.house_style import formatting
from cdi.house_style.cell_words import describe_cut
from cdi.measures.cuts import Cut
from cdi.measures.group_rates import RatesOfGroups
from cdi.measures.waiting import Waits, shares_at
from cdi.model.exhibit import Table

if TYPE_CHECKING:
    from cdi.explore.publication import Publication


def _values(by: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(by, map(show_month, values), strict=True))


@dataclass(frozen=True, repr=False)
class RateAnswer(Answer):
    """How many of each group, the rate where the sample supports one, its interval, and the test against the rest.

    `percent` is None where only the fraction may be given; `why_no_rate` says why.
    """

    rates: RatesOfGroups
    caption: Caption
    folder: Path
    hidden: str = ""

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        cut = self.rates.cut
        return describe_cut(f"{cut.question.units} {cut.question.done}", cut.by, cut.where)

    @property
    def table(self) -> Table:
        """One row for each group."""
        return _with_note(tabulate_groups(self.rates, self.caption, self.subject), self.hidden)

    def records(self) -> list[dict[str, Any]]:
        """One row for each group, with counts, percent, interval, adjusted p and the reason of a missing rate."""
        return [
            _values(self.rates.cut.by, row.values)
            | {
                "yes": row.counts.yes,
                "of": row.counts.of,
                "unknown": row.counts.unknown,
                "percent": row.percent,
                "low": row.low,
                "high": row.high,
                "small_base": row.small,
                "why_no_rate": row.refused,
                "points_beside_rest": row.rest.points if row.rest else None,
                "p_adjusted": row.rest.p_value if row.rest else None,
                "finding": print_finding(row) if row.finding else None,
                "method": row.method,
            }
            for row in self.rates.rows
        ]

    def chart(self) -> Picture:
        """A line for each group; months in time; two columns as a map; many teams as a funnel."""
        from cdi.exhibits.charts.groups import draw_groups

        return Picture(draw_groups(self.rates, self.caption, self.subject))

    def publish(
        self,
        name: str,
        title: str | None = None,
        added_by: str | None = None,
        reason: str | None = None,
        added_on: date | None = None,
    ) -> Publication:
        """Declare this question as an extra measure in the audit's `measures.toml`, for the next report.

        There it is a table, a chart and figures (`extra.<name>.<group>`) in the annex of each document, by the same
        estimator. Unless given, `title` is what is counted, in words, and `added_on` is today. `added_by` (a role) and
        `reason` get a placeholder; documents are drafts while it stands. A name that another measure has is refused;
        the same question under the same name changes nothing. `audit.unpublish(name)` takes it out.
        """
        from cdi.explore.publication import publish_cut

        said = {"added_by": added_by, "reason": reason}
        written = publish_cut(self.folder, self.rates.cut, str(name), title or self.subject, said, added_on)
        return replace(written, words=f"{written.words}. {self.hidden}") if self.hidden else written


@dataclass(frozen=True, repr=False)
class MissedAnswer(Answer):
    """What was not recorded, the groups with the most first, and how much each adds to all that was missed."""

    cut: Cut
    caption: Caption
    hidden: str = ""

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        return describe_cut("crimes not recorded", self.cut.by, self.cut.where)

    @property
    def table(self) -> Table:
        """One row for each group."""
        return _with_note(tabulate_missed(self.cut, self.caption, self.subject), self.hidden)

    def records(self) -> list[dict[str, Any]]:
        """One row for each group: missed, of how many, and percent of all that was missed, alone and added up."""
        missed, total = sort_missed(self.cut), self.cut.total.no
        sums = accumulate(counts.no for counts in missed.values())
        return [
            _values(self.cut.by, cells)
            | {
                "missed": counts.no,
                "of": counts.of,
                "unknown": counts.unknown,
                "percent_of_missed": 100 * counts.no / total if total else None,
                "percent_added_up": 100 * together / total if total else None,
            }
            for (cells, counts), together in zip(missed.items(), sums, strict=True)
        ]

    def chart(self) -> Picture:
        """A Pareto chart; two columns as a heat map."""
        from cdi.exhibits.charts.missed import draw_missed

        return Picture(draw_missed(self.cut, self.caption, self.subject))


@dataclass(frozen=True, repr=False)
class DelayAnswer(Answer):
    """How long crimes waited to be recorded: the share recorded by each hour, those never recorded still waiting."""

    waits: Waits
    caption: Caption
    hidden: str = ""

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        return describe_cut("time from report to record", self.waits.by, self.waits.where)

    @property
    def table(self) -> Table:
        """One row for each group."""
        return _with_note(tabulate_waits(self.waits, self.caption, self.subject), self.hidden)

    def records(self) -> list[dict[str, Any]]:
        """One row for each group: crimes due, timed, never recorded, not timed; percent by some hours with interval."""
        rows = []
        for wait in self.waits.groups:
            row = _values(self.waits.by, wait.values)
            row |= {"due": wait.due, "timed": wait.timed, "never": wait.never, "untimed": wait.untimed}
            shares = shares_at(wait, hours_named(self.waits))
            for limit in hours_named(self.waits):
                value, low, high = shares.get(limit, (None, None, None))
                hours = formatting.count(round(limit))
                row |= {f"within_{hours}": value, f"within_{hours}_low": low, f"within_{hours}_high": high}
            rows.append(row)
        return rows

    def chart(self) -> Picture:
        """Curves with the limit and intervals, and a strip of what became of all."""
        from cdi.exhibits.charts.waits import draw_waits

        return Picture(draw_waits(self.waits, self.caption, self.subject))


def _with_note(table: Table, hidden: str) -> Table:
    return replace(table, source=f"{table.source} {hidden}; this table shows them.") if hidden else table

"""How long crimes waited to be recorded, by group: the share recorded by each hour, of all that were due.

A crime that was never recorded waited for as long as it is known to have: to the end of the audit period. It counts as
waiting until then, so the curve is of all crimes due and not only of those that were recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

from cdi.measures.cuts import sort_groups
from cdi.measures.made_up import describe_made_up
from cdi.measures.patterns import HOURS
from cdi.measures.registers import hours_to_record
from cdi.measures.tallies import possibly
from cdi.model.audit import Audit
from cdi.model.extra_measure import REPORTS
from cdi.model.groups import Cells
from cdi.model.rows import AtMost, Before, Where, beside
from cdi.stats.durations import Curve, curve_of_counts

_DUE: Where = {"sample": "main", "required": True}
_TIMED: Where = {"recorded": True, "timeliness_assessable": True}
_NEVER: Where = {"recorded": False}


@dataclass(frozen=True, slots=True)
class Wait:
    """The crimes of one group: how many were recorded within each of the hours, and how many never were.

    `due` are those that are followed: `timed` that were recorded and could be timed, and `never` that were not.
    `untimed` were recorded and could not be timed; nothing is known of their delay, so they are in no count. `curve` is
    None where none was recorded within the last of the hours.
    """

    values: Cells
    within: tuple[int, ...]
    timed: int
    never: int
    untimed: int
    curve: Curve | None

    @property
    def due(self) -> int:
        """The crimes that the curve follows."""
        return self.timed + self.never


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of all groups at the same `hours`; `limits` are those that the rules allowed in the audit period.

    `unplaced` crimes are in no group because a cell of `by` is empty; of `unsure` ones it is not known whether they
    meet `where`. `made_up` is what must be said of rows that nobody recorded.
    """

    by: tuple[str, ...]
    where: Where
    hours: tuple[float, ...]
    limits: tuple[float, ...]
    groups: tuple[Wait, ...]
    unplaced: int
    unsure: int
    level: float
    made_up: str


def count_waits(audit: Audit, by: Sequence[str] = (), where: Where | None = None) -> Waits:
    """Count the waits of audited crimes by the values of columns, among those that meet `where`; one pass.

    The table `audit_reports` is there, and columns and values are those of the contract.
    """
    own = dict(where or {})
    base = {name: condition for name, condition in _DUE.items() if name not in own}
    limits = tuple(hours_to_record(audit))
    hours = tuple(sorted({*HOURS, *limits}))
    reach = {name: possibly(REPORTS, name, condition) for name, condition in own.items()}
    chosen = {**base, **own}
    timed, never = beside(chosen, _TIMED), beside(chosen, _NEVER)
    asked = [
        chosen,
        {**base, **reach},
        timed,
        never,
        *({**timed, "delay_hours": AtMost(limit)} for limit in hours),
        *({**never, "received_at": Before(moment)} for moment in _followed_since(audit, hours)),
    ]
    counted = audit.rows_of(REPORTS).cross(tuple(by), asked)
    placed = {cells: counts for cells, counts in counted.items() if None not in cells and counts[0]}
    order = sort_groups(REPORTS, tuple(by), {cells: counts[0] for cells, counts in placed.items()})
    return Waits(
        tuple(by),
        own,
        hours,
        limits,
        tuple(_wait(cells, placed[cells], hours, audit.method.level) for cells in order),
        sum(counts[0] for cells, counts in counted.items() if None in cells),
        sum(counts[1] - counts[0] for counts in counted.values()),
        audit.method.level,
        describe_made_up(audit),
    )


def _followed_since(audit: Audit, hours: Sequence[float]) -> Iterator[datetime]:
    """For each hour the moment before which a report must have come to have been followed for so long."""
    end = audit.inspection.audit_period_end or audit.inspection.day
    for limit in hours:
        yield datetime.combine(end + timedelta(days=1), time()) - timedelta(hours=limit)


def _wait(cells: Cells, counts: Sequence[int], hours: tuple[float, ...], level: float) -> Wait:
    certain, _, timed, never, *rest = counts
    within, followed = np.array(rest[: len(hours)]), np.array(rest[len(hours) :])
    happened = np.diff(within, prepend=0)
    # Followed for a day and not for two: no longer in the count at the hours between.
    left = np.diff(never - followed, prepend=0)
    curve = curve_of_counts(hours, happened, left, timed + never, level) if within[-1] else None
    return Wait(cells, tuple(int(each) for each in within), timed, never, certain - timed - never, curve)


def shares_at(wait: Wait, hours: Sequence[float]) -> Mapping[float, tuple[float, float, float]]:
    """The share recorded by each of these hours and its interval, in percent; without those past what is followed."""
    if wait.curve is None:
        return {}
    followed = [limit for limit in hours if limit <= wait.curve.last]
    share, (low, high) = wait.curve.at(followed)
    return {
        limit: (100 * float(one), 100 * float(least), 100 * float(most))
        for limit, one, least, most in zip(followed, share, low, high, strict=True)
    }

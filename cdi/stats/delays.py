"""How long recording took: the share recorded by each hour, and the share in time on its two bases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cdi.stats.inputs import Bounds, Floats, not_negative, part_of_sample, require
from cdi.stats.normal import quantile
from cdi.stats.proportions import score_bounds, wilson


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of crimes recorded by each hour at which one was, with its interval; a step function from zero.

    `followed` crimes were known to be unrecorded up to just before the first step. `last` is the longest time any
    crime was followed; infinite when all were recorded.
    """

    hours: Floats
    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    followed: float
    last: float
    level: float

    def at(self, hours: ArrayLike) -> tuple[Floats, Bounds]:
        """Share recorded by these hours (24 and 72, say) and its interval.

        Raises ValueError past the last hour that any crime was followed to: nothing is known of it.
        """
        asked = not_negative(hours, "hours")
        require(
            asked <= self.last, asked, "hours", f"no more than {self.last:.15g}, the longest any crime was followed"
        )
        step = np.searchsorted(self.hours, asked, side="right")
        # Before the first step none of those followed was recorded.
        low, high = wilson(0, self.followed, self.level)
        return _before(0.0, self.share)[step], (_before(low, self.low)[step], _before(high, self.high)[step])


def hours_to_record(hours: ArrayLike, recorded: ArrayLike, level: float = 0.95) -> Curve:
    """Kaplan and Meier's (1958) curve of the hours from report to record; one entry a crime that was due.

    `hours` is the delay of a recorded crime, or for one not recorded the hours until the audit looked: it is known
    only that recording takes longer. The standard error is Greenwood's. The interval is Wilson's at the effective
    number of crimes S(1 − S)/V (Rothman 1978): the plain Wilson interval while no crime has left the count
    unrecorded, and with width at 0 and 1, where Greenwood's error has none.
    """
    delay, event = not_negative(hours, "hours"), np.asarray(recorded, dtype=bool)
    if delay.ndim != 1 or delay.shape != event.shape or not event.any():
        raise ValueError(
            f"{int(event.sum())} recorded of {delay.size} crimes: expected one axis with at least one recorded"
        )
    times, events = np.unique(delay[event], return_counts=True)
    at_risk = delay.size - np.searchsorted(np.sort(delay), times, side="left")
    left = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    open_ = at_risk > events
    greenwood = np.cumsum(np.where(open_, events / (at_risk * np.where(open_, at_risk - events, 1.0)), 0.0))
    variance = np.where(left > 0, left**2 * greenwood, 0.0)
    # Where the last step records all who are left, S(1 − S)/V is taken to its limit: n over the S before the step.
    size = np.where(left > 0, left * (1 - left) / np.where(left > 0, variance, 1.0), at_risk / _before(1.0, left[:-1]))
    low, high = score_bounds(1 - left, size, quantile(level))
    return Curve(
        hours=times,
        share=1 - left,
        standard_error=np.sqrt(variance),
        low=low,
        high=high,
        followed=float(at_risk[0]),
        last=float(delay.max()) if left[-1] > 0 else np.inf,
        level=level,
    )


def _before(first: ArrayLike, steps: Floats) -> Floats:
    return np.concatenate((np.atleast_1d(np.asarray(first, dtype=np.float64)), steps))


@dataclass(frozen=True, slots=True)
class InTime:
    """The share recorded in time with Wilson's interval, on both bases; both are needed to be fair."""

    of_recorded: Floats
    of_recorded_bounds: Bounds
    of_due: Floats
    of_due_bounds: Bounds


def in_time(in_time: ArrayLike, recorded: ArrayLike, due: ArrayLike, level: float = 0.95) -> InTime:
    """Crimes recorded within the limit, of those recorded and of all that were due to be.

    The first is what the inspectorate prints; it leaves out the crimes that were never recorded, so a force may
    improve it by recording less. The second counts them as late.
    """
    k, n = part_of_sample(in_time, recorded)
    part_of_sample(n, due)
    all_due = np.asarray(due, dtype=np.float64)
    return InTime(k / n, wilson(k, n, level), k / all_due, wilson(k, all_due, level))

"""How long something took: the share that had happened by each time, and the share in time on its two bases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdi.stats.inputs import Bounds, Floats, not_negative, part_of_sample, require, whole, yes_or_no
from cdi.stats.normal import quantile
from cdi.stats.proportions import score_bounds, wilson
from cdi.stats.units import Count, Level, SampleSize, Time, YesNo


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of units to which it had happened, at each time when it happened to at least one; steps up from zero.

    `followed` units were still waiting just before the first step. `last` is the longest time any unit was followed;
    infinite when it happened to all.
    """

    times: Floats
    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    followed: float
    last: float
    level: float

    def at(self, times: Time) -> tuple[Floats, Bounds]:
        """The share by these times (24 and 72 hours, say) and its interval.

        Raises ValueError past the longest time that any unit was followed: nothing can be said of it.
        """
        asked = not_negative(times, "times")
        rule = f"no more than {self.last:.15g}, the longest any unit was followed"
        require(asked <= self.last, asked, "times", rule)
        step = np.searchsorted(self.times, asked, side="right")
        # Before the first step it had happened to none of those followed.
        low, high = wilson(0, self.followed, self.level)
        return _before(0.0, self.share)[step], (_before(low, self.low)[step], _before(high, self.high)[step])


def time_to_event(times: Time, happened: YesNo, level: Level = 0.95) -> Curve:
    """Kaplan and Meier's (1958) curve of the time until something happens; one entry for each unit.

    `times` is how long it took, or for a unit to which it did not happen how long it was followed: it takes longer
    than that. The standard error is Greenwood's. The interval is Wilson's at the effective number of units S(1 − S)/V
    (Rothman 1978): the plain Wilson interval while no unit has left the count, and with width at 0 and 1, where
    Greenwood's error has none. Raises ValueError when it happened to none.
    """
    waited, event = not_negative(times, "times"), yes_or_no(happened, "happened")
    if waited.ndim != 1 or waited.shape != event.shape or not event.any():
        raise ValueError(f"{int(event.sum())} of {waited.size} happened: expected one axis with at least one")
    steps, events = np.unique(waited[event], return_counts=True)
    at_risk = waited.size - np.searchsorted(np.sort(waited), steps, side="left")
    return _curve(steps, events.astype(np.float64), at_risk.astype(np.float64), float(waited.max()), level)


def curve_of_counts(times: Time, happened: Count, left: Count, units: SampleSize, level: Level = 0.95) -> Curve:
    """The same curve from counts at some times alone, so that no unit has to be looked at twice.

    It happened to `happened` of the `units` after the time before and by this one; `left` others were no longer
    followed at this time. Exact at each of the times, which rise. Those left over are followed to the last time.
    Raises ValueError when it happened to none, or when there are not so many units.
    """
    at = not_negative(times, "times")
    events, gone, followed = (
        whole(each, name) for each, name in ((happened, "happened"), (left, "left"), (units, "units"))
    )
    shapes = at.shape == events.shape == gone.shape
    if at.ndim != 1 or followed.ndim != 0 or not shapes or not events.any() or (np.diff(at) <= 0).any():
        raise ValueError(f"{events.sum():.15g} happened at {at.size} times: expected rising times and at least one")
    at_risk = followed - np.cumsum(gone) - np.concatenate(([0.0], np.cumsum(events)[:-1]))
    require(events <= at_risk, events, "happened", "no more than are still followed")
    some = events > 0
    return _curve(at[some], events[some], at_risk[some], float(at[-1]), level)


def _curve(steps: Floats, events: Floats, at_risk: Floats, last: float, level: Level) -> Curve:
    """The curve from its steps: how many events there were at each, and how many units were still followed."""
    left = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    variance, size = _greenwood(left, events, at_risk)
    low, high = score_bounds(1 - left, size, quantile(level))
    return Curve(
        times=steps,
        share=1 - left,
        standard_error=np.sqrt(variance),
        low=low,
        high=high,
        followed=float(at_risk[0]),
        last=last if left[-1] > 0 else np.inf,
        level=level,
    )


def _greenwood(left: Floats, events: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    """Greenwood's variance of the share left at each step, and the effective number of units."""
    some_left = at_risk > events
    rest = np.where(some_left, at_risk - events, 1.0)
    greenwood = np.cumsum(np.where(some_left, events / (at_risk * rest), 0.0))
    variance = np.where(left > 0, left**2 * greenwood, 0.0)
    # Where the last step takes all who are left, S(1 − S)/V is taken to its limit: n over the S before the step.
    limit = at_risk / _before(1.0, left[:-1])
    return variance, np.where(left > 0, left * (1 - left) / np.where(left > 0, variance, 1.0), limit)


def _before(first: Floats | float, steps: Floats) -> Floats:
    return np.concatenate((np.atleast_1d(np.asarray(first, dtype=np.float64)), steps))


@dataclass(frozen=True, slots=True)
class InTime:
    """The share in time with Wilson's interval, on both bases; both are needed to be fair."""

    of_happened: Floats
    of_happened_bounds: Bounds
    of_due: Floats
    of_due_bounds: Bounds


def share_in_time(in_time: Count, happened: SampleSize, due: SampleSize, level: Level = 0.95) -> InTime:
    """Units in time, of those to which it happened at all, and of all to which it was due to happen.

    The first leaves out the units to which it never happened, so more of these may improve it. The second counts them
    as late.
    """
    k, n = part_of_sample(in_time, happened)
    _, everything = part_of_sample(happened, due)
    return InTime(k / n, wilson(k, n, level), k / everything, wilson(k, everything, level))

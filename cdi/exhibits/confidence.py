"""The confidence levels that an exhibit names, each taken from the intervals that it shows.

An audit chooses its own level, and a published rate keeps the one that it was published with; so one exhibit may show
intervals of two levels, and then it says which is which.
"""

from __future__ import annotations

from collections.abc import Iterable

from cdi.house_style import formatting
from cdi.model.figure import Figure, Interval


def intervals_of(figures: Iterable[Figure]) -> list[Interval]:
    """The intervals of those figures that have one."""
    return [figure.interval for figure in figures if figure.interval is not None]


def cautions(figures: Iterable[Figure]) -> str:
    """A sentence for each figure whose interval may hold less often than it says, with a space before it."""
    return "".join(f" {each.label[:1].upper()}{each.label[1:]}: {each.caution}." for each in figures if each.caution)


def levels(intervals: Iterable[Interval]) -> str:
    """The levels of some intervals, lowest first: 95%, or 90% and 95%; nothing when there are no intervals."""
    return formatting.listed([formatting.level(level) for level in sorted({each.level for each in intervals})])


def interval_phrase(now: Iterable[Interval], before: Iterable[Interval], *, noun: str = "confidence intervals") -> str:
    """What a subtitle says of the intervals of this audit and of the one before; nothing when there are none.

    One level for both: with 95% confidence intervals. Two: with confidence intervals of 90% for this audit and 95% for
    the audit before.
    """
    this, last = levels(now), levels(before)
    if not (this or last):
        return ""
    if this and last and this != last:
        return f"with {noun} of {this} for this audit and {last} for the audit before"
    return f"with {this or last} {noun}"

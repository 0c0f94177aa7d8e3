"""British clocks, on which a day may have 23 or 25 hours, and the days that an audit can have."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

ZONE = "Europe/London"
_DAY = timedelta(days=1)
# Chosen: no audit looks back further, and none is planned for longer; both leave room to count days around a date.
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)
"""The first and the last day that a date of an audit can be."""


def possible_day(value: object) -> object:
    """The value, unless it is a day that no audit can have (before 1950, after 2099): a typing error, nearly always."""
    if isinstance(value, date) and not EARLIEST <= value <= LATEST:
        message = f"a day from {EARLIEST.isoformat()} to {LATEST.isoformat()}"
        raise PydanticCustomError("impossible_day", message)
    return value


def last_of_month(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def clock_changes(first: date, last: date) -> list[tuple[datetime, int]]:
    """The changes of the clocks from one day to another, both included.

    Each is the local time from which the new clock counts, and the hours that the clock then is ahead of the time that
    has passed: 1 in spring (from 02:00), -1 in autumn (from 02:00, the repeated hour being taken as its first pass).
    """
    zone = ZoneInfo(ZONE)
    changes, day = [], first
    while day <= last:
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        before, after = start.utcoffset(), (start + _DAY).utcoffset()
        if before is not None and after is not None and before != after:
            changes.append((datetime(day.year, day.month, day.day, 2), 1 if after > before else -1))  # noqa: DTZ001
        day += _DAY
    return changes

"""Dates and times as forces write them, and what is wrong with one that cannot be read."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Literal

from cdi.model.clock import EARLIEST, LATEST

DateOrder = Literal["dmy", "mdy"]
"""Whether 05/04/2018 is the fifth of April (dmy) or the fourth of May (mdy)."""

_TIME = r"(?:(?:[ T]|, ?| at )(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?(am|pm|hrs|h)?)?"
_SLASHED = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(\d{{1,2}})(?:st|nd|rd|th)?[ /.-]([a-z]{{3,9}})[ /.,-]+(\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
# Day numbers of a spreadsheet between 1982 and 2064; outside that a bare number is not taken for a date.
_SERIAL = re.compile(r"[345]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - local times have no zone in audit data
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
_NAMES = {"dmy": "day/month/year", "mdy": "month/day/year"}


def parse_moment(written: str, *, order: DateOrder = "dmy", serial_dates: bool = False) -> datetime:
    """The local date and time of a cell; ValueError when it says none.

    Read are ISO (2018-05-21T14:30), figures in the given order (21/05/2018, 21.5.18 2:30 pm) and named months
    (21-May-18). A year of two digits is one of 1970 to 2069. `serial_dates` also takes a spreadsheet's day numbers.
    """
    if _ISO.fullmatch(written):
        moment = datetime.fromisoformat(written)
    elif parts := _SLASHED.fullmatch(written) or _NAMED.fullmatch(written):
        moment = datetime(*_numbers(parts, order))  # noqa: DTZ001
    elif serial_dates and _SERIAL.fullmatch(written):
        moment = _SERIAL_ZERO + timedelta(seconds=round(float(written) * 86400))
    else:
        raise ValueError(written)
    if not EARLIEST <= moment.date() <= LATEST:
        raise ValueError(written)
    return moment


def other_order(written: str, order: DateOrder) -> datetime | None:
    """The moment that a refused cell says when its day and month are read the other way round, if it says one."""
    try:
        return parse_moment(written, order="mdy" if order == "dmy" else "dmy")
    except ValueError:
        return None


def explain_moment(written: str, order: DateOrder = "dmy") -> str | None:
    """Why a cell that looks like a date is none; nothing when it does not look like one."""
    if other_order(written, order) is not None:
        other: DateOrder = "mdy" if order == "dmy" else "dmy"
        return f'reads like {_NAMES[other]}; if the whole source is written so, say dates = "{other}"'
    if parts := _SLASHED.fullmatch(written) or _NAMED.fullmatch(written):
        return _explain_parts(parts, order)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", written):
        year, month, day = (int(part) for part in written[:10].split("-"))
        return _explain_year(year) or _explain_day(year, month, day)
    return None


def date_at_midnight(moment: datetime) -> date | datetime:
    """A spreadsheet's date cell as a date when it has no time of day."""
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment


def _numbers(parts: re.Match[str], order: DateOrder) -> tuple[int, int, int, int, int, int]:
    """Year, month, day, hour, minute and second of a match; ValueError for a month that is none."""
    first, second, written_year, hour, minute, second_of_minute, half = parts.groups()
    if second.isdigit():
        day, month = (int(first), int(second)) if order == "dmy" else (int(second), int(first))
    else:
        day, month = int(first), _month(second)
    return _full_year(written_year), month, day, _hour(hour, half), int(minute or 0), int(second_of_minute or 0)


def _month(name: str) -> int:
    """The number of a month named in full or by its first letters, three or more."""
    numbers = [number for month, number in _MONTHS.items() if month.startswith(name.lower())]
    if name.lower() == "sept":
        return 9
    if len(numbers) != 1:
        raise ValueError(name)
    return numbers[0]


def _full_year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _hour(written: str | None, half: str | None) -> int:
    hour, half = int(written or 0), (half or "").lower()
    if half not in ("am", "pm"):
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "pm" else 0)


def _explain_parts(parts: re.Match[str], order: DateOrder) -> str | None:
    try:
        year, month, day, hour, minute, _ = _numbers(parts, order)
    except ValueError:
        return None if parts[2].isdigit() else f"no month is called {parts[2]}"
    if not EARLIEST.year <= year <= LATEST.year:
        return _explain_year(year)
    if hour > 23 or minute > 59:
        return f"no time of day is {hour}:{minute:02d}"
    return _explain_day(year, month, day)


def _explain_year(year: int) -> str | None:
    if EARLIEST.year <= year <= LATEST.year:
        return None
    return f"the year {year} is too {'early' if year < EARLIEST.year else 'late'}"


def _explain_day(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    days = calendar.monthrange(year, month)[1] if year >= 1 else 31
    if not 1 <= day <= days:
        named = calendar.month_name[month]
        return f"{named}{f' {year}' if month == 2 else ''} has {days} days"
    return None

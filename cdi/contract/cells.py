"""What an analyst may write in a cell, what it means, and what a wrong cell was probably meant to say."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

import pandas as pd

from cdi.contract.vocabulary import Column
from cdi.model.errors import closest

# Yes and no as forces write them; anything else is a fault, and an empty cell is "not established".
BOOLEANS = {
    "true": True, "yes": True, "y": True, "1": True,
    "false": False, "no": False, "n": False, "0": False,
}  # fmt: skip

# Slashed and dotted dates are day first: 04/13/2018 is impossible, not April.
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
# Day numbers of a spreadsheet between 1982 and 2064; outside that a bare number is not taken for a date.
_SERIAL = re.compile(r"[345]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - local times have no zone in audit data
_EARLIEST_YEAR = 1950


def parse_cell(column: Column, written: str, *, serial_dates: bool = False) -> Any:
    """The value of a non-empty cell; ValueError when it is not what the column holds.

    Dates are local, ISO or day first; `serial_dates` also takes a spreadsheet's day numbers.
    """
    match column.kind:
        case "boolean":
            return BOOLEANS[written.lower()] if written.lower() in BOOLEANS else _refuse()
        case "choice":
            return written if written in column.choices else _refuse()
        case "date" | "datetime":
            moment = _parse_moment(written, serial_dates=serial_dates)
            return pd.Timestamp(moment.date()) if column.kind == "date" else pd.Timestamp(moment)
        case "integer" | "decimal":
            return _parse_number(column, written)
    return written


def suggest_cell(column: Column, written: str) -> str | None:
    """What a refused cell was probably meant to say, as it should be written; None when nothing is near.

    A misspelt choice, a number with a currency sign or below the least, a date written month first.
    """
    match column.kind:
        case "choice":
            return closest(written, column.choices)
        case "boolean":
            return closest(written, ("true", "false", "yes", "no"))
        case "integer" | "decimal":
            return _suggest_number(column, written)
        case "date" | "datetime":
            return _suggest_moment(column, written)
    return None


def _parse_number(column: Column, written: str) -> int | float:
    plain = written.replace(",", "") if _THOUSANDS.fullmatch(written) else written
    number = float(plain)
    if not isfinite(number):
        _refuse()
    if column.minimum is not None and number < column.minimum:
        _refuse()
    if column.kind == "integer":
        return int(number) if number.is_integer() else _refuse()
    return number


def _suggest_number(column: Column, written: str) -> str | None:
    bare = re.sub(r"[£$€%\s]|GBP", "", written)
    try:
        _parse_number(column, bare)
    except ValueError:
        return None
    return bare if bare != written else None


def _parse_moment(written: str, *, serial_dates: bool) -> datetime:
    if _ISO.fullmatch(written):
        moment = datetime.fromisoformat(written)
    elif parts := _SLASHED.fullmatch(written):
        day, month, year, hour, minute, second = (int(part or 0) for part in parts.groups())
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    elif serial_dates and _SERIAL.fullmatch(written):
        moment = _SERIAL_ZERO + timedelta(seconds=round(float(written) * 86400))
    else:
        _refuse()
    return moment if moment.year >= _EARLIEST_YEAR else _refuse()


def _suggest_moment(column: Column, written: str) -> str | None:
    """A date that only makes sense month first, written the way it should be."""
    parts = _SLASHED.fullmatch(written)
    if parts is None:
        return None
    month, day, year, hour, minute, second = (int(part or 0) for part in parts.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    return moment.date().isoformat() if column.kind == "date" else moment.isoformat(timespec="minutes")


def date_at_midnight(moment: datetime) -> date | datetime:
    """A spreadsheet's date cell as a date when it has no time of day."""
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment


def _refuse() -> Any:
    raise ValueError

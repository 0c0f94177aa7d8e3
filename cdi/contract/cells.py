"""What an analyst may write in a cell, what it means, and what a wrong cell was probably meant to say."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite
from typing import Any

import pandas as pd

from cdi.contract.moments import DateOrder, explain_moment, other_order, parse_moment
from cdi.contract.vocabulary import Column
from cdi.model.errors import closest

# Yes and no as forces write them; anything else is a fault, and an empty cell is "not established".
BOOLEANS = {
    "true": True, "yes": True, "y": True, "1": True,
    "false": False, "no": False, "n": False, "0": False,
}  # fmt: skip

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
FORMULA_ERRORS = {
    "#N/A": "a look-up that came back with nothing", "#REF!": "a formula whose cells are gone",
    "#VALUE!": "a formula that was given the wrong kind of value", "#DIV/0!": "a division by nothing",
    "#NAME?": "a formula with a name that the workbook lacks", "#NUM!": "a formula without a number for a result",
    "#NULL!": "a formula whose ranges do not meet", "#SPILL!": "a formula without room for its result",
}  # fmt: skip
"""What a formula leaves in its cell when it fails, and how it comes about."""


def parse_cell(column: Column, written: str, *, serial_dates: bool = False, order: DateOrder = "dmy") -> Any:
    """The value of a non-empty cell; ValueError when it is not what the column holds.

    Dates are local, see `cdi.contract.moments`; `serial_dates` also takes a spreadsheet's day numbers.
    """
    if written in FORMULA_ERRORS:
        _refuse()
    match column.kind:
        case "boolean":
            return BOOLEANS[written.lower()] if written.lower() in BOOLEANS else _refuse()
        case "choice":
            return written if written in column.choices else _refuse()
        case "date" | "datetime":
            moment = parse_moment(written, order=order, serial_dates=serial_dates)
            return pd.Timestamp(moment.date()) if column.kind == "date" else pd.Timestamp(moment)
        case "integer" | "decimal":
            return _parse_number(column, written)
    return written


def suggest_cell(column: Column, written: str, order: DateOrder = "dmy") -> str | None:
    """What a refused cell was probably meant to say, as it should be written; None when nothing is near.

    A misspelt choice, a number with a currency sign or below the least, a date with day and month the other way round.
    """
    match column.kind:
        case "choice":
            return closest(written, column.choices)
        case "boolean":
            return closest(written, ("true", "false", "yes", "no"))
        case "integer" | "decimal":
            return _suggest_number(column, written)
        case "date" | "datetime":
            moment = other_order(written, order)
            if moment is None:
                return None
            return moment.date().isoformat() if column.kind == "date" else moment.isoformat(timespec="minutes")
    return None


def explain_cell(column: Column, written: str, order: DateOrder = "dmy") -> str | None:
    """What is wrong with a refused cell, for somebody who does not see it: "April has 30 days"; None if it is plain."""
    if written in FORMULA_ERRORS:
        return f"{FORMULA_ERRORS[written]}; mend the formula, or clear the cell"
    if column.kind in ("date", "datetime"):
        return explain_moment(written, order)
    return None


def _parse_number(column: Column, written: str) -> int | float | Decimal:
    plain = written.replace(",", "") if _THOUSANDS.fullmatch(written) else written
    number = float(plain) if _NUMBER.fullmatch(plain) else _refuse()
    if not isfinite(number):
        _refuse()
    if column.minimum is not None and number < column.minimum:
        _refuse()
    if column.kind == "integer":
        return int(number) if number.is_integer() else _refuse()
    return Decimal(plain) if column.as_written else number


def _suggest_number(column: Column, written: str) -> str | None:
    bare = re.sub(
        r"[£$€%~≈\s]|GBP|\bper ?cent\b|\b(?:c|ca|circa|about|approx|approximately|around|nearly)\b\.?", "", written
    )
    try:
        _parse_number(column, bare)
    except ValueError:
        return None
    return bare if bare != written else None


def _refuse() -> Any:
    raise ValueError

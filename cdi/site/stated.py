"""A published result as the site prints and draws it: as precisely as it was published, and a band where it is one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from cdi.contract.published_measures import PublishedMeasure, measure_named
from cdi.house_style import formatting
from cdi.stats.proportions import wilson

Drawn = Literal["interval", "point", "band", "nothing"]
"""A point with its interval, a point alone, a band without a point, or no place on a scale."""
_Row = Mapping[Hashable, Any]
_WHOLE = 100.0
_PLACES = 2
"""As many as the finest published rate has."""


@dataclass(frozen=True, slots=True)
class StatedResult:
    """One published result of one inspection.

    `value`, `low` and `high` are in percent; None for a count. A band has no `value`: it was published as "over" so
    much or rounded, so only its ends are known. `computed` says that the interval was not published but worked out
    from the counts (Wilson, 95%). `rate`, `half_width`, `numerator` and `denominator` are as they were published.
    """

    measure: PublishedMeasure
    printed: str
    drawn: Drawn
    basis: str
    unit: str
    source: str
    note: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    computed: bool = False
    rate: Decimal | None = None
    half_width: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def interval(self) -> str:
        """The ends in words, with the decimals of the rate, one more where it was rounded; empty without ends."""
        if self.low is None or self.high is None:
            return ""
        places = 1 if self.rate is None else formatting.places(self.rate) + (self.basis == "rounded")
        return f"{formatting.percent(self.low, places)} to {formatting.percent(self.high, places)}"

    @property
    def short(self) -> str:
        """The result without its half-width."""
        return self.printed.partition(" ±")[0]

    @property
    def margin(self) -> str:
        """The half-width as published, in percentage points; empty where there is none."""
        return "" if self.half_width is None else formatting.stated(self.half_width)

    @property
    def place(self) -> str:
        """By what a list sorts it: its value, the lower end of its band, or its count; empty for words."""
        places = (self.value, self.low, self.numerator, self.denominator)
        placed = next((each for each in places if each is not None), None)
        return "" if placed is None else str(formatting.half_up(placed, _PLACES))


def state_result(row: _Row) -> StatedResult:
    """What a row of `published_results` says.

    A rate or a share that was published as "over 96%" is the band from 96% to 100%; one that was rounded is the band
    of half a unit of its last place on either side.
    """
    measure, basis = measure_named(str(row["measure"])), str(row["basis"])
    numerator, denominator = _whole(row["numerator"]), _whole(row["denominator"])
    rate, half_width = _decimal(row["rate_pct"]), _decimal(row["ci_half_width_pp"])
    unit, source, note = (_text(row[name]) for name in ("unit", "source", "note"))
    parts: dict[str, Any] = {
        "rate": rate, "half_width": half_width, "numerator": numerator, "denominator": denominator
    }  # fmt: skip

    def stated(printed: str, drawn: Drawn = "nothing", **ends: Any) -> StatedResult:
        return StatedResult(measure, printed, drawn, basis, unit, source, note, **parts, **ends)

    if basis == "in words":
        return stated(note)
    if rate is not None:
        return stated(_printed_rate(rate, half_width, basis), **_place_of_rate(rate, half_width, basis))
    if numerator is not None and denominator:
        low, high = wilson(numerator, denominator)
        ends = {"value": _WHOLE * numerator / denominator, "low": _WHOLE * float(low), "high": _WHOLE * float(high)}
        return stated(formatting.fraction(numerator, denominator), "interval", computed=True, **ends)
    if numerator is not None:
        return stated(_about(basis, formatting.count(numerator)))
    return stated(formatting.counted(denominator or 0, "unit"))


def _place_of_rate(rate: Decimal, half_width: Decimal | None, basis: str) -> dict[str, Any]:
    value = float(rate)
    if basis == "floor":
        return {"drawn": "band", "low": value, "high": _WHOLE}
    if basis == "rounded":
        half = float(Decimal(1).scaleb(-formatting.places(rate)) / 2)
        return {"drawn": "band", "low": max(value - half, 0.0), "high": min(value + half, _WHOLE)}
    if half_width is None:
        return {"drawn": "point", "value": value}
    low, high = max(value - float(half_width), 0.0), min(value + float(half_width), _WHOLE)
    return {"drawn": "interval", "value": value, "low": low, "high": high}


def _printed_rate(rate: Decimal, half_width: Decimal | None, basis: str) -> str:
    text = formatting.percent(rate, formatting.places(rate))
    if half_width is not None:
        text = f"{text} ± {formatting.stated(half_width)}"
    return _about(basis, text)


def _about(basis: str, text: str) -> str:
    return {"floor": f"over {text}", "rounded": f"about {text}"}.get(basis, text)


def _whole(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _decimal(cell: Any) -> Decimal | None:
    return None if pd.isna(cell) else Decimal(cell)


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)

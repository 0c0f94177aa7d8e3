"""A published result is printed as precisely as it was published, and a band is never a point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cdi.site.stated import StatedResult, state_result


def stated(measure: str = "rate_overall", basis: str = "published", **cells: Any) -> StatedResult:
    empty = dict.fromkeys(("numerator", "denominator", "rate_pct", "ci_half_width_pp", "unit", "source", "note"))
    return state_result({"measure": measure, "basis": basis, **empty, **cells})


@pytest.mark.parametrize(
    ("cells", "printed", "drawn", "ends"),
    [
        ({"rate_pct": Decimal("84.1"), "ci_half_width_pp": Decimal("1.71")}, "84.1% ± 1.71", "interval", (82.39, 85.81)),
        ({"rate_pct": Decimal("89.56"), "ci_half_width_pp": Decimal("1.66")}, "89.56% ± 1.66", "interval", (87.9, 91.22)),
        ({"rate_pct": Decimal(84), "ci_half_width_pp": Decimal(3)}, "84% ± 3", "interval", (81, 87)),
        ({"rate_pct": Decimal("99.5"), "ci_half_width_pp": Decimal(1)}, "99.5% ± 1", "interval", (98.5, 100)),
        ({"rate_pct": Decimal("96.4")}, "96.4%", "point", (None, None)),
        ({"rate_pct": Decimal(93), "basis": "floor"}, "over 93%", "band", (93, 100)),
        ({"rate_pct": Decimal("98.2"), "basis": "floor"}, "over 98.2%", "band", (98.2, 100)),
        ({"rate_pct": Decimal(89), "basis": "rounded"}, "about 89%", "band", (88.5, 89.5)),
        ({"rate_pct": Decimal("90.4"), "basis": "rounded"}, "about 90.4%", "band", (90.35, 90.45)),
        ({"measure": "unrecorded_overall", "numerator": 38000}, "38,000", "nothing", (None, None)),
        ({"measure": "additional_overall", "numerator": 15000, "basis": "floor"}, "over 15,000", "nothing", (None, None)),
        ({"measure": "cancelled_violence", "denominator": 22}, "22 units", "nothing", (None, None)),
    ],
)  # fmt: skip
def test_what_is_printed_and_where_it_lies(
    cells: dict[str, Any], printed: str, drawn: str, ends: tuple[float | None, float | None]
) -> None:
    result = stated(**cells)
    assert (result.printed, result.drawn) == (printed, drawn)
    assert (result.low, result.high) == (pytest.approx(ends[0]), pytest.approx(ends[1]))
    assert (result.value is None) == (drawn in ("band", "nothing"))


def test_counts_get_the_interval_of_wilson_and_say_that_it_was_worked_out() -> None:
    result = stated("rape_recorded", numerator=84, denominator=93)
    assert (result.printed, result.interval, result.computed) == ("84 of 93", "82.6% to 94.8%", True)  # docs/methods.md
    assert not stated(rate_pct=Decimal("84.1"), ci_half_width_pp=Decimal("1.71")).computed


def test_words_stay_words() -> None:
    result = stated("slavery_recorded", "in words", note="all but one offence recorded")
    assert (result.printed, result.drawn, result.place) == ("all but one offence recorded", "nothing", "")


def test_the_ends_of_a_rounded_rate_need_one_decimal_more() -> None:
    assert stated(rate_pct=Decimal(88), basis="rounded").interval == "87.5% to 88.5%"
    assert stated(rate_pct=Decimal(93), basis="floor").interval == "93% to 100%"

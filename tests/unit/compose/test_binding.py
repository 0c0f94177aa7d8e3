"""What may be printed as a count in words: whole numbers alone, so that what rounds to zero is never none."""

from __future__ import annotations

import pytest

from cdi.compose.binding import counted
from cdi.model.errors import PublicationRefused
from cdi.model.figure import Figure


def figure(value: float) -> Figure:
    return Figure("x.y", "a label", value, "percent", f"{value}%", "all", "records", ("s",), 0, 12, unknown=3)


@pytest.mark.parametrize(("facet", "number"), [("value", 0), ("numerator", 0), ("denominator", 12), ("unknown", 3)])
def test_a_count_is_the_number_itself(facet: str, number: int) -> None:
    assert counted(figure(0.0), facet) == number


@pytest.mark.parametrize("value", [0.3, -0.3, 1.5])
def test_what_is_no_whole_number_is_no_count(value: float) -> None:
    with pytest.raises(PublicationRefused, match=f"figure x.y is {value}%, which is no count; print it with fig"):
        counted(figure(value), "value")

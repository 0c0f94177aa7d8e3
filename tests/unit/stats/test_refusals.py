"""What each door of cdi.stats says to a value that it refuses: what is wrong, its value, and what is expected.

`refusals.csv` is a record of what stands: function, argument, odd value, words. `python -m tests.unit.stats.test_refusals`
writes it again; read the difference before it is committed. Of values that a
function refuses for the same reason the first stands there, and only what our own checks refuse.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stats.test_nonsense import CALLS, DOORS, good_values

ODD: dict[str, Any] = {
    "not a number": math.nan, "none": [], "negative": -1, "a half": 2.5, "zero": 0, "one": 1, "three": [1, 2, 3],
    "huge": 1e300, "a million and one": 1_000_001,
}  # fmt: skip
RECORD, COLUMNS = Path(__file__).parent / "refusals.csv", ("function", "argument", "odd value", "words")
with RECORD.open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row) for row in csv.reader(file)][1:]


def refusals(name: str) -> Iterator[tuple[str, ...]]:
    for parameter in (each for function, each in DOORS if function == name):
        said: set[str] = set()
        for odd, value in ODD.items():
            try:
                CALLS[name](**good_values(name) | {parameter: value})
            except (ValueError, TypeError, AttributeError) as refusal:
                words, expected, what = str(refusal).partition(": expected")
                if expected and what not in said:
                    yield name, parameter, odd, f"{words}{expected}{what}"
                    said.add(what)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rows"), [(name, [*rows]) for name, rows in groupby(ROWS, key=lambda row: row[0])])
@pytest.mark.filterwarnings("ignore")
def test_a_refusal_says_what_is_wrong_and_what_is_expected(name: str, rows: list[tuple[str, ...]]) -> None:
    assert [*refusals(name)] == rows


def test_every_function_that_refuses_is_in_the_record() -> None:
    assert {name for name in CALLS if any(refusals(name))} == {row[0] for row in ROWS}


if __name__ == "__main__":
    every = [row for name in CALLS for row in refusals(name)]
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *every])

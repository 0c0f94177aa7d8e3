"""What the charts and tables of the desk say and how they are drawn: a record of what was looked at.

`as_recorded.csv` has the words of each exhibit and a checksum of each drawing. `python -m
tests.unit.exhibits.test_as_recorded FOLDER` writes it again, and the pictures into a folder: look at those that differ
before the record is committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, partial
from itertools import product
from pathlib import Path

import pytest

from cdi.exhibits.charts.canvas import draw_once
from cdi.explore.answers import Answer
from cdi.explore.desk import Desk
from cdi.explore.opening import open_audit
from cdi.model.exhibit import Chart, Table
from tests.conftest import PROJECT
from tests.thin import thin
from tests.unit.exhibits.record import Lines, drawn_once, lines, read_record, write_record

pytestmark = pytest.mark.slow

RECORD = Path(__file__).parent / "as_recorded.csv"


@cache
def of_leicestershire() -> Desk:
    return open_audit("leicestershire", "2018-reinspection", folder=PROJECT)


@cache
def of_the_example() -> Desk:
    return open_audit("exampleshire", folder=PROJECT)


HALF_A_YEAR = ["2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09"]
SIZES = {"violence": 5, "sexual": 3, "other": 0}
ASKED: dict[str, Callable[[], Answer]] = {
    "rate by a column": lambda: of_leicestershire().rate("route", where="domestic_abuse"),
    "rate by offence": lambda: of_leicestershire().rate("offence"),
    "rate by two": lambda: of_leicestershire().rate(["offence", "month"]),
    "rate by three": lambda: of_leicestershire().rate(["route", "stratum", "domestic_abuse"]),
    "rate by month": lambda: of_leicestershire().rate("month"),
    "rate of nothing known": lambda: of_leicestershire().rate("victim_age_group"),
    "not recorded by two": lambda: of_leicestershire().unrecorded(["category", "route"]),
    "not recorded": lambda: of_leicestershire().unrecorded("offence"),
    "delays": lambda: of_leicestershire().delays("route"),
    "delays of many": lambda: of_leicestershire().delays("offence"),
    "delays, nothing known": lambda: of_leicestershire().delays("victim_age_group"),
    "comparison": lambda: of_leicestershire().compare("2017-inspection"),
    "figures": lambda: of_leicestershire().figures.search("rape"),
    "figures, none in percent": lambda: of_leicestershire().figures.search("staffing"),
    "plan": lambda: of_the_example().plan(),
    "monitoring": lambda: of_the_example().monitor(),
    "changes": lambda: of_the_example().change_points(),
    "no change": lambda: of_the_example().change_points(where={"month": HALF_A_YEAR}),
    "teams": lambda: of_the_example().rate("team"),
    "second look": lambda: of_the_example().second_look("second-review/decisions.csv"),
    "disagreements": lambda: of_the_example().second_look("second-review/decisions.csv").disagreements,
    "draw": lambda: of_the_example().draw("next-audit/frame.csv", SIZES, 1, "report_id"),
}


def exhibits_of(name: str) -> tuple[Chart, Table]:
    answer = ASKED[name]()
    return answer.chart().exhibit, answer.table


@cache
def recorded() -> dict[str, Lines]:
    return read_record(RECORD)


@pytest.mark.parametrize(("name", "narrow"), thin(product(ASKED, (False, True)), keep=3))
def test_an_exhibit_is_as_recorded(name: str, narrow: bool) -> None:
    with draw_once(narrow=narrow):
        assert [*lines(name, exhibits_of(name))] == drawn_once(recorded()[name], narrow=narrow)


if __name__ == "__main__":
    write_record(RECORD, {name: partial(exhibits_of, name) for name in ASKED}, Path(sys.argv[1]))

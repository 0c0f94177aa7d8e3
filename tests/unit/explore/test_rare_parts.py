"""What the shipped audits never show: real rows in a chart of delays, an empty cell of a map, a group without a rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cdi.exhibits.charts.canvas import draw_once
from cdi.exhibits.charts.groups import draw_groups
from cdi.exhibits.charts.waits import draw_waits
from cdi.exhibits.tables.cells import NOT_AVAILABLE
from cdi.exhibits.tables.groups import print_finding
from cdi.explore.desk import Desk
from cdi.measures.published_rates import PublishedRate

pytestmark = pytest.mark.slow


def test_the_delays_of_real_rows_are_drawn_without_a_warning(desk: Desk) -> None:
    answer = desk.delays("route")
    with draw_once(narrow=False):
        assert "Made-up rows" in draw_waits(answer.waits, answer.caption, "delays").svg
        assert "Made-up rows" not in draw_waits(replace(answer.waits, made_up=""), answer.caption, "delays").svg


def test_a_cell_of_a_map_that_holds_no_row_stays_blank(desk: Desk) -> None:
    answer = desk.rate(["stratum", "route"])
    cut = answer.rates.cut
    first, *others = cut.groups
    fewer = replace(
        answer.rates,
        cut=replace(cut, groups={group: cut.groups[group] for group in others}),
        rows=tuple(row for row in answer.rates.rows if row.values != first),
    )
    counts = answer.rates.rows[0].counts
    written = f"<!-- {counts.yes} of {counts.of} -->"
    with draw_once(narrow=False):  # the narrow one has no room for numbers
        whole, without = (draw_groups(rates, answer.caption, "rates").svg for rates in (answer.rates, fewer))
    assert whole.count(written) == without.count(written) + 1


def test_a_group_that_was_not_tested_has_no_finding(desk: Desk) -> None:
    row = desk.rate("route").rates.rows[0]
    assert print_finding(replace(row, finding=None)) == NOT_AVAILABLE


def test_a_rate_published_without_a_half_width_has_neither_bounds_nor_error() -> None:
    rate = PublishedRate(Decimal(96), 0, None, "published")
    assert (rate.bounds, rate.error, rate.printed) == (None, None, "96%")

"""Extra measures in a report: a table and a chart each, bound to their figures, as the analyst's desk shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cdi.exhibits import Caption
from cdi.exhibits.charts import draw_extra
from cdi.exhibits.charts.canvas import draw_once
from cdi.exhibits.tables import tabulate_extra
from cdi.exhibits.tables.groups import MANY
from cdi.measures.extra import estimate_extra, extra
from cdi.measures.made_up import RECONSTRUCTED as MADE_UP
from cdi.model.audit import Audit
from cdi.model.exhibit import Chart, Table
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.figure import Figures

pytestmark = pytest.mark.slow


def mine(name: str, by: tuple[str, ...] = (), **where: Any) -> ExtraMeasure:
    return ExtraMeasure(
        name=name, title="Mine", table="audit_reports", by=by, where=where, added_by="analyst",
        added_on=date(2026, 1, 2), reason="to see",
    )  # fmt: skip


EXTRA = (
    mine("all"), mine("routes", ("route",)), mine("offences", ("offence",)), mine("two", ("route", "month")),
    mine("ages", ("victim_age_group",)),
)  # fmt: skip
Shown = tuple[Figures, dict[str, Table], dict[str, Chart]]


def figures_of(audit: Audit) -> Figures:
    """The figures of the extra measures alone."""
    of_extra = extra(audit)
    return Figures.of([*of_extra.figures], of_extra.gaps, of_extra.cures)


@pytest.fixture(scope="module")
def shown(leicestershire: Audit) -> Shown:
    audit = replace(leicestershire, extra=EXTRA)
    figures, results, caption = figures_of(audit), estimate_extra(audit), Caption.of(audit)
    tables = {table.id: table for table in tabulate_extra(results, figures, caption)}
    with draw_once(narrow=True):
        return figures, tables, {chart.id: chart for chart in draw_extra(results, caption)}


def test_each_has_a_table_and_a_chart_and_one_without_a_figure_has_neither(shown: Shown) -> None:
    _, tables, charts = shown
    names = [measure.name for measure in EXTRA if measure.name != "ages"]
    assert [*tables] == [f"extra-table-{name}" for name in names]
    assert [*charts] == [f"extra-chart-{name}" for name in names]


def test_every_row_prints_its_figure_and_the_chart_draws_it(shown: Shown) -> None:
    figures, tables, charts = shown
    for name, table in tables.items():
        cells = [[cell for cell in row if cell.figure] for row in table.rows]
        assert {len(bound) for bound in cells} == {1}
        for (cell,) in cells:
            figure = figures[cell.figure or ""]
            assert cell.value == figure.value
            assert cell.text.startswith(figure.printed if cell.facet == "printed" else figure.printed.rstrip("%"))
        assert [cell.figure for (cell,) in cells] == [*charts[name.replace("table", "chart")].figures]


def test_a_group_that_is_a_gap_is_in_the_table_without_a_figure(leicestershire: Audit) -> None:
    tables = {name: frame for name, frame in leicestershire.tables.items() if name != "audit_strata"}
    audit = replace(leicestershire, extra=(mine("kinds", ("category",)),), tables=tables)
    figures = figures_of(audit)
    (table,) = tabulate_extra(estimate_extra(audit), figures, Caption.of(audit))
    bound = {row[0].text: [cell.figure for cell in row if cell.figure] for row in table.rows}
    assert bound["Violence"] == []
    assert bound["Rape"] == ["extra.kinds.rape"]


def test_what_a_reader_must_know_stands_below(shown: Shown) -> None:
    _, tables, charts = shown
    table = tables["extra-table-offences"]
    assert table.caption == "Audited crimes recorded by offence"
    assert len(table.rows) > MANY
    assert MADE_UP in table.source
    assert "p adjusted by Holm’s rule" in table.source
    assert "chance alone" in table.source
    assert MADE_UP in charts["extra-chart-offences"].alt

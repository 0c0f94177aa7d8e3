"""What an exhibit says of where and when, how a notebook shows it, and how it gets into the bundle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cdi.exhibits import Caption, Exhibits, show, tables
from cdi.model.audit import Audit
from cdi.model.exhibit import Chart, Table, TableCell, TableColumn
from tests.unit.exhibits.examples import CAPTION, of

CHART = Chart("rates", "Nine of ten", "Kent & Medway", 'All: "9 of 10"', "Source: <audit>.", "<svg/>", ())
TABLE = Table(
    "kinds",
    "Kinds & counts",
    (TableColumn("Kind"), TableColumn("Number", "number"), TableColumn("Note")),
    ((TableCell("Rape <13"), TableCell("1"), TableCell("a & b")),),
    "Source: audit.",
)


def test_the_caption_of_an_audit_says_when_rows_are_reconstructed(leicestershire: Audit) -> None:
    assert Caption.of(leicestershire) == Caption(
        place="Leicestershire Police",
        period="1 April 2018 to 30 June 2018",
        source="Source: Leicestershire Police, HMICFRS re-inspection 2018; reconstructed data.",
        register_source="Source: Leicestershire Police, HMICFRS re-inspection 2018.",
    )
    real = replace(leicestershire, provenance=leicestershire.provenance.model_copy(update={"basis": "records"}))
    assert Caption.of(real).source == "Source: Leicestershire Police, HMICFRS re-inspection 2018."


@pytest.mark.parametrize(("day", "old"), [(date(2015, 3, 31), True), (date(2015, 4, 1), False)])
def test_no_crimes_are_spoken_of_until_they_were_called_cancelled_crimes(
    day: date, old: bool, leicestershire: Audit
) -> None:
    dated = leicestershire.inspection.model_copy(update={"published_on": day, "as_at": None})
    assert Caption.of(replace(leicestershire, inspection=dated)).speaks_of_no_crimes == old
    invented = leicestershire.provenance.model_copy(update={"basis": "made up"})
    assert Caption.of(replace(leicestershire, inspection=dated, provenance=invented)).speaks_of_no_crimes == old


def test_the_caption_of_an_audit_without_a_period_has_its_year(leicestershire: Audit) -> None:
    period = {"audit_period_start": None, "audit_period_end": None}
    undated = replace(leicestershire, inspection=leicestershire.inspection.model_copy(update=period))
    assert Caption.of(undated).period == "audit of 2018"


def test_a_table_without_rows_is_said_and_has_no_headings() -> None:
    shown = show(replace(TABLE, rows=(), source="No change is shown."))
    assert shown is not None
    assert shown.html == "<p><strong>Kinds &amp; counts</strong></p><p><small>No change is shown.</small></p>"


def test_a_notebook_shows_a_chart_with_its_alternative_text() -> None:
    shown = show(CHART)
    assert shown is not None
    assert shown._repr_mimebundle_() == {
        "text/html": "<figure><figcaption><strong>Nine of ten</strong><br>Kent &amp; Medway</figcaption>"
        '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="All: &quot;9 of 10&quot;">'
        "<p><small>Source: &lt;audit&gt;.</small></p></figure>",
        "text/plain": 'Nine of ten\nAll: "9 of 10"',
    }


def test_a_notebook_shows_a_table_with_caption_and_header_cells() -> None:
    shown = show(TABLE)
    assert shown is not None
    assert shown._repr_mimebundle_() == {
        "text/html": '<table role="table"><caption>Kinds &amp; counts</caption>'
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Kind</th>'
        '<th role="columnheader" scope="col" class="number">Number</th><th role="columnheader" scope="col">Note</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row">Rape &lt;13</th>'
        '<td role="cell" data-column="Number" class="number">1</td><td role="cell" data-column="Note">a &amp; b</td></tr></tbody>'
        "</table><p><small>Source: audit.</small></p>",
        "text/plain": "Rape <13 | 1 | a & b",
    }


def test_a_chart_with_a_narrow_drawing_is_one_picture_with_one_alternative_text() -> None:
    shown = show(replace(CHART, narrow="<svg></svg>"))
    assert shown is not None
    assert (
        '<picture><source media="screen and (max-width: 30em)" srcset="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=">'
        '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="All: &quot;9 of 10&quot;"></picture>'
    ) in shown.html


def test_the_id_of_a_figure_is_a_link_to_its_row_and_a_wide_table_may_be_stacked() -> None:
    column = TableColumn("Base")
    row = (TableCell("prior.overall"), TableCell("a"), TableCell("b"), TableCell("c"))
    shown = show(Table("figures", "Figures", (column,) * 4, (row,), "Source."))
    assert shown is not None
    assert '<table role="table" class="stacks">' in shown.html
    assert (
        '<a class="id" id="figure-prior.overall" href="#figure-prior.overall" title="prior.overall">prior.overall</a>'
    ) in shown.html


def test_what_is_kept_is_shown_and_listed_once_in_order() -> None:
    exhibits = Exhibits()
    assert exhibits.keep(TABLE) == show(TABLE)
    assert exhibits.keep(CHART) == show(CHART)
    gaps = tables.tabulate_gaps(of(), CAPTION)
    exhibits.keep(gaps)
    exhibits.keep(replace(TABLE, caption="run again"))
    assert exhibits.charts == [CHART]
    assert exhibits.tables == [replace(TABLE, caption="run again"), gaps]


def test_what_there_is_not_is_neither_shown_nor_kept() -> None:
    exhibits = Exhibits()
    assert exhibits.keep(None) is None
    assert (exhibits.charts, exhibits.tables) == ([], [])

"""What was published is printed as precisely as it was published, and so is all that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cdi.bundle.facts import facts
from cdi.compose.binding import facet_text
from cdi.exhibits import charts, tables
from cdi.measures import measure
from cdi.measures.national import national
from cdi.measures.published_rates import published_rates
from cdi.measures.rates import force_rates
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Figures
from tests.thin import thin
from tests.unit.exhibits.examples import CAPTION, RULES
from tests.unit.measures.tables import figures_of_rates, holding, table, with_rates

pytestmark = pytest.mark.slow


def published(audit: Audit, rate: str, half_width: str = "") -> Figures:
    """The figures of an audit of which only the overall rate was published; the one before it was 75.8 ± 1.94."""
    row = f"measure | rate_pct | ci_half_width_pp\nrate_overall | {rate} | {half_width}"
    return figures_of_rates(holding(audit, published_results=row))


@pytest.mark.usefixtures("words_alone")
@pytest.mark.parametrize(
    ("written", "half_width", "printed", "bounds"),
    thin(
        [
            ("96", "3", ("96%", "96", "3"), "93 to 99"),
            ("96.0", "3.0", ("96.0%", "96.0", "3.0"), "93.0 to 99.0"),
            ("85.49", "1.8", ("85.49%", "85.49", "1.8"), "83.7 to 87.3"),
            ("99", "1.86", ("99%", "99", "1.86"), "97.1 to 100.0"),
        ],
        keep=2,
    ),
)
def test_a_rate_and_its_half_width_have_the_decimals_that_were_written(
    leicestershire: Audit, written: str, half_width: str, printed: tuple[str, str, str], bounds: str
) -> None:
    figures = published(leicestershire, written, half_width)
    rate = figures["recording.overall"]
    assert (rate.printed, facet_text(rate, "value"), facet_text(rate, "half_width")) == printed
    assert f"{facet_text(rate, 'low')} to {facet_text(rate, 'high')}" == bounds
    (row,) = tables.tabulate_rates(figures, RULES, CAPTION).rows
    assert [cell.text for cell in row[1:3]] == list(printed[1:])
    chart = charts.draw_recording_rates(figures, RULES, CAPTION)
    assert chart is not None
    assert f"{printed[0]} (95% interval {bounds})" in chart.alt
    assert Figure.from_json(rate.as_json()).places == rate.places


def test_a_difference_is_no_more_precise_than_the_rate_that_is_less_so(leicestershire: Audit) -> None:
    figures = published(leicestershire, "84", "2")
    assert [figures[name].printed for name in ("change.overall", "national.gap")] == [
        "8 percentage points",
        "-4 percentage points",
    ]
    assert facet_text(figures["change.overall"], "size") == "8 percentage points"
    assert published(leicestershire, "84.0", "2")["change.overall"].printed == "8.2 percentage points"


def test_what_a_spreadsheet_worked_out_has_the_decimals_that_it_shows(leicestershire: Audit) -> None:
    assert published(leicestershire, "79.39999999999999")["recording.overall"].printed == "79.4%"


def test_facts_are_plain_numbers(leicestershire: Audit) -> None:
    own = "audit_id | topic | n | compliant | rate_pct\nA | rape | | | 96.0"
    audit = holding(leicestershire, self_audits=own)
    (row,) = facts(audit)["self_audits"].values()
    assert type(row["rate_pct"]) is float
    assert [each.printed for each in measure(audit) if each.id.endswith(".rate")] == ["96.0%"]


AVERAGES = """
programme   | measure      | as_at      | rate_pct | forces_n | method
CDI-rolling | rate_overall | 2018-08-31 | 87.7     | 26       | not_stated
CDI-rolling | rate_overall | 2019-12-31 | 89.0     | 41       | not_stated
"""


@pytest.mark.parametrize(
    ("day", "average"),
    thin(
        [
            (date(2018, 8, 30), None),
            (date(2018, 8, 31), ("87.7%", "26")),
            (date(2019, 12, 30), ("87.7%", "26")),
            (date(2019, 12, 31), ("89.0%", "41")),
            (date(2024, 1, 1), ("89.0%", "41")),
        ],
        keep=3,
    ),
)
def test_the_national_average_is_that_of_the_day(
    leicestershire: Audit, day: date, average: tuple[str, str] | None
) -> None:
    inspection = leicestershire.inspection.model_copy(update={"as_at": day})
    reference = {**leicestershire.reference, "national_averages": table("national_averages", AVERAGES)}
    seen = with_rates(national)(replace(leicestershire, inspection=inspection, reference=reference))
    figures = {figure.id: figure.printed for figure in seen.figures}
    assert figures.get("national.average") == (average and average[0])
    assert figures.get("national.forces") == (average and average[1])


def beside_records(audit: Audit, row: str) -> Audit:
    """The audit with its records, and what its inspection is said to have published."""
    rows = table("published_results", f"measure | rate_pct | ci_half_width_pp\n{row}")
    return replace(audit, tables={**audit.tables, "published_results": rows})


def test_records_that_give_the_published_rate_keep_its_interval(leicestershire: Audit) -> None:
    rate = force_rates(beside_records(leicestershire, "rate_overall | 84.1 | 1.9"))["overall"]
    assert (rate.percent, rate.half_width, rate.method) == (pytest.approx(84.067, abs=1e-3), 1.9, "published")
    assert rate.error == pytest.approx(1.9 / 1.96, rel=1e-4)
    assert rate.caution == "the interval is the published one"


def test_records_that_give_another_rate_keep_their_own_interval_and_name_the_published_one(
    leicestershire: Audit,
) -> None:
    audit = beside_records(leicestershire, "rate_overall | 86 | 2")
    rate = force_rates(audit)["overall"]
    assert rate.half_width == pytest.approx(1.70688, abs=1e-5)
    assert rate.caution == "rate and interval are those of the records; 86% (±2) was published"
    assert published_rates(audit)["overall"].places == 0


def test_made_up_rows_are_printed_as_precisely_as_the_publication_they_were_made_from(leicestershire: Audit) -> None:
    audit = beside_records(leicestershire, "rate_overall | 84 | ")
    assert figures_of_rates(audit)["recording.overall"].printed == "84%"
    real = replace(audit, provenance=audit.provenance.model_copy(update={"basis": "records"}))
    assert figures_of_rates(real)["recording.overall"].printed == "84.1%"

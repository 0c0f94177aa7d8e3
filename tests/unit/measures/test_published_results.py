"""Results that were published without the records behind them, and how they stand beside those that were counted."""

import pandas as pd
import pytest

from cdi.contract.parsing import parse_table
from cdi.contract.published_measures import MEASURES, measure_named
from cdi.contract.registers import PUBLISHED_RESULTS
from cdi.contract.vocabulary import TextTable
from cdi.measures import measure
from cdi.measures.figures import Contribution
from cdi.measures.published import add_published, published_bases, published_words
from cdi.measures.rates import force_rates
from cdi.model.audit import Audit
from cdi.model.fault import Fault
from cdi.model.figure import Figures
from tests.thin import thin
from tests.unit.measures.tables import holding, printed

RESULTS = """
measure                 | numerator | denominator | rate_pct | unit                     | basis     | note
rate_overall            |           |             | 75.8     | reports of crime         | published |
rape_recorded           | 9         | 20          |          | reports of rape          | derived   |
cancelled_robbery       |           |             | 90       | cancelled crimes         | derived   |
cancelled_violence      |           | 22          |          | cancelled crimes         | published |
unrecorded_overall      | 38000     |             |          | crimes a year            | floor     |
slavery_recorded        |           |             |          | crimes                   | in words  | all but one
"""


def test_a_part_becomes_the_figure_that_records_would_give_and_the_rest_stands_apart(leicestershire: Audit) -> None:
    audit = holding(leicestershire, published_results=RESULTS)
    nothing = Contribution(gaps={"recording.rape": "audit_reports not held"})
    assert printed(lambda each: add_published(each, nothing), audit) == {
        "recording.rape": "9 of 20",
        "published.cancelled_robbery": "90%",
        "published.cancelled_violence_sample": "22",
        "published.unrecorded_overall": "38,000",
    }
    assert published_bases(audit)["recording.rape"] == "derived"
    assert published_bases(audit)["published.unrecorded_overall"] == "floor"
    assert published_words(audit) == {"slavery_recorded": "all but one"}


def test_a_published_figure_has_the_label_of_its_measure_and_the_unit_that_was_stated(leicestershire: Audit) -> None:
    rows = """
    measure            | numerator | denominator | unit            | basis
    rape_recorded      | 9         | 20          | reports of rape | published
    unrecorded_overall | 38000     |             | crimes a year   | published
    """
    figures = add_published(holding(leicestershire, published_results=rows), Contribution()).figures
    assert {each.id: (each.label, each.unit) for each in figures} == {
        "recording.rape": (measure_named("rape_recorded").label, "percent"),
        "published.unrecorded_overall": (measure_named("unrecorded_overall").label, "crimes"),
    }


@pytest.mark.parametrize(
    ("counts_and_rate", "figures"),
    [
        ("9 | 20 | 45", {"recording.rape": "9 of 20"}),
        ("9 | 20 |   ", {"recording.rape": "9 of 20"}),
        ("  | 20 | 45", {"published.rape_recorded": "45%"}),
        ("9 |    | 45", {"published.rape_recorded": "45%"}),
        ("  |    | 45", {"published.rape_recorded": "45%"}),
        ("  | 20 |   ", {"published.rape_recorded_sample": "20"}),
    ],
)
def test_an_empty_count_leaves_the_share_or_the_sample_and_is_never_none(
    leicestershire: Audit, counts_and_rate: str, figures: dict[str, str]
) -> None:
    rows = f"measure | numerator | denominator | rate_pct\nrape_recorded | {counts_and_rate}"
    audit = holding(leicestershire, published_results=rows)
    assert printed(lambda each: add_published(each, Contribution()), audit) == figures


@pytest.mark.slow
def test_what_was_counted_goes_before_what_was_published(leicestershire: Audit, figures: Figures) -> None:
    counted = Contribution(tuple(figures.by_id.values()))
    audit = holding(leicestershire, published_results="measure | numerator | denominator\nrape_recorded | 9 | 20")
    together = {figure.id: figure.printed for figure in add_published(audit, counted).figures}
    assert together["recording.rape"] == "84 of 93"
    assert together["published.rape_recorded"] == "9 of 20"


def test_a_rate_given_as_counts_is_worked_out(leicestershire: Audit) -> None:
    audit = holding(leicestershire, published_results="measure | numerator | denominator\nrate_overall | 91 | 125")
    assert force_rates(audit)["overall"].percent == 72.8
    assert published_bases(audit)["recording.overall"] == "derived"


def faults(row: str) -> list[str]:
    """What the contract says of one row: measure, numerator, denominator, rate, basis, note."""
    cells = dict(zip(("measure", "numerator", "denominator", "rate_pct", "basis", "note"), row.split("|"), strict=True))
    row = {name: cell.strip() for name, cell in cells.items()} | {"inspection_id": "x"}
    return [f"{fault.column}: {fault.nearest or fault.expected}" for fault in all_faults([row])]


def all_faults(rows: list[dict[str, str]]) -> list[Fault]:
    """What the contract says of rows; cells that a row does not name are empty."""
    written = pd.DataFrame([{name: row.get(name, "") for name in PUBLISHED_RESULTS.names} for row in rows])
    return parse_table(PUBLISHED_RESULTS, TextTable("published_results", "t", written, {})).all_faults()


@pytest.mark.parametrize(
    ("row", "fault"),
    thin(
        [
            ("rate_violance|||75|published|", "measure: rate_violence"),
            ("overall_rate|||75|published|", "measure: rate_overall"),
            ("rate_rape|||75|published|", "measure: rape_recorded"),
            (
                "rate_overall|9|||published|",
                "rate_pct: a rate, or a numerator and a denominator from which it is worked out",
            ),
            ("unrecorded_overall||||published|", "numerator: the number itself, for a measure that is a count"),
            (
                "vulnerable_recorded|0|0||published|",
                "denominator: 1 or more; leave the row out where nothing was looked at",
            ),
            ("unrecorded_overall|5|9||published|", "denominator: nothing, for a measure that is a count"),
            (
                "rape_recorded|9|||published|",
                "numerator: a rate, a numerator with its denominator, or the size of the sample alone",
            ),
            ("slavery_recorded||||in words|", "note: what was published, for a result in words"),
            ("rate_overall|||101|published|", "rate_pct: 100 or less"),
            ("rate_overall|||-3|published|", "rate_pct: a number, 0 or more"),
            ("rate_overall|||nan|published|", "rate_pct: a number, 0 or more"),
            ("rate_overall|||1_0|published|", "rate_pct: a number, 0 or more"),
            ("rate_overall|||96%|published|", "rate_pct: 96"),
            ("rate_overall|||96 %|published|", "rate_pct: 96"),
            ("rate_overall|||c. 96.0|published|", "rate_pct: 96.0"),
            ("rate_overall|||about 96 per cent|published|", "rate_pct: 96"),
            ("|||96|published|", "measure: one of rate_overall, rate_violence"),
            (
                "rape_recorded|1|20|96|published|",
                "rate_pct: the share that numerator and denominator give, within a point, or nothing beside them",
            ),
        ],
        keep=8,
    ),
)
def test_a_row_that_says_too_little_is_refused(row: str, fault: str) -> None:
    assert any(each.startswith(fault) for each in faults(row))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("rate_overall | | 2", "nothing, for a row without a rate: a half-width is of a rate_pct"),
        ("rate_overall | 96 | 0", "more than 0 and less than 100; empty where none was published"),
        ("timeliness_all | 96 | 2", "nothing, unless the measure is a recording rate"),
        ("rate_overall | 96 | ±2", "a number, 0 or more"),
    ],
)
def test_a_half_width_that_belongs_to_no_rate_is_refused(row: str, expected: str) -> None:
    measure, rate, half_width = (cell.strip() for cell in row.split("|"))
    written = {
        "inspection_id": "x",
        "measure": measure,
        "rate_pct": rate,
        "ci_half_width_pp": half_width,
        "basis": "published",
    }
    assert expected in [fault.expected for fault in all_faults([written]) if fault.column == "ci_half_width_pp"]


def test_a_measure_that_stands_there_twice_is_refused() -> None:
    row = {"inspection_id": "x", "measure": "rate_overall", "rate_pct": "96", "basis": "published"}
    (twice,) = all_faults([row, row | {"rate_pct": "84"}])
    assert twice.expected == "a key that occurs once"


@pytest.mark.parametrize("rate", ["0", "100", "96", " 96.0 ", "9.6e1"])
def test_what_is_a_rate_is_taken(rate: str) -> None:
    row = {"inspection_id": "x", "measure": "rate_overall", "rate_pct": rate, "basis": "published"}
    assert all_faults([row]) == []


def test_every_figure_of_a_published_result_is_named_once() -> None:
    named = [measure.figure for measure in MEASURES if measure.figure]
    assert len(named) == len(set(named))


@pytest.mark.slow
def test_a_rate_that_was_published_in_words_alone_is_not_said_to_be_unpublished(leicestershire: Audit) -> None:
    rows = "measure | basis | rate_pct | ci_half_width_pp | numerator | note\nrate_overall | in words | | | | not very well"
    gaps = measure(holding(leicestershire, published_results=rows)).gaps
    assert gaps["recording.overall"] == "the overall rate was published in words alone"
    assert gaps["recording.violence"] == "no rate of violent crime was published"

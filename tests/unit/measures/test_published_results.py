"""Results that were published without the records behind them, and how they stand beside those that were counted."""

import pandas as pd
import pytest

from cdi.contract.parsing import parse_table
from cdi.contract.published_measures import MEASURES
from cdi.contract.registers import PUBLISHED_RESULTS
from cdi.contract.vocabulary import TextTable
from cdi.measures import measure
from cdi.measures.figures import Contribution
from cdi.measures.published import add_published, published_bases, published_words
from cdi.measures.rates import force_rates
from cdi.model.audit import Audit
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


def test_what_was_counted_goes_before_what_was_published(leicestershire: Audit) -> None:
    counted = Contribution(tuple(measure(leicestershire).by_id.values()))
    audit = holding(leicestershire, published_results="measure | numerator | denominator\nrape_recorded | 9 | 20")
    figures = {figure.id: figure.printed for figure in add_published(audit, counted).figures}
    assert figures["recording.rape"] == "84 of 93"
    assert figures["published.rape_recorded"] == "9 of 20"


def test_a_rate_given_as_counts_is_worked_out(leicestershire: Audit) -> None:
    audit = holding(leicestershire, published_results="measure | numerator | denominator\nrate_overall | 91 | 125")
    assert force_rates(audit)["overall"].percent == 72.8


def faults(row: str) -> list[str]:
    """What the contract says of one row: measure, numerator, denominator, rate, basis, note."""
    cells = dict(zip(("measure", "numerator", "denominator", "rate_pct", "basis", "note"), row.split("|"), strict=True))
    written = {
        name: [cells.get(name, "x" if name == "inspection_id" else "").strip()] for name in PUBLISHED_RESULTS.names
    }
    parsed = parse_table(PUBLISHED_RESULTS, TextTable("published_results", "t", pd.DataFrame(written), {}))
    return [f"{fault.column}: {fault.nearest or fault.expected}" for fault in parsed.all_faults()]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("rate_violance|||75|published|", "measure: rate_violence"),
        ("overall_rate|||75|published|", "measure: rate_overall"),
        ("rate_rape|||75|published|", "measure: rape_recorded"),
        (
            "rate_overall|9|||published|",
            "rate_pct: a rate, or a numerator and a denominator from which it is worked out",
        ),
        ("unrecorded_overall||||published|", "numerator: the number itself, for a measure that is a count"),
        ("unrecorded_overall|5|9||published|", "denominator: nothing, for a measure that is a count"),
        (
            "rape_recorded|9|||published|",
            "numerator: a rate, a numerator with its denominator, or the size of the sample alone",
        ),
        ("slavery_recorded||||in words|", "note: what was published, for a result in words"),
    ],
)
def test_a_row_that_says_too_little_is_refused(row: str, fault: str) -> None:
    assert fault in faults(row)


def test_every_figure_of_a_published_result_is_named_once() -> None:
    named = [measure.figure for measure in MEASURES if measure.figure]
    assert len(named) == len(set(named))

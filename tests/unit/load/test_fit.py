"""One small table fitted to the contract: from text and from a database the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
import pytest

from cdi.contract.vocabulary import Column, Rule, TableSchema, TextTable
from cdi.load.corrections import Correction, Decisions
from cdi.load.database_mapping import DatabaseSource
from cdi.load.fit import CheckedTable, SourceTable, fit_table
from cdi.load.mapping import Fitting
from cdi.load.text_table import TextSource
from cdi.model.decisions import Exclusion
from cdi.model.fault import Fault
from tests.thin import thin

pytestmark = pytest.mark.slow

CRIMES = TableSchema(
    name="crimes",
    grain="one crime",
    key=("crime_id",),
    columns=(
        Column("crime_id", "text", "the crime"),
        Column("stratum", "choice", "its stratum", ("violence", "other")),
        Column("recorded", "boolean", "a record exists"),
        Column("recorded_on", "date", "when", optional=True),
    ),
    rules=(
        Rule(
            column="recorded_on",
            expected="nothing for a crime that was not recorded",
            compared_with=("recorded",),
            broken=lambda rows: ~rows["recorded"] & rows["recorded_on"].notnull(),
        ),
    ),
)
Source = Callable[[pd.DataFrame], SourceTable]


def as_text(cells: pd.DataFrame) -> SourceTable:
    letters = dict(zip(cells.columns, "ABCDEFG", strict=False))
    numbered = cells.set_axis(range(2, len(cells) + 2))
    return TextSource(CRIMES, TextTable("crimes", "crimes.csv", numbered, letters))


def in_a_database(cells: pd.DataFrame) -> SourceTable:
    return DatabaseSource(CRIMES, ibis.memtable(cells), list(cells.columns))


@pytest.fixture(params=[as_text, in_a_database])
def source(request: pytest.FixtureRequest) -> Any:
    return request.param


def crimes(text: str) -> pd.DataFrame:
    """A table from lines of cells between bars, headings first."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0], dtype="str")


def correction(key: str, column: str, expect: str, value: str) -> Correction:
    mismatch = Fault("corrections.csv", f"the source to say {expect!r}", column="expect")
    return Correction("crimes", key, column, expect, value, mismatch)


def exclusion(key: str) -> Exclusion:
    return Exclusion("crimes", key, "not a crime", "registrar", "2026-01-01")


def fitted(
    source: SourceTable, fitting: Fitting | None = None, decisions: Decisions | None = None
) -> tuple[CheckedTable, list[tuple[str | None, str | None, str]]]:
    """The table, and its faults as column, what was found, what is expected."""
    table, faults = fit_table(source, CRIMES, fitting or Fitting(), decisions or Decisions(), [])
    return table, [(fault.column, fault.value, fault.expected) for fault in faults]


def test_headings_words_and_constants_are_mapped(source: Source) -> None:
    cells = crimes("""
        URN | kind  | shift
        C1  | VAP   | 1
        C2  | other | 2
    """)
    mapping = Fitting(
        columns={"crime_id": "URN", "stratum": "kind"},
        values={"stratum": {"violence": ["VAP"]}},
        constants={"recorded": "yes"},
        drop=["*"],
    )
    table, faults = fitted(source(cells), mapping)
    assert faults == []
    assert table.rows.counts("stratum", {"recorded": True}) == {"violence": 1, "other": 1}


def test_a_correction_and_an_exclusion_mend_what_would_be_faults(source: Source) -> None:
    cells = crimes("""
        crime_id | stratum  | recorded | recorded_on
        C1       | violence | true     | 31/02/2026
        C2       | violense | true     | 2026-02-01
        C3       | other    | perhaps  | soon
        C4       | other    | false    |
    """)
    decisions = Decisions(
        (correction("C1", "recorded_on", "31/02/2026", "2026-02-28"), correction("C2", "stratum", "violense", "other")),
        (exclusion("C3"),),
    )
    table, faults = fitted(source(cells), decisions=decisions)
    assert faults == []
    assert table.rows.counts("stratum", {}) == {"violence": 1, "other": 2}
    assert table.rows.count({"recorded_on": None}) == 1


@pytest.mark.parametrize(
    ("decisions", "column", "expected"),
    [
        (Decisions((correction("C9", "stratum", "other", "violence"),)), "expect", "the source to say 'other'"),
        (Decisions((correction("C1", "stratum", "other", "violence"),)), "expect", "the source to say 'other'"),
        (Decisions((), (exclusion("C9"),)), "key", "a crime_id of crimes"),
    ],
)
def test_a_decision_that_the_source_does_not_bear_out_is_one_fault(
    source: Source, decisions: Decisions, column: str, expected: str
) -> None:
    cells = crimes("""
        crime_id | stratum  | recorded | recorded_on
        C1       | violence | true     |
    """)
    _, faults = fitted(source(cells), decisions=decisions)
    assert [(place, wanted) for place, _, wanted in faults] == [(column, expected)]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    thin(
        [
            ("stratum", "violense", "one of violence, other"),
            ("stratum", "", "one of violence, other"),
            ("recorded", "perhaps", "true or false"),
            ("recorded_on", "soon", "a date such as 2018-04-30"),
            ("recorded", "false", "nothing for a crime that was not recorded"),
            ("crime_id", "C2", "a key that occurs once"),
        ],
        keep=3,
    ),
)
def test_a_wrong_cell_is_one_fault_with_a_place_in_a_file_and_a_count_in_a_database(
    source: Source, column: str, cell: str, expected: str
) -> None:
    cells = crimes("""
        crime_id | stratum  | recorded | recorded_on
        C1       | violence | true     | 2026-02-01
        C2       | other    | false    |
    """)
    cells.loc[0, column] = cell
    faults = fit_table(source(cells), CRIMES, Fitting(), Decisions(), [])[1]
    assert [fault.expected for fault in faults] == [expected]
    assert [fault.value == "1 row" for fault in faults] == [fault.cell is None for fault in faults]


def test_headings_are_checked_alike_and_the_rest_is_checked_all_the_same(source: Source) -> None:
    cells = crimes("""
        crime_id | stratumm | recorded | Victim Name
        C1       | violence | perhaps  | x
    """)
    faults = fit_table(source(cells), CRIMES, Fitting(), Decisions(), [])[1]
    assert [(fault.column, fault.expected, fault.nearest) for fault in faults] == [
        ("stratum", "this column, which is missing and cannot be left out", "stratumm"),
        ("Victim Name", "no personal data; take the column out, or name it under [drop] in audit.toml", None),
        ("stratumm", "a column of crimes", "stratum"),
        ("recorded", "true or false", None),
    ]


def test_a_database_typed_otherwise_is_corrected_by_what_the_contract_reads_in_the_text() -> None:
    moments = pd.to_datetime(["2026-02-01", "2026-02-02"])
    cells = pd.DataFrame({"crime_id": [1, 2], "stratum": "other", "recorded": [True, False], "recorded_on": moments})
    decisions = Decisions((correction("2", "recorded_on", "02/02/2026", ""), correction("1", "recorded", "yes", "No")))
    decisions = Decisions((*decisions.corrections, correction("1", "recorded_on", "2026-02-01", "")))
    table, faults = fitted(in_a_database(cells), decisions=decisions)
    assert faults == []
    assert table.rows.count({"recorded": False, "recorded_on": None}) == 2

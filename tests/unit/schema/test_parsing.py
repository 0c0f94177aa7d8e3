"""A small table, and what the contract says of it."""

import pandas as pd
import pytest

from cdi.schema.columns import Column, Rule, TableSchema
from cdi.schema.parsing import typed

CRIMES = TableSchema(
    name="crimes",
    grain="one crime",
    key=("crime_id",),
    columns=(
        Column("crime_id", "text", "the crime"),
        Column("stratum", "choice", "its stratum", ("violence", "sexual", "other")),
        Column("recorded", "boolean", "a record exists"),
        Column("told", "boolean", "the victim was told", optional=True),
        Column("weight", "decimal", "weight", minimum=0),
        Column("received_at", "datetime", "reported"),
        Column("recorded_on", "date", "recorded", optional=True),
    ),
    rules=(
        Rule("recorded_on", "a day not before received_at", lambda rows: rows["recorded_on"] < rows["received_at"].dt.floor("D")),
    ),
)  # fmt: skip
GOOD = ["C1", "violence", "true", "", "1", "2018-04-11T20:10", "2018-04-12"]


def table(*rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=CRIMES.names, index=range(2, 2 + len(rows)), dtype="str")


def test_good_rows_are_typed_and_an_empty_boolean_is_not_established() -> None:
    frame, faults = typed(CRIMES, table(GOOD), "crimes.csv")
    assert faults == []
    row = frame.iloc[0]
    assert row["recorded"] == True  # noqa: E712
    assert row["told"] is pd.NA
    assert row["received_at"] == pd.Timestamp("2018-04-11 20:10")


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("stratum", "violense", "crimes.csv, row 2, column stratum: found 'violense'; expected one of violence, sexual, other; did you mean violence?"),
        ("recorded", "maybe", "crimes.csv, row 2, column recorded: found 'maybe'; expected true or false"),
        ("recorded", "", "crimes.csv, row 2, column recorded: found ''; expected true or false"),
        ("weight", "-1", "crimes.csv, row 2, column weight: found '-1'; expected a number, 0 or more"),
        ("weight", "nan", "crimes.csv, row 2, column weight: found 'nan'; expected a number, 0 or more"),
        ("received_at", "2018-02-29T10:00", "crimes.csv, row 2, column received_at: found '2018-02-29T10:00'; expected a date and time such as 2018-04-30T20:10"),
        ("recorded_on", "12/04/2018", "crimes.csv, row 2, column recorded_on: found '12/04/2018'; expected a date such as 2018-04-30"),
        ("recorded_on", "2018-04-10", "crimes.csv, row 2, column recorded_on: found '2018-04-10'; expected a day not before received_at"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_one_fault_that_says_where_what_and_what_is_expected(column: str, value: str, line: str) -> None:
    row = [value if name == column else good for name, good in zip(CRIMES.names, GOOD, strict=True)]
    _, faults = typed(CRIMES, table(row), "crimes.csv")
    assert [str(fault) for fault in faults] == [line]


def test_every_fault_is_found_in_one_pass() -> None:
    bad = ["C2", "sexuel", "?", "?", "x", "yesterday", "2018-13-01"]
    _, faults = typed(CRIMES, table(GOOD, bad), "crimes.csv")
    assert [fault.column for fault in faults] == ["stratum", "recorded", "told", "weight", "received_at", "recorded_on"]
    assert {fault.row for fault in faults} == {3}


def test_a_key_occurs_once() -> None:
    _, faults = typed(CRIMES, table(GOOD, GOOD), "crimes.csv")
    assert [str(fault) for fault in faults] == [
        "crimes.csv, row 3, column crime_id: found 'C1'; expected a key that occurs once"
    ]


def test_headings_are_checked_before_cells() -> None:
    frame = table(GOOD).rename(columns={"weight": "wieght"})
    _, faults = typed(CRIMES, frame, "crimes.csv")
    assert [str(fault) for fault in faults] == [
        "crimes.csv, row 1, column weight: expected this column, which is missing",
        "crimes.csv, row 1: found 'wieght'; expected a column of crimes; did you mean weight?",
    ]

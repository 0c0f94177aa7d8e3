"""A small table, and what the contract says of it."""

from dataclasses import replace

import pandas as pd
import pytest

from cdi.contract.parsing import parse_table
from cdi.contract.vocabulary import Column, Rule, TableSchema, TextTable

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
        Rule(
            column="recorded_on",
            expected="a day not before received_at",
            compared_with=("received_at",),
            broken=lambda rows: rows["recorded_on"] < rows["received_at"].dt.floor("D"),
        ),
    ),
)
GOOD = ["C1", "violence", "true", "", "1", "2018-04-11T20:10", "2018-04-12"]


def table(*rows: list[str]) -> TextTable:
    frame = pd.DataFrame(list(rows), columns=CRIMES.names, index=range(2, 2 + len(rows)), dtype="str")
    return TextTable("crimes", "crimes.csv", frame, dict(zip(CRIMES.names, "ABCDEFG", strict=True)))


def test_good_rows_are_typed_and_an_empty_boolean_is_not_established() -> None:
    parsed = parse_table(CRIMES, table(GOOD))
    assert parsed.all_faults() == []
    row = parsed.frame.iloc[0]
    assert row["recorded"] == True  # noqa: E712
    assert row["told"] is pd.NA
    assert row["received_at"] == pd.Timestamp("2018-04-11 20:10")


def test_a_key_of_two_columns_stands_once_and_each_of_them_as_often_as_it_likes() -> None:
    schema = replace(CRIMES, key=("crime_id", "stratum"))
    other = [GOOD[0], "sexual", *GOOD[2:]]
    assert parse_table(schema, table(GOOD, other)).all_faults() == []
    (fault,) = parse_table(schema, table(GOOD, other, GOOD)).all_faults()
    assert "cell A4, column crime_id: found 'C1 / violence': it stands in A2 already" in str(fault)


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("stratum", "violense", "crimes.csv, cell B2, column stratum: found 'violense'; expected one of violence, sexual, other; did you mean violence?"),
        ("recorded", "maybe", "crimes.csv, cell C2, column recorded: found 'maybe'; expected true or false"),
        ("recorded", "", "crimes.csv, cell C2, column recorded: found '': an empty cell does not say no; where your system means no by it, give \"\" that meaning under [values]; expected true or false"),
        ("weight", "-1", "crimes.csv, cell E2, column weight: found '-1'; expected a number, 0 or more"),
        ("weight", "nan", "crimes.csv, cell E2, column weight: found 'nan'; expected a number, 0 or more"),
        ("received_at", "2018-02-29T10:00", "crimes.csv, cell F2, column received_at: found '2018-02-29T10:00': February 2018 has 28 days; expected a date and time such as 2018-04-30T20:10"),
        ("recorded_on", "04/13/2018", "crimes.csv, cell G2, column recorded_on: found '04/13/2018': reads like month/day/year; if the whole source is written so, say dates = \"mdy\"; expected a date such as 2018-04-30; did you mean 2018-04-13?"),
        ("received_at", "2018-03-25T01:30", "crimes.csv, cell F2, column received_at: found '2018-03-25T01:30'; expected a time that existed; the clocks went forward over this one"),
        ("crime_id", "", "crimes.csv, cell A2, column crime_id: found ''; expected text"),
        ("recorded_on", "2018-04-10", "crimes.csv, cell G2, column recorded_on: found '2018-04-10': received_at says '2018-04-11T20:10'; expected a day not before received_at"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_one_fault_that_says_where_what_and_what_is_expected(column: str, value: str, line: str) -> None:
    row = [value if name == column else good for name, good in zip(CRIMES.names, GOOD, strict=True)]
    faults = parse_table(CRIMES, table(row)).all_faults()
    assert [str(fault) for fault in faults] == [line]


def test_every_fault_is_found_in_one_pass() -> None:
    bad = ["C2", "sexuel", "?", "?", "x", "yesterday", "2018-13-01"]
    faults = parse_table(CRIMES, table(GOOD, bad)).all_faults()
    assert [fault.column for fault in faults] == ["stratum", "recorded", "told", "weight", "received_at", "recorded_on"]
    assert [fault.cell for fault in faults] == ["B3", "C3", "D3", "E3", "F3", "G3"]


def test_a_key_occurs_once() -> None:
    faults = parse_table(CRIMES, table(GOOD, GOOD)).all_faults()
    assert [str(fault) for fault in faults] == [
        "crimes.csv, cell A3, column crime_id: found 'C1': it stands in A2 already; expected a key that occurs once"
    ]


def test_headings_are_checked_before_cells() -> None:
    crimes_table = table(GOOD)
    faults = parse_table(
        CRIMES,
        replace(crimes_table, frame=crimes_table.frame.rename(columns={"weight": "wieght"}), letters={"wieght": "E"}),
    ).all_faults()
    assert [str(fault) for fault in faults] == [
        "crimes.csv, cell A1, column weight: expected this column, which is missing and cannot be left out; did you mean wieght?",
        "crimes.csv, cell E1, column wieght: found 'wieght'; expected a column of crimes; did you mean weight?",
    ]


@pytest.mark.parametrize(
    ("column", "value", "typed_"),
    [
        ("recorded", "Y", True), ("recorded", "No", False), ("recorded", "0", False),
        ("weight", "1,662", 1662), ("weight", "1.5", 1.5),
        ("received_at", "11/04/2018 20:10", pd.Timestamp("2018-04-11 20:10")),
        ("received_at", "2018-04-11 20:10:30", pd.Timestamp("2018-04-11 20:10:30")),
        ("stratum", " violence ", "violence"),
    ],
)  # fmt: skip
def test_cells_may_be_written_as_forces_write_them(column: str, value: str, typed_: object) -> None:
    row = [
        value if name == column else "" if name == "recorded_on" else good
        for name, good in zip(CRIMES.names, GOOD, strict=True)
    ]
    parsed = parse_table(CRIMES, table(row))
    assert parsed.all_faults() == []
    assert parsed.frame.iloc[0][column] == typed_


@pytest.mark.parametrize(
    "heading",
    [
        "Victim Name",
        "VictimSurname",
        "Address Line 1",
        "DOB",
        "Mobile",
        "E-mail",
        "PostCode",
        "Free text",
        "MO",
        "officer notes",
    ],
)
def test_a_column_that_may_hold_personal_data_is_refused_by_name(heading: str) -> None:
    crimes_table = table(GOOD)
    faults = parse_table(CRIMES, replace(crimes_table, frame=crimes_table.frame.assign(**{heading: "x"}))).all_faults()
    assert [fault.expected for fault in faults] == [
        "no personal data; take the column out, or name it under [drop] in audit.toml"
    ]


def test_text_that_looks_personal_is_flagged_and_not_printed() -> None:
    noted = replace(CRIMES, columns=(*CRIMES.columns, Column("reason", "text", "why", optional=True)))
    crimes_table = table(GOOD)
    for text in ("rang 07700 900123", "see a.b@example.org", "lives at LE1 1AA"):
        faults = parse_table(noted, replace(crimes_table, frame=crimes_table.frame.assign(reason=text))).all_faults()
        assert [fault.value for fault in faults] == ["[withheld]"]
        assert text not in str(faults[0])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("East district", None),
        ("", None),
        ("x" * 60, None),
        ("x" * 61, f"found '{'x' * 61}'; expected text of at most 60 letters"),
        ("PC Smith 07700 900123", "found '[withheld]'; expected no personal data, but the cell looks like it holds a telephone number"),
        ("see pc.smith@force.police.uk " * 3, "found '[withheld]'; expected text of at most 60 letters"),
    ],
)  # fmt: skip
def test_a_label_is_short_and_names_no_person(value: str, found: str | None) -> None:
    teams = TableSchema(
        "crimes", "one crime", ("team",), (Column("team", "text", "the team", optional=True, label=True),)
    )
    text = TextTable("crimes", "crimes.csv", pd.DataFrame({"team": [value]}, index=[2], dtype="str"), {"team": "A"})
    faults = [str(fault) for fault in parse_table(teams, text).all_faults()]
    assert faults == ([] if found is None else [f"crimes.csv, cell A2, column team: {found}"])

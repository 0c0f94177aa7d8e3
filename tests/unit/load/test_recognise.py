"""Which heading fills which column, by heading and by content; and what is asked instead of guessed."""

import pandas as pd
import pytest

from cdi.contract.records import AUDIT_REPORTS, CANCELLED_CRIMES, RECORD_TABLES
from cdi.contract.usual_words import plain_heading, usual_headings, usual_values
from cdi.load.recognise import match_columns, recognise_tables


def matched(**cells: str) -> dict[str, tuple[str, bool]]:
    """For cells of each heading, parted by commas: the heading of each column of audit_reports and whether it is sure."""
    frame = pd.DataFrame({heading.replace("_", " "): text.split(",") for heading, text in cells.items()}, dtype="str")
    return {name: (match.heading, match.sure) for name, match in match_columns(frame, AUDIT_REPORTS).items()}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Crime Due?", "required"), ("Correct Class", "classification_correct"), ("DA Flag", "domestic_abuse"),
        ("How Reported", "route"), ("Crime No", "crime_id"), ("Date/Time Logged", "received_at"),
        ("NFA reason", "reason_not_recorded"), ("RECORDED_AT", "recorded_at"),
    ],
)  # fmt: skip
def test_usual_headings_are_sure(heading: str, column: str) -> None:
    (match,) = match_columns(pd.DataFrame({heading: [""]}, dtype="str"), AUDIT_REPORTS).items()
    assert (match[0], match[1].heading, match[1].sure) == (column, heading, True)


def test_cells_that_contradict_a_heading_make_it_a_question() -> None:
    assert matched(Crimed="Y,N,Y") == {"recorded": ("Crimed", True)}
    assert matched(Crimed="Smith,Jones,Y") == {"recorded": ("Crimed", False)}


def test_two_headings_for_one_column_are_a_question() -> None:
    assert matched(Date_Reported="2026-01-01", Date_Logged="2026-01-02") == {"received_at": ("Date Reported", False)}


def test_one_heading_may_fill_two_columns() -> None:
    assert matched(Offence_Group="VAP,Rape") == {
        "stratum": ("Offence Group", True),
        "category": ("Offence Group", True),
    }


def test_content_alone_and_likeness_are_asked_and_a_key_is_never_taken_so() -> None:
    assert matched(Contact="999,Front Desk,MASH") == {"route": ("Contact", False)}
    assert matched(Domestic_abusse="Y,N") == {"domestic_abuse": ("Domestic abusse", False)}
    assert matched(Crime_idd="C1,C2") == {}
    assert matched(Domestic_abuse_notes="Y,N") == {}  # may hold personal data


def test_a_key_that_repeats_is_asked() -> None:
    cells = ",".join(["C1"] * 9 + ["C2"])
    assert matched(Crime_No=cells) == {"crime_id": ("Crime No", False)}


@pytest.mark.slow
def test_a_sheet_is_the_table_whose_columns_it_has() -> None:
    frame = pd.DataFrame(
        {"Crime No": ["X1"], "Crime Type": ["Rape"], "Correct?": ["Yes"], "Authorised By": ["FCR"], "Date Cancelled": ["1/2/2026"]},
        dtype="str",
    )  # fmt: skip
    assert [each.table for each in recognise_tables(frame)][:1] == [CANCELLED_CRIMES.name]
    assert recognise_tables(pd.DataFrame({"a": ["1"], "b": ["2"]}, dtype="str")) == []


def test_the_dictionary_names_columns_of_the_contract_and_each_heading_once_in_a_table() -> None:
    entries = 0
    for schema in RECORD_TABLES:
        usual = usual_headings(schema.name)
        assert set(usual) <= set(schema.names)
        entries += sum(map(len, usual.values()))
        own = {plain_heading(name) for name in schema.names}
        assert [
            (column, name) for column, names in usual.items() for name in names if name in own - {plain_heading(column)}
        ] == []
    assert entries >= 400


@pytest.mark.parametrize(
    ("column", "word", "value"),
    [
        ("stratum", "vap", "violence"), ("stratum", "sexualoffences", "sexual"), ("category", "rape", "rape"),
        ("victim_age_group", "<18", "child"), ("victim_age_group", "18+", "adult"), ("classification_correct", "na", ""),
    ],
)  # fmt: skip
def test_usual_words_stand_for_values(column: str, word: str, value: str) -> None:
    assert usual_values(AUDIT_REPORTS.column(column))[word] == value


def test_an_empty_word_never_stands_in_a_column_that_must_be_filled() -> None:
    assert "" not in usual_values(AUDIT_REPORTS.column("required")).values()

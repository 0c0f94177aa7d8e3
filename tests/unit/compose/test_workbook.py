"""What stands in the workbook of a report: its sheets, their names, and cells that are numbers where the page has one."""

from pathlib import Path
from typing import Any

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.workbook import LONGEST_CELL, compose_workbook
from cdi.model.exhibit import CellNumber, Table, TableCell, TableColumn
from cdi.model.workbook import Display, Section, SheetCell, TableSheet, Workbook
from tests.documents.example import FIGURES, TABLE

DOCUMENTS = """
[paper]
subject = "Crime data"
author_role = "Registrar"
date = 2019-02-01
marking = "OFFICIAL"
contact = { role = "Registrar", email = "registrar@example.org" }

[item]
subject = "News"
author_role = "Registrar"
date = 2019-02-02
marking = ""
"""
FACTS: dict[str, Any] = {
    "force": {"name": "Kent Police"},
    "inspection": {"published_on": "2019-01-15", "label_year": 2018},
    "auditor": {"name": "HMICFRS", "exercise": "re-inspection", "inspects": True},
    "provenance": {"basis": "reconstruction", "statement": "Made from counts.", "sources": ["The report."]},
}


def workbook_of(folder: Path, *tables: Table, documents: str = DOCUMENTS, **facts: Any) -> Workbook:
    (folder / "documents.toml").write_text(documents, encoding="utf-8")
    return compose_workbook(Bundle(FIGURES, FACTS | facts, {}, {table.id: table for table in tables}, {}), folder)


def table_of(name: str, *cells: TableCell, label: str = "A", source: str = "Source: audit.") -> Table:
    return Table(name, "A table", (TableColumn(label),), tuple((cell,) for cell in cells), source)


def sheet_of(folder: Path, table: Table) -> TableSheet:
    return workbook_of(folder, table).sheets[-1]


def test_cover_contents_notes_then_each_table_that_has_rows(tmp_path: Path) -> None:
    workbook = workbook_of(tmp_path, TABLE, table_of("empty"))
    assert (workbook.title, workbook.author, workbook.subject, workbook.date, workbook.language) == (
        "Kent Police: tables of the HMICFRS re-inspection 2018", "Kent Police", "Crime data", "2019-02-01", "en-GB",
    )  # fmt: skip
    assert workbook.status == "OFFICIAL; reconstructed data"
    assert [sheet.name for sheet in workbook.sheets] == ["Contents", "Notes", "rates"]
    assert [row[0] for row in workbook.sheets[0].rows] == [SheetCell(name, sheet=name) for name in ("Notes", "rates")]
    assert [row[0].text for row in workbook.sheets[1].rows[:4]] == ["[c]", "[u]", "[x]", "[z]"]
    assert workbook.cover[1:] == (
        Section("About these data", ("Made from counts.", "Source: The report.")),
        Section("Contact", ("Registrar: registrar@example.org",)),
    )


def test_what_must_be_read_first_stands_above_the_table(tmp_path: Path) -> None:
    table = table_of("rates", TableCell("x"), source="Source: audit of no. 5 area. ± is a half-width. [x] means gone.")
    assert sheet_of(tmp_path, table).lines == (
        "OFFICIAL; reconstructed data",
        "This worksheet contains one table.",
        "Source: audit of no. 5 area.",
        "± is a half-width.",
        "[x] means gone.",
    )


@pytest.mark.parametrize(
    ("basis", "date", "status"),
    [
        ("records", "2019-02-01", "OFFICIAL"),
        ("made up", "2019-02-01", "OFFICIAL; made-up data of a force that does not exist"),
        ("records", '"<day of the meeting>"', "OFFICIAL; draft: something is still to be filled in"),
    ],
)
def test_the_status_says_what_is_not_real_or_not_finished(tmp_path: Path, basis: str, date: str, status: str) -> None:
    documents = DOCUMENTS.replace("2019-02-01", date)
    provenance = {**FACTS["provenance"], "basis": basis}
    workbook = workbook_of(tmp_path, TABLE, documents=documents, provenance=provenance)
    assert workbook.status == status
    assert [sheet.lines[0] for sheet in workbook.sheets] == [status] * 3


@pytest.mark.parametrize(
    ("text", "number", "cell"),
    [
        ("84.1", CellNumber("percent", 84.0673, 1), SheetCell("84.1", 84.1, Display(1))),
        ("84.1%", CellNumber("percent", 84.0673, 1), SheetCell("84.1%", 84.1, Display(1, after="%"))),
        ("-5.1 points", CellNumber("points", -5.127, 1), SheetCell("-5.1 points", -5.1, Display(1, after=" points"))),
        ("+5.1", CellNumber("points", 5.127, 1), SheetCell("+5.1", 5.1, Display(1, before="+"))),
        ("£419,000", CellNumber("pounds", 419000, 0), SheetCell("£419,000", 419000, Display(before="£"))),
        ("8,300", CellNumber("crimes", 8266.68, -2), SheetCell("8,300", 8300, Display())),
        ("12 [u]", CellNumber("count", 12, 0), SheetCell("12 [u]", 12, Display(after=" [u]"))),
        ("3 of 7", CellNumber("percent", 42.9, None, 3, 7), SheetCell("3 of 7")),
        ("70.3 (60.1 to 80.2)", CellNumber("percent", 70.3, 1), SheetCell("70.3 (60.1 to 80.2)")),
        ("immediately", CellNumber("months", 0, 0), SheetCell("immediately")),
        ('5"', CellNumber("count", 5, 0), SheetCell('5"')),
        ("[x]", None, SheetCell("[x]")),
        ("2018", None, SheetCell("2018")),
    ],
)
def test_a_cell_is_a_number_where_its_text_is_one(
    tmp_path: Path, text: str, number: CellNumber | None, cell: SheetCell
) -> None:
    assert sheet_of(tmp_path, table_of("t", TableCell(text, number=number))).rows == ((cell,),)


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["a" * 40, "A" * 40], ["a" * 31, "A" * 29 + "_2"]),
        (["history", "Contents", "cover"], ["history_2", "Contents_2", "cover_2"]),
        (["a:b", "a/b", "[a]*?'"], ["a-b", "a-b_2", "-a----"]),
    ],
)
def test_sheets_have_names_that_excel_takes(tmp_path: Path, ids: list[str], names: list[str]) -> None:
    workbook = workbook_of(tmp_path, *(table_of(name, TableCell("x")) for name in ids))
    assert [sheet.name for sheet in workbook.sheets[2:]] == names
    tables = [sheet.table_name for sheet in workbook.sheets]
    assert len({name.lower() for name in tables}) == len(tables)
    assert all(name.isidentifier() for name in tables)


def test_two_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    columns = (TableColumn("Rate"), TableColumn("±"), TableColumn("±"))
    table = Table("t", "T", columns, ((TableCell("a"), TableCell("b"), TableCell("c")),), "s")
    assert [column.label for column in sheet_of(tmp_path, table).columns] == ["Rate", "±", "±_2"]


def test_hidden_signs_are_shown_and_text_beyond_a_cell_is_cut(tmp_path: Path) -> None:
    shown, cut = (
        row[0].text
        for row in sheet_of(tmp_path, table_of("t", TableCell("a\x00b\nc\ud800"), TableCell("x" * 40_000))).rows
    )
    assert shown == "a<U+0000>b c<U+D800>"
    assert len(cut) == LONGEST_CELL
    assert cut.endswith("x…")


def test_an_unsigned_workbook_says_so_on_each_sheet(tmp_path: Path) -> None:
    signed = workbook_of(tmp_path, TABLE)
    bundle = Bundle(FIGURES, FACTS, {}, {TABLE.id: TABLE}, {})
    unsigned = compose_workbook(bundle, tmp_path, draft=True)
    assert unsigned.status == f"Draft: not signed off; {signed.status}"
    assert [sheet.lines[0] for sheet in unsigned.sheets] == [unsigned.status] * 3

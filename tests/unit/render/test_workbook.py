"""Both files of a workbook, read back by other libraries than those that wrote them."""

import io
import warnings
import zipfile
from dataclasses import replace
from datetime import datetime

import lxml.etree
import odfdo
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cdi.model.exhibit import TableColumn
from cdi.model.workbook import Display, Section, SheetCell, TableSheet, Workbook
from cdi.render.workbook.layout import LONG, column_widths, count_lines
from cdi.render.workbook.ods import write_ods
from cdi.render.workbook.xlsx import write_xlsx

with warnings.catch_warnings(action="ignore", category=ResourceWarning):
    import gptables  # leaves a file of its own open

FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("https://example.org")',
    "[a](https://example.org)",
    "https://example.org",
)
SHEET = TableSheet(
    "rates",
    "Rates & <counts>",
    ("OFFICIAL", "This worksheet contains one table.", "Source: audit."),
    "table_rates",
    (TableColumn("Crime"), TableColumn("Recorded (%)", "number"), TableColumn("Cost")),
    (
        (SheetCell("All  crime"), SheetCell("84.1", 84.1, Display(1)), SheetCell("£419,000", 419000, Display(before="£"))),
        (SheetCell("Rape"), SheetCell("[x]"), SheetCell("-5.1%", -5.1, Display(1, after="%"))),
        (SheetCell("Contents", sheet="rates"), SheetCell("3 of 7"), SheetCell("2018")),
    ),
)  # fmt: skip
WORKBOOK = Workbook(
    "Kent: tables", "Kent Police", "Crime data", "2019-02-01", "en-GB", "OFFICIAL & draft", "Cover",
    (Section("Introductory information", ("One.", "Two.")),), (SHEET,),
)  # fmt: skip


def with_cells(*texts: str) -> Workbook:
    rows = tuple((SheetCell(text), SheetCell("1", 1.0), SheetCell(text)) for text in texts)
    return replace(WORKBOOK, sheets=(replace(SHEET, rows=rows),))


def xlsx(workbook: Workbook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(workbook)))


def ods(workbook: Workbook) -> odfdo.Document:
    return odfdo.Document(io.BytesIO(write_ods(workbook)))


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


EXPECTED = [
    ["Rates & <counts>"], ["OFFICIAL"], ["This worksheet contains one table."], ["Source: audit."],
    ["Crime", "Recorded (%)", "Cost"],
    ["All  crime", 84.1, 419000], ["Rape", "[x]", -5.1], ["Contents", "3 of 7", "2018"],
]  # fmt: skip


def test_an_xlsx_holds_a_marked_table_with_numbers_as_numbers() -> None:
    book = xlsx(WORKBOOK)
    assert book.sheetnames == ["Cover", "rates"]
    sheet = book["rates"]
    assert values(sheet) == EXPECTED
    assert sheet.tables.items() == [("table_rates", "A5:C8")]
    assert [sheet[place].number_format for place in ("B6", "C6", "C7")] == ["#,##0.0", '"£"#,##0', '#,##0.0"%"']
    assert sheet["A8"].hyperlink.location == "'rates'!A1"
    assert values(book["Cover"]) == [
        ["Kent: tables"],
        ["OFFICIAL & draft"],
        ["Introductory information"],
        ["One."],
        ["Two."],
    ]
    assert sheet.oddHeader.center.text == "OFFICIAL && draft"


def test_an_ods_holds_the_same() -> None:
    body = ods(WORKBOOK).body
    assert [sheet.name for sheet in body.tables] == ["Cover", "rates"]
    rows = [[value for value in row if value is not None] for row in body.get_table(name="rates").get_values()]
    numbers = [[cell if isinstance(cell, str) else float(cell) for cell in row] for row in rows]
    assert numbers == [*EXPECTED[:-1], ["[Contents](#'rates'.A1)", "3 of 7", "2018"]]  # as odfdo gives a link
    content = lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(write_ods(WORKBOOK))).read("content.xml"))
    ranges = content.findall(".//{*}database-range")
    assert [tuple(each.attrib.values())[:2] for each in ranges] == [("table_rates", "'rates'.A5:'rates'.C8")]


def test_both_say_whose_they_are_and_in_which_language() -> None:
    own = xlsx(WORKBOOK).properties
    assert (own.title, own.creator, own.subject, own.created) == (
        "Kent: tables",
        "Kent Police",
        "Crime data",
        datetime(2019, 2, 1),  # noqa: DTZ001 - as openpyxl gives it
    )
    assert [(each.name, each.value) for each in xlsx(WORKBOOK).custom_doc_props.props] == [("Language", "en-GB")]
    meta = ods(WORKBOOK).meta
    assert (meta.title, meta.creator, meta.subject, meta.language) == (
        "Kent: tables",
        "Kent Police",
        "Crime data",
        "en-GB",
    )


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_the_same_workbook_is_the_same_bytes(write: object) -> None:
    assert callable(write)
    assert write(WORKBOOK) == write(WORKBOOK)
    assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(write(WORKBOOK))).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@pytest.mark.parametrize("text", FORMULAS)
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    cell = xlsx(with_cells(text))["rates"]["A6"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert cell.quotePrefix == (text[0] in "=+-@\t")
    content = zipfile.ZipFile(io.BytesIO(write_ods(with_cells(text)))).read("content.xml")
    assert lxml.etree.fromstring(content).xpath("//@*[local-name()='formula']") == []
    assert ods(with_cells(text)).body.get_table(name="rates").get_value("A6") == text


@pytest.mark.slow
def test_a_long_text_and_signs_of_xml_come_back_as_they_were() -> None:
    texts = ["x" * 32_767, "_x0041_ & <b> ]]> “”", " two  spaces "]
    assert [xlsx(with_cells(*texts))["rates"][f"A{row}"].value for row in (6, 7, 8)] == texts
    table = ods(with_cells(*texts)).body.get_table(name="rates")
    assert [table.get_value(f"A{row}") for row in (6, 7, 8)] == texts


def test_the_headings_of_a_long_table_stay_in_sight() -> None:
    long = with_cells(*["x"] * (LONG + 1))
    assert xlsx(long)["rates"].freeze_panes == "B6"
    assert xlsx(with_cells("x"))["rates"].freeze_panes is None


def test_a_column_is_as_wide_as_its_cells_and_its_row_as_high_as_it_must_be() -> None:
    assert column_widths(SHEET) == [12, 10, 10]
    assert column_widths(with_cells("x" * 500).sheets[0]) == [56, 10, 56]
    assert count_lines(["a", "word " * 40], [10, 56]) == 4


def test_the_sheet_is_laid_out_as_the_analysis_function_s_own_tool_does() -> None:
    frame = pd.DataFrame([["Violence", 78.9], ["Rape", "[x]"]], columns=["Crime", "Recorded (%)"], dtype=object)
    table = gptables.GPTable(
        frame,
        "table_rates",
        "Rates",
        subtitles=["OFFICIAL"],
        instructions="One table.",
        source="Source: audit.",
        index_columns={2: 0},
    )
    file = io.BytesIO()
    cover = gptables.Cover(title="Kent: tables", intro=["One.", "Two."])
    with warnings.catch_warnings(action="ignore"):  # of pandas, and that there are no notes
        gptables.write_workbook(file, {"rates": table}, cover=cover, contentsheet_label=None)
    theirs = openpyxl.load_workbook(file)
    rows = ((SheetCell("Violence"), SheetCell("78.9", 78.9, Display(1))), (SheetCell("Rape"), SheetCell("[x]")))
    sheet = replace(
        SHEET, title="Rates", lines=("OFFICIAL", "One table.", "Source: audit."), columns=SHEET.columns[:2], rows=rows
    )
    ours = xlsx(replace(WORKBOOK, status="", sheets=(sheet,)))
    for name in theirs.sheetnames:
        assert values(ours[name]) == values(theirs[name])
    one, other = ours["rates"], theirs["rates"]
    assert one.tables.items() == other.tables.items()
    for place in ("A1", "A3", "A5", "B5", "A6", "B6", "B7"):
        mine, its = one[place], other[place]
        assert (mine.font.name, mine.font.sz, bool(mine.font.b)) == (its.font.name, its.font.sz, bool(its.font.b)), (
            place
        )
        assert mine.alignment.horizontal in (its.alignment.horizontal, "right"), place
    assert one.sheet_view.showGridLines == other.sheet_view.showGridLines

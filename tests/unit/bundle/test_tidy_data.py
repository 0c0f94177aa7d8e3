"""Figures and tables as files of data that hold what the schema beside them says."""

import csv
import io
import json
from dataclasses import replace

import pytest

from cdi.bundle.tidy_data import write_tidy_data
from cdi.exhibits.tables.cells import bind, count_cell, fraction_cell, gap_cell, interval_cell
from cdi.model.exhibit import Table, TableCell, TableColumn
from cdi.model.figure import Figure, Figures, Interval

RATE = Figure(
    "recording.overall", "reported crime recorded", 84.0673, "percent", "84.1%", "reports of {year}", "records", ("x", "y"),
    numerator=1347, denominator=1662, interval=Interval(82.4, 85.8, 1.7, 0.95, "normal"), base_values={"year": "2018"},
)  # fmt: skip
FIGURES = Figures.of(
    [RATE],
    {"prior.overall": "no rate, and no “overall”"},
    subjects={"recording.overall": "Rates", "prior.overall": "Rates"},
)
TABLE = Table(
    "rates",
    "Rates",
    (TableColumn("Crime"), TableColumn("Recorded (%)", "number"), TableColumn("Note")),
    (
        (TableCell("All"), bind(RATE, "84.1", "value"), TableCell("=a note")),
        (TableCell("Rape"), gap_cell(FIGURES, "prior.overall"), TableCell("[z]")),
        (TableCell("Other"), fraction_cell(3, 7, "[u]"), count_cell(1200, basis="register")),
        (TableCell("Months"), interval_cell(70.25, 90.5), TableCell("")),
    ),
    "Source: audit.",
)
FACTS = {
    "force": {"id": "kent", "name": "Kent Police"},
    "inspection": {"audit": "2018"},
    "provenance": {"basis": "reconstruction", "statement": "Made from counts.", "sources": ["The report"]},
}


def rows(text: str) -> list[dict[str, str]]:
    """What each row has, without the empty cells."""
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture
def files() -> dict[str, str]:
    return write_tidy_data(FIGURES, FACTS, [TABLE])


def test_each_figure_is_a_row_with_raw_values_and_each_gap_one_with_its_reason(files: dict[str, str]) -> None:
    assert rows(files["figures.csv"]) == [
        {
            "id": "recording.overall", "subject": "Rates", "label": "reported crime recorded", "printed": "84.1%", "value": "84.0673",
            "unit": "percent", "numerator": "1347", "denominator": "1662", "base": "reports of 2018", "low": "82.4", "high": "85.8",
            "level": "0.95", "method": "normal", "basis": "records", "source": "x; y",
        },
        {"id": "prior.overall", "subject": "Rates", "gap": "no rate, and no “overall”"},
    ]  # fmt: skip


def test_each_cell_of_a_table_is_a_row_with_what_it_was_printed_from(files: dict[str, str]) -> None:
    recorded = "Recorded (%)"
    assert rows(files["tables/rates.csv"]) == [
        {
            "Crime": "All", "measure": recorded, "text": "84.1", "value": "84.0673", "unit": "percent", "numerator": "1347",
            "denominator": "1662", "low": "82.4", "high": "85.8", "level": "0.95", "basis": "records", "figure_id": "recording.overall",
        },
        {"Crime": "All", "measure": "Note", "text": "'=a note"},
        {"Crime": "Rape", "measure": recorded, "text": "[x]", "mark": "[x]", "gap": "no rate, and no “overall”"},
        {"Crime": "Rape", "measure": "Note", "text": "[z]", "mark": "[z]", "gap": "not applicable"},
        {
            "Crime": "Other", "measure": recorded, "text": "3 of 7 [u]", "value": str(300 / 7), "unit": "percent", "numerator": "3",
            "denominator": "7", "basis": "reconstruction", "mark": "[u]", "gap": "low reliability",
        },
        {"Crime": "Other", "measure": "Note", "text": "1,200", "value": "1200", "unit": "count", "basis": "register"},
        {
            "Crime": "Months", "measure": recorded, "text": "70.3 to 90.5", "unit": "percent", "low": "70.25", "high": "90.5",
            "basis": "reconstruction",
        },
        {"Crime": "Months", "measure": "Note"},
    ]  # fmt: skip


def test_the_files_are_csv_as_rfc_4180_has_it(files: dict[str, str]) -> None:
    for name in ("figures.csv", "tables/rates.csv"):
        assert files[name].endswith("\r\n")
        assert "\n" not in files[name].replace("\r\n", "")


def test_a_heading_is_never_the_name_of_another_column() -> None:
    table = replace(TABLE, columns=(TableColumn("Value"), *TABLE.columns[1:]))
    heading = write_tidy_data(FIGURES, FACTS, [table])["tables/rates.csv"].partition("\r\n")[0].split(",")
    assert heading[0] == "Value (row)"
    assert len({name.lower() for name in heading}) == len(heading)


def breaches(files: dict[str, str]) -> list[str]:
    """What in the files is not as `datapackage.json` says: headings, types of cells, keys that occur twice.

    By hand, since each library for it brings a package whose licence we do not use.
    """
    wrong, kinds = [], {"string": str, "number": float, "integer": int}
    for resource in json.loads(files["datapackage.json"])["resources"]:
        heading, *cells = csv.reader(io.StringIO(files[resource["path"]], newline=""))
        fields, key = resource["schema"]["fields"], resource["schema"].get("primaryKey", [])
        if heading != [field["name"] for field in fields]:
            wrong.append(f"{resource['path']}: headings")
        for place, field in enumerate(fields):
            column = [row[place] for row in cells]
            for cell in filter(None, column):
                try:
                    kinds[field["type"]](cell)
                except ValueError:
                    wrong.append(f"{resource['path']}: {field['name']} {cell}")
            if field["name"] in key and len(set(column)) < len(column):
                wrong.append(f"{resource['path']}: {field['name']} twice")
    return wrong


@pytest.mark.parametrize(
    ("good", "spoilt", "breach"),
    [
        ("x", "x", []),
        ("84.0673", "about 84", ["figures.csv: value about 84"]),
        ("1347", "1347.5", ["figures.csv: numerator 1347.5"]),
        ("recording.overall,", "prior.overall,", ["figures.csv: id twice"]),
        ("subject", "theme", ["figures.csv: headings"]),
    ],
)
def test_every_file_is_as_the_package_says(files: dict[str, str], good: str, spoilt: str, breach: list[str]) -> None:
    changed = files | {"figures.csv": files["figures.csv"].replace(good, spoilt)}
    assert breaches(changed) == breach
    assert json.loads(files["datapackage.json"])["name"] == "kent-2018"


def test_a_table_without_rows_has_no_file_of_headings_alone() -> None:
    files = write_tidy_data(FIGURES, FACTS, [TABLE, replace(TABLE, id="empty", rows=())])
    assert "tables/rates.csv" in files
    assert "tables/empty.csv" not in files
    assert "tables/empty.csv" not in files["datapackage.json"]

"""A registrar's workbook with a sheet for each kind of crime, and the time of day in a column of its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cdi.load.audit import read_audit
from cdi.load.fault_report import find_faults, write_faults
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.new_audit.import_file import Choices, Import, import_file
from cdi.new_audit.import_report import import_as_text
from cdi.new_audit.joined_sheets import _clock
from cdi.workspace.paths import Workspace
from tests.unit.new_audit.test_import_file import workspace  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

NORFOLK = AuditRef("norfolk", "2026-own")
HEADINGS = ["Serial", "Incident URN", "Date Received", "Time Received", "Crime Ref", "Crime Due (Y/N)", "Recorded (Y/N)",
            "Date & Time Recorded"]  # fmt: skip
ANSWERS = """
[columns.audit_reports]
crime_id = "Incident URN"
stratum = "(sheet)"
sample = "=main"
timeliness_assessable = "=true"
weight = "=1"
"""


def crime(serial: int, urn: int) -> list[str]:
    """The first crime of each sheet was not recorded, so that it has no crime reference."""
    recorded = serial > 1
    return [
        str(serial), f"26/{urn:04d}", f"{serial:02d}/04/2026", "0815", f"36/{urn}/26" if recorded else "",
        "Y", "Y" if recorded else "N", f"{serial:02d}/04/2026 10:15" if recorded else "Not recorded",
    ]  # fmt: skip


def write_book(path: Path, headings: dict[str, list[str]] | None = None, day: str | None = None) -> Path:
    book = openpyxl.Workbook()
    for place, title in enumerate(("Violence", "Sexual", "Other")):
        sheet = book.create_sheet(title) if place else book.active
        sheet.title = title
        sheet.append([f"Norfolk audit: {title}"])
        sheet.append((headings or {}).get(title, HEADINGS))
        for serial in range(1, 7):
            cells = crime(serial, 100 * place + serial)
            sheet.append([*cells[:2], day or cells[2], *cells[3:]] if serial == 2 and place == 1 else cells)
        sheet.append(["", "Total", "", "", "6"])
    book.save(path)
    return path


def bring_in(workspace: Workspace, path: Path, answers: str = ANSWERS) -> Import:  # noqa: F811
    mapping = path.with_suffix(".toml")
    mapping.write_text(answers, encoding="utf-8")
    return import_file(workspace, path, NORFOLK, Choices(mapping))


def test_sheets_with_the_same_headings_are_one_table_and_each_row_says_its_sheet(
    workspace: Workspace,  # noqa: F811
    tmp_path: Path,
) -> None:
    result = import_file(workspace, write_book(tmp_path / "norfolk.xlsx"), NORFOLK)
    shown = import_as_text(result)
    assert "audit_reports <- Violence, Sexual and Other: 18 rows, headings in row 2" in shown
    assert "left out: 3 total (row Violence 9, Sexual 9, Other 9)" in shown
    assert "Date Received: with the time of day in Time Received" in shown
    assert [each.name for each in result.questions] == [
        "crime_id", "sample", "stratum", "timeliness_assessable", "weight",
    ]  # fmt: skip
    assert result.questions[0].text.endswith(
        "3 of 18 cells are empty, and every row must have a key; every row has one of its own in 'Incident URN'"
    )
    assert "is stratum (the stratum it was drawn from) the heading '(sheet)'?" in result.questions[2].text


def test_what_is_stored_has_every_row_with_its_moment(workspace: Workspace, tmp_path: Path) -> None:  # noqa: F811
    result = bring_in(workspace, write_book(tmp_path / "norfolk.xlsx"))
    assert (result.questions, result.faults) == ((), ())
    stored = (workspace.audit_folder(NORFOLK) / "audit_reports.csv").read_text(encoding="utf-8").splitlines()
    assert len(stored) == 1 + 18
    assert stored[:3] == [
        "crime_id,record_id,stratum,required,recorded,received_at,recorded_at",
        "26/0001,26/0001,Violence,Y,N,2026-04-01T08:15:00,Not recorded",
        "26/0002,26/0002,Violence,Y,Y,2026-04-02T08:15:00,2026-04-02T10:15:00",
    ]


SETTINGS = {
    'kind = "<fill in>"': 'kind = "internal audit"',
    "<title of the report>": "Our audit",
    "<month and year of the fieldwork>": "May 2026",
    "# <fill in> published_on": "published_on",
    'misclassified_counts_as = "<fill in>"': 'misclassified_counts_as = "recorded"',
    'basis = "<fill in>"': 'basis = "records"',
    "<where the rows come from, who extracted them and when>": "the registrar",
}


def fill_in(workspace: Workspace) -> None:  # noqa: F811
    path = workspace.audit_folder(NORFOLK) / "audit.toml"
    text = path.read_text(encoding="utf-8")
    for placeholder, value in SETTINGS.items():
        text = text.replace(placeholder, value)
    path.write_text(text, encoding="utf-8")
    (workspace.data / "reference").mkdir(exist_ok=True)
    entry = "".join(f'{key} = "Norfolk"\n' for key in ("name", "short_name", "area", "governing_body"))
    (workspace.data / "forces.toml").write_text(f"[norfolk]\n{entry}", encoding="utf-8")


def test_a_fault_names_the_cell_of_its_own_sheet_and_is_marked_there(
    workspace: Workspace,  # noqa: F811
    tmp_path: Path,
) -> None:
    result = bring_in(workspace, write_book(tmp_path / "norfolk.xlsx", day="31/04/2026"))
    (fault,) = result.faults
    assert (fault.sheet, fault.cell, fault.why) == ("Sexual", "C4", "April has 30 days")
    assert fault.value == "31/04/2026 08:15"
    fill_in(workspace)
    (found,) = [each for each in find_faults(workspace, NORFOLK) if each.column == "received_at"]
    assert (found.sheet, found.cell) == ("Sexual", "C4")
    write_faults(workspace, {NORFOLK: [found]}, tmp_path / "faults")
    marked = openpyxl.load_workbook(tmp_path / "faults" / "norfolk-2026-own-marked.xlsx")
    assert marked.sheetnames == ["Violence", "Sexual", "Other", "_faults"]
    assert marked["Sexual"]["C4"].comment is not None
    assert [marked[title]["B3"].value for title in ("Violence", "Sexual", "Other")] == ["26/0001", "26/0101", "26/0201"]


def test_a_day_without_its_time_is_a_fault_and_not_midnight(workspace: Workspace, tmp_path: Path) -> None:  # noqa: F811
    path = write_book(tmp_path / "norfolk.xlsx")
    book = openpyxl.load_workbook(path)
    book["Other"]["D5"] = None
    book.save(path)
    (fault,) = bring_in(workspace, path).faults
    assert (fault.sheet, fault.cell, fault.value) == ("Other", "C5", "03/04/2026 ?")


@pytest.mark.parametrize(
    ("written", "clock"),
    [("08:15", "08:15"), ("8.15", "08:15"), ("0815", "08:15"), ("815", "08:15"), ("23:59:30", "23:59"), ("0", "00:00"),
     ("0.34375", "08:15"), ("0.99999", None), ("24:00", None), ("0860", None), ("noon", None), ("", None)],
)  # fmt: skip
def test_a_time_of_day_is_read_as_forces_write_it(written: str, clock: str | None) -> None:
    assert _clock(written) == clock


def test_a_sheet_with_other_headings_is_no_part_of_the_same_table(workspace: Workspace, tmp_path: Path) -> None:  # noqa: F811
    book = write_book(tmp_path / "norfolk.xlsx", headings={"Other": [*HEADINGS[:-1], "Date Crimed"]})
    result = import_file(workspace, book, NORFOLK)
    assert {each.name for each in result.questions if each.of == "sheets"} == {"Violence", "Sexual", "Other"}
    every = "".join(f'{title} = "audit_reports"\n' for title in ("Violence", "Sexual", "Other"))
    with pytest.raises(UsageRefused, match="'Violence', 'Sexual' and 'Other' are all said to be audit_reports, but"):
        bring_in(workspace, book, f"[sheets]\n{every}{ANSWERS}")


def test_days_without_a_time_of_day_are_asked_for(workspace: Workspace, tmp_path: Path) -> None:  # noqa: F811
    rows = [f"C{day};2026-04-{day:02d};2026-04-{day:02d}T10:15;Y;Y;N" for day in range(1, 13)]
    text = "\n".join(["Crime No;Date Received;Date Recorded;Crime Due?;Crimed?;DA Flag", *rows])
    path = tmp_path / "extract.csv"
    path.write_text(text, encoding="utf-8")
    (question,) = [each for each in import_file(workspace, path, NORFOLK).questions if each.name == "received_at"]
    assert "none of its cells has a time of day" in question.text


def test_an_empty_cell_means_no_only_where_somebody_said_so(workspace: Workspace, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "extract.csv"
    text = "Crime No;Date Received;Crime Due?;Crimed?\nC1;2026-04-01 09:00;Y;\nC2;2026-04-02 09:00;Y;N\n"
    path.write_text(text, encoding="utf-8")
    answers = ANSWERS.replace("Incident URN", "Crime No").replace('"(sheet)"', '"=violence"')
    (fault,) = bring_in(workspace, path, answers).faults
    assert (fault.cell, fault.column) == ("D2", "recorded")
    assert fault.why == (
        'an empty cell does not say no; where your system means no by it, give "" that meaning under [values]'
    )
    said = '[values.audit_reports.recorded]\n"" = "false"\nN = "false"\n'
    result = bring_in(workspace, path, f"{answers}{said}")
    assert result.faults == ()
    assert "recorded false <- (an empty cell), N" in import_as_text(result)
    fill_in(workspace)
    audit = read_audit(workspace, NORFOLK)
    assert (audit.count("audit_reports", recorded=False), audit.count("audit_reports")) == (2, 2)


def test_free_text_under_the_heading_of_a_group_is_asked_for_and_not_stored(
    workspace: Workspace,  # noqa: F811
    tmp_path: Path,
) -> None:
    rows = [f"C{day};Yes;told by neighbour {day} of the Quillfeathers" for day in range(1, 13)]
    path = tmp_path / "extract.csv"
    path.write_text("\n".join(["Crime No;Correct?;Reason Incorrect", *rows]), encoding="utf-8")
    result = import_file(workspace, path, NORFOLK, Choices(table="cancelled_crimes"))
    (question,) = [each for each in result.questions if each.name == "reason_incorrect"]
    assert "nearly every cell is another, as names and free text are" in question.text
    assert "Quillfeathers" not in import_as_text(result)
    assert not any("Quillfeathers" in each.read_text(encoding="utf-8") for each in workspace.data.rglob("*.toml"))

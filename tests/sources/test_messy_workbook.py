"""A registrar's workbook of 400 rows comes in in two runs: one that asks and names every fault, one that is clean."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import openpyxl
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.documents.invented import with_choices
from tests.sources.messy_workbook import PLANTED, files_with, write_messy_workbook

NORTHMOOR = AuditRef("northmoor", "2026-inspection")
NAMES = ("--force", "northmoor", "--audit", "2026-inspection")

FAULTS = """\
Sheet1, cell G22, column required: a formula without a stored value; expected a value; open and save the workbook in Excel, or paste values
Sheet1, cell N31, column route: part of the merged cells N30:N31; expected a cell of its own; unmerge the cells and fill the value down
Sheet1, column stratum: 2 cells (E25, E26), the first: found '[withheld]'; expected one of violence, sexual, other; did you mean violence?
Sheet1, column category: 2 cells (E25, E26), the first: found '[withheld]'; expected one of violence, sexual, rape, robbery, burglary, criminal_damage, modern_slavery, other; did you mean violence?
Sheet1, cell F20, column offence: found '#N/A': a look-up that came back with nothing; mend the formula, or clear the cell; expected text
Sheet1, column received_at: 2 cells (K9, K12), the first: found '31/04/2026 10:00': April has 30 days; expected a date and time such as 2018-04-30T20:10; also found '01/25/2026 2:30 PM': reads like month/day/year; if the whole source is written so, say dates = "mdy"
Sheet1, cell A15, column crime_id: found 'NM/0002/26': it stands in A7 already; expected a key that occurs once
Sheet1, cell L17, column recorded_at: found '2026-01-01T09:00:00': received_at says '2026-01-07T21:00:00'; expected a time not before received_at
"""
OUTLINE = """\
audit_reports <- Sheet1: 400 rows, headings in row 4
left out: 1 repeated headings (row 205), 1 total (row 406), 1 note or footer (row 408)
Crime No NM/0000/26 | NM/0001/26 | NM/0002/26 crime_id yes usual name
Victim Name (text) - may hold personal data; left out
D.O.B. (date) - may hold personal data; left out
Offence Group VAP | Sexual Offences | Burglary stratum yes usual name
Offence Group VAP | Sexual Offences | Burglary category yes usual name
Home Tel (number) - may hold personal data; left out
cancelled_crimes <- Sheet2: 40 rows, headings in row 2
sheet 'Notes': no table of the contract; left out
11 faults to mend, in 8 groups
"""


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the registrar's workbook lies; whatever is written as temporary goes beside it, into "temp"."""
    place = tmp_path_factory.mktemp("registrar")
    (place / "temp").mkdir()
    (place / "desk").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place / "temp"))
    monkeypatch.setenv("TMPDIR", str(place / "temp"))
    return place / "desk"


@pytest.mark.long(reason="imports the large workbook twice; test_afternoon goes the same way with a small one")
def test_a_messy_workbook_is_clean_in_two_runs_and_its_persons_stay_on_the_desk(
    cdi: RunCommand, spoilable: Workspace, desk: Path
) -> None:
    extract, out = desk / "CDI extract.xlsx", desk.parent / "out"
    write_messy_workbook(extract)
    first = cdi(spoilable, "import", str(extract), *NAMES)
    assert first.returncode == 3
    lines = [" ".join(line.split()) for line in first.stdout.splitlines()]
    assert [
        line.removeprefix("CDI extract.xlsx, sheet ") for line in lines if line.startswith("CDI ")
    ] == FAULTS.splitlines()
    assert [line for line in OUTLINE.splitlines() if line not in lines] == []
    assert [line for line in lines if line.startswith("?")] == [
        "? audit_reports: sample (the sample it belongs to): no heading fits; name one, or a value for every row such as "
        '"=main" (one of main, incident, referral, vulnerable_victim, modern_slavery, nrm, burglary_recent)'
    ]
    mapping = spoilable.data / "northmoor" / "2026-inspection.mapping.toml"
    assert not spoilable.audit_folder(NORTHMOOR).exists()

    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('sample = "?"', 'sample = "=main"'), encoding="utf-8"
    )
    write_messy_workbook(extract, mended=True)
    second = cdi(spoilable, "import", str(extract), *NAMES, "--mapping", str(mapping))
    assert second.returncode == 0, second.stderr
    assert "to mend" not in second.stdout
    settings = spoilable.audit_folder(NORTHMOOR) / "audit.toml"
    filled = with_choices(settings.read_text(encoding="utf-8")).replace("# <fill in> ", "")
    settings.write_text(filled.replace("<", "").replace(">", ""), encoding="utf-8")
    checked = cdi(spoilable, "validate", "northmoor", "--out", str(out))
    assert checked.stdout == "northmoor 2026-inspection: no faults\n", checked.stdout
    assert sorted(path.name for path in settings.parent.iterdir()) == [
        "audit.toml", "audit_reports.csv", "cancelled_crimes.csv", "documents.toml", "mapping.toml", "narrative", "origin.json",
    ]  # fmt: skip
    said = first.stdout + first.stderr + second.stdout + second.stderr + checked.stdout + checked.stderr
    assert [word for word in PLANTED if word in said] == []
    assert files_with(PLANTED, spoilable.root, out, desk.parent / "temp") == []
    assert files_with(PLANTED[:1], desk) != []  # the sweep sees what is there


@pytest.mark.long(reason="imports the large workbook again; new_audit has both rules on small ones")
def test_a_marked_workbook_holds_the_contracts_columns_where_they_were(
    cdi: RunCommand, spoilable: Workspace, desk: Path
) -> None:
    extract, out = desk / "CDI extract.xlsx", desk.parent / "out"
    write_messy_workbook(extract, mended=True, rows=60)
    book = openpyxl.load_workbook(extract)
    book["Sheet1"]["E25"] = "Violense"
    book.save(extract)
    mapping = desk / "answers.toml"
    mapping.write_text('[constants.audit_reports]\nsample = "main"\n', encoding="utf-8")
    imported = cdi(spoilable, "import", str(extract), *NAMES, "--mapping", str(mapping))
    assert imported.returncode == 0, imported.stderr
    settings = spoilable.audit_folder(NORTHMOOR) / "audit.toml"
    filled = with_choices(settings.read_text(encoding="utf-8")).replace("# <fill in> ", "")
    settings.write_text(filled.replace("<", "").replace(">", ""), encoding="utf-8")
    checked = cdi(spoilable, "validate", "northmoor", "--out", str(out), "--all")
    assert checked.stdout.startswith("CDI extract.xlsx, sheet Sheet1, cell E25, column stratum: found '[withheld]'; ")
    marked = openpyxl.load_workbook(out / "northmoor-2026-inspection-marked.xlsx")
    sheet = marked["Sheet1"]
    assert "one of violence, sexual, other" in sheet["E25"].comment.text
    assert [sheet[cell].value for cell in ("A4", "A25", "B25", "C4", "C25", "A1")] == [
        "crime_id",
        "NM/0020/26",
        "L00020",
        None,
        None,
        None,
    ]
    assert files_with(PLANTED, out) == []


@pytest.mark.long(reason="imports the workbook three times; new_audit has both rules on a small file")
def test_a_table_that_was_edited_by_hand_is_not_replaced(cdi: RunCommand, spoilable: Workspace, desk: Path) -> None:
    extract = desk / "CDI extract.xlsx"
    write_messy_workbook(extract, mended=True, rows=20)
    mapping = desk / "answers.toml"
    mapping.write_text('[constants.audit_reports]\nsample = "main"\n', encoding="utf-8")
    assert cdi(spoilable, "import", str(extract), *NAMES, "--mapping", str(mapping)).returncode == 0
    assert cdi(spoilable, "import", str(extract), *NAMES).returncode == 0  # the answers were kept
    stored = spoilable.audit_folder(NORTHMOOR) / "audit_reports.csv"
    stored.write_text(stored.read_text(encoding="utf-8").replace("an offence", "theft", 1), encoding="utf-8")
    refused = cdi(spoilable, "import", str(extract), *NAMES)
    assert refused.returncode == 2
    assert "audit_reports.csv was written or edited by hand" in refused.stderr


def test_a_folder_with_a_workbook_alone_is_told_how_to_become_an_audit(cdi: RunCommand, spoilable: Workspace) -> None:
    folder = spoilable.audit_folder(NORTHMOOR)
    folder.mkdir(parents=True)
    write_messy_workbook(folder / "extract.xlsx", mended=True, rows=1)
    command = "run: cdi import data/northmoor/2026-inspection/extract.xlsx --force northmoor --audit 2026-inspection"
    for names in (["northmoor"], ["northmoor", "2026-inspection"], [str(folder)]):
        refused = cdi(spoilable, "validate", *names)
        assert (refused.returncode, command in refused.stderr) == (2, True), refused
    for force in ("leicestershire", "exampleshire"):  # one sound audit is enough beside it
        shutil.rmtree(spoilable.data / force)
    everything = cdi(spoilable, "validate")
    assert (everything.returncode, command in everything.stderr) == (3, True)

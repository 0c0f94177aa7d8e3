"""An analyst's afternoon: a workbook with odd headings and nine faults becomes a report of a force that was not there."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from cdi.settings import Workspace
from tests.unit.test_cli import cdi

HEADINGS = [
    "URN", "Inspection ID", "Sample", "Stratum", "Category", "Offence", "Required?", "Recorded?", "Classification correct",
    "Date/time received", "Date/time recorded", "Timeliness assessable", "Route", "Reported by", "Domestic abuse", "Weight",
    "Victim Name",
]  # fmt: skip
MAP = {"crime_id": "URN", "received_at": "Date/time received", "recorded_at": "Date/time recorded"}


def a_workbook(path: Path) -> None:
    """Sixty crimes of an invented force, with a title above the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Audit Reports"
    sheet["A1"] = "Northmoor Constabulary: CDI audit extract"
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(HEADINGS)
    for n in range(60):
        stratum = ("violence", "sexual", "other")[n % 3]
        recorded = n % 5 != 0
        received = datetime(2026, 1, 5, 9, 0) + timedelta(hours=7 * n)  # noqa: DTZ001
        sheet.append([
            f"NM{n:03d}", "northmoor-2026-inspection", "main", stratum, stratum, "an offence", "Yes", "Y" if recorded else "N",
            "Yes" if recorded else None, received, received + timedelta(hours=30 if n % 7 == 0 else 3) if recorded else None,
            "Yes" if recorded else "No", "control_room", "victim", "No", 1, "withheld",
        ])  # fmt: skip
    strata = book.create_sheet("audit_strata")
    strata.append(["inspection_id", "stratum", "sampled", "reports_in_period", "weight", "basis"])
    for stratum, population in (("violence", 900), ("sexual", 200), ("other", 2400)):
        strata.append(["northmoor-2026-inspection", stratum, True, population, 2 * population, "records"])
    book.save(path)


FAULTS = {  # cell of the first sheet: a faulty value
    "D5": "violense", "D8": "Sexual offences", "H6": "maybe", "J7": "31/02/2026 10:00", "A9": "NM004", "P10": -1,
    "M11": "phone", "O12": "?", "L13": None,
}  # fmt: skip


def with_faults(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in FAULTS.items():
        book.worksheets[0][cell] = value
    book.save(path)


@pytest.fixture
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("extract") / "CDI extract.xlsx"
    a_workbook(path)
    return path


def test_from_a_workbook_with_nine_faults_to_a_report(spoilable: Workspace, extract: Path, tmp_path: Path) -> None:
    with_faults(extract)
    imported = cdi(spoilable, "import", str(extract), "--force", "northmoor", "--audit", "2026-inspection")
    assert imported.returncode == 0, imported.stderr
    assert "  required <- Required? (normalised)" in imported.stdout
    assert "  received_at <- Date/time received (nearest)" in imported.stdout
    assert "  Victim Name: not in the contract; dropped" in imported.stdout

    # The headings that the proposal cannot guess are mapped by the analyst.
    settings = spoilable.audit_folder("northmoor", "2026-inspection") / "audit.toml"
    text = settings.read_text(encoding="utf-8")
    if "crime_id" not in text:
        text = text.replace("[map.audit_reports]", '[map.audit_reports]\ncrime_id = "URN"').replace('"URN", ', "")
        settings.write_text(text, encoding="utf-8")

    checked = cdi(spoilable, "validate", "northmoor", "2026-inspection", "--out", str(tmp_path / "faults"))
    assert checked.returncode == 3
    lines = [line for line in checked.stdout.splitlines() if "sheet Audit Reports" in line]
    for cell, expected in (
        ("D5", "did you mean violence?"), ("D8", "expected one of violence, sexual, other"), ("H6", "expected true or false"),
        ("J7", "expected a date and time"), ("P10", "0 or more"), ("M11", "expected one of control_room"),
        ("O12", "expected true or false"), ("L13", "expected true or false"),
    ):  # fmt: skip
        assert any(f"cell {cell}," in line and expected in line for line in lines), (cell, checked.stdout)
    marked = openpyxl.load_workbook(tmp_path / "faults" / "northmoor-2026-inspection-marked.xlsx")
    assert "did you mean violence?" in marked["Audit Reports"]["D5"].comment.text
    assert (tmp_path / "faults" / "faults.csv").read_text(encoding="utf-8").count("\n") == len(lines) + 1

    # Eight mended, the ninth shows: a key that occurs twice is looked for once the cells are right.
    held = spoilable.audit_folder("northmoor", "2026-inspection") / "audit.xlsx"
    a_workbook(held)
    book = openpyxl.load_workbook(held)
    book.worksheets[0]["A9"] = "NM004"
    book.save(held)
    again = cdi(spoilable, "validate", "northmoor", "2026-inspection")
    assert "cell A9, column crime_id: found 'NM004'; expected a key that occurs once" in again.stdout

    a_workbook(held)
    assert cdi(spoilable, "validate", "northmoor", "2026-inspection").returncode == 0
    built = cdi(spoilable, "report", "northmoor")
    assert built.returncode == 0, built.stderr
    assert "reports/northmoor/2026-inspection/panel-pack.html" in built.stdout
    page = (spoilable.report_folder("northmoor", "2026-inspection") / "panel-pack.html").read_text(encoding="utf-8")
    assert "Leicestershire" not in page
    assert "Reconstructed data" not in page
    assert "No earlier result of this force is held" in page


def test_a_scaffold_has_comments_and_every_block_and_never_overwrites(spoilable: Workspace) -> None:
    made = cdi(spoilable, "new", "kent", "2026-inspection")
    assert made.returncode == 0, made.stderr
    folder = spoilable.audit_folder("kent", "2026-inspection")
    assert '# or "unrecorded"' in (folder / "audit.toml").read_text(encoding="utf-8")
    assert "## equality" in (folder / "narrative" / "inspection-report.md").read_text(encoding="utf-8")
    assert "kent" in spoilable.forces()
    again = cdi(spoilable, "new", "kent", "2026-inspection")
    assert again.returncode == 2
    assert "is already there" in again.stderr
    assert "begins with its year" in cdi(spoilable, "new", "kent", "first").stderr

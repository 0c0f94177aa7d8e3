"""An analyst's afternoon: a workbook with odd headings and nine faults becomes a report of a force that was not there."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cdi.contract.records import AUDIT_REPORTS
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import RunCommand
from tests.documents.invented import with_choices
from tests.small_reports import leave_out_charts
from tests.sources.messy_workbook import files_with

HEADINGS = [
    "URN", "Inspection ID", "Sample", "Stratum", "Category", "Offence", "Required?", "Recorded?", "Classification correct",
    "Date/time received", "Date/time recorded", "Timeliness assessable", "Route", "Reported by", "Domestic abuse", "Weight",
    "Victim Name",
]  # fmt: skip


def a_workbook(path: Path) -> None:
    """Sixty crimes of an invented force, with a title above the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Crimes audited"
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
            "Yes" if recorded else "No", "Control room", "victim", "No", 1, "Zebedee Quillfeather",
        ])  # fmt: skip
    strata = book.create_sheet("audit_strata")
    strata.append(["inspection_id", "stratum", "sampled", "reports_in_period", "weight", "basis"])
    for stratum, population in (("violence", 900), ("sexual", 200), ("other", 2400)):
        strata.append(["northmoor-2026-inspection", stratum, True, population, 2 * population, "records"])
    book.save(path)


FAULTS = {  # cell of the first sheet: a faulty value, and what the analyst reads of it
    "D5": ("violense", "found '[withheld]'; expected one of violence, sexual, other"),
    "H6": ("maybe", "found '[withheld]'; expected true or false"),
    "J7": ("31/02/2026 10:00", "found '31/02/2026 10:00': February 2026 has 28 days; expected a date and time such as"),
    "E8": ("bicycle", "found '[withheld]'; expected one of violence, sexual, rape"),
    "A9": ("NM004", "found 'NM004': it stands in A8 already; expected a key that occurs once"),
    "P10": (-1, "found '-1'; expected a number, 0 or more"),
    "M11": ("pigeon", "found '[withheld]'; expected one of control_room, crime_bureau"),
    "O12": ("?", "found '?'; expected true or false"),
    "K15": (datetime(2026, 1, 1, 9, 0), "found '2026-01-01T09:00:00': received_at says '2026-01-08T14:00:00'; expected a time not before received_at"),  # noqa: DTZ001
}  # fmt: skip


def with_faults(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for cell, (value, _) in FAULTS.items():
        book.worksheets[0][cell] = value
    book.save(path)


@pytest.fixture
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("extract") / "CDI extract.xlsx"
    a_workbook(path)
    return path


def test_from_a_workbook_with_nine_faults_to_a_report(
    cdi: RunCommand, spoilable: Workspace, extract: Path, tmp_path: Path
) -> None:
    with_faults(extract)
    imported = cdi(spoilable, "import", str(extract), "--force", "northmoor", "--audit", "2026-inspection")
    assert imported.returncode == 0, imported.stderr
    words = [" ".join(line.split()) for line in imported.stdout.splitlines()]
    for line in (
        "audit_reports <- Crimes audited: 60 rows, headings in row 3",
        "URN NM000 | NM001 | NM002 crime_id yes usual name",
        "Required? Yes required yes normalised",
        "Victim Name (text) - may hold personal data; left out",
        "route control_room <- Control room",
        "stratum: 1 word is not among its values, first in D5; mend the cells, or say in the mapping what is meant",
        "9 faults to mend, in 9 groups",
    ):
        assert line in words, imported.stdout

    # The analyst fills in what the file cannot say.
    settings = spoilable.audit_folder(AuditRef("northmoor", "2026-inspection")) / "audit.toml"
    text = settings.read_text(encoding="utf-8")
    assert "audit_period_start = 2026-01-01" in text
    checked = cdi(spoilable, "validate", "northmoor")
    assert "key provenance.basis: found '<fill in>'; expected one of records, reconstruction" in checked.stdout
    text = with_choices(text).replace("# <fill in> published_on", "published_on")
    text = text.replace("<month and year of the fieldwork>", "February 2026")
    text = text.replace(
        "<where the rows come from, who extracted them and when>", "the crime system, by the audit team"
    )
    settings.write_text(text, encoding="utf-8")

    checked = cdi(spoilable, "validate", "northmoor", "--out", str(tmp_path / "faults"))
    assert checked.returncode == 3
    place = "CDI extract.xlsx, sheet Crimes audited, cell"
    lines = checked.stdout.splitlines()
    assert len(lines) == len(FAULTS) + 1, checked.stdout
    for cell, (_, said) in FAULTS.items():
        assert any(line.startswith(f"{place} {cell}, column ") and said in line for line in lines), (cell, lines)
    assert lines[-1] == "northmoor 2026-inspection: 9 faults"
    marked = openpyxl.load_workbook(tmp_path / "faults" / "northmoor-2026-inspection-marked.xlsx")
    assert "one of violence, sexual, other" in marked["Crimes audited"]["D5"].comment.text
    assert marked["_faults"].max_row == len(FAULTS) + 1
    assert (tmp_path / "faults" / "faults.csv").read_text(encoding="utf-8").count("\n") == len(FAULTS) + 1

    a_workbook(extract)  # mended in the spreadsheet program, saved and closed
    again = cdi(spoilable, "import", str(extract), "--force", "northmoor", "--audit", "2026-inspection")
    assert again.returncode == 0, again.stderr
    assert cdi(spoilable, "validate", "northmoor").returncode == 0
    leave_out_charts(spoilable.notebook)
    built = run_cdi(spoilable, "report", "northmoor")
    assert built.returncode == 0, built.stderr
    assert "reports/northmoor/2026-inspection/panel-pack.html" in built.stdout
    page = (spoilable.report_folder(AuditRef("northmoor", "2026-inspection")) / "panel-pack.html").read_text(
        encoding="utf-8"
    )
    assert "Leicestershire" not in page
    assert "Reconstructed data" not in page
    assert "This audit is set beside no earlier one" in page
    assert "must not go out before that" in page
    assert files_with(["Zebedee", "Quillfeather"], spoilable.root, tmp_path) == []
    pages = [path for path in spoilable.reports.rglob("panel-pack.*") if path.suffix in {".html", ".pdf", ".docx"}]
    seen = {hit.split(": ")[0] for hit in files_with(["earlier"], spoilable.reports)}
    assert pages
    assert {str(path) for path in pages} <= seen  # the sweep reads every format


def test_an_import_that_fails_leaves_nothing_behind(cdi: RunCommand, spoilable: Workspace, tmp_path: Path) -> None:
    before = sorted(path for path in spoilable.data.rglob("*"))
    (tmp_path / "Lookups.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    refused = cdi(spoilable, "import", str(tmp_path / "Lookups.csv"), "--force", "kent", "--audit", "2026-inspection")
    assert refused.returncode == 2
    assert "no table of the data contract is like 'Lookups'" in refused.stderr
    assert sorted(path for path in spoilable.data.rglob("*")) == before


@pytest.mark.long(reason="a second way through the same afternoon; test_same_figures counts Parquet files")
def test_a_parquet_file_is_imported_and_counted_where_it_lies(
    cdi: RunCommand, spoilable: Workspace, tmp_path: Path
) -> None:
    table = spoilable.audit_folder(AuditRef("leicestershire", "2018-reinspection")) / "audit_reports.csv"
    rows = pd.read_csv(table).sample(200, random_state=1)
    rows.assign(inspection_id="kent-2018-inspection", victim_name="x").to_parquet(tmp_path / "audit_reports.parquet")
    result = cdi(
        spoilable, "import", str(tmp_path / "audit_reports.parquet"), "--force", "kent", "--audit", "2018-inspection"
    )
    assert result.returncode == 0, result.stderr
    settings = spoilable.audit_folder(AuditRef("kent", "2018-inspection")) / "audit.toml"
    stored = pd.read_parquet(settings.with_name("audit_reports.parquet"))
    assert list(stored.columns) == [name for name in AUDIT_REPORTS.names if name in rows.columns]
    assert 'kind = "parquet"' in settings.read_text(encoding="utf-8")
    text = with_choices(settings.read_text(encoding="utf-8"))
    text = text.replace("# <fill in> ", "").replace("<", "").replace(">", "")
    settings.write_text(
        text.replace("= 2018-01-01", "= 2018-04-01").replace("= 2018-03-31", "= 2018-06-30"), encoding="utf-8"
    )
    checked = cdi(spoilable, "validate", str(settings.parent))
    assert checked.stdout == "kent 2018-inspection: no faults\n"


def test_a_scaffold_has_comments_and_every_block_and_never_overwrites(cdi: RunCommand, spoilable: Workspace) -> None:
    result = cdi(spoilable, "new", "kent", "2026-inspection")
    assert result.returncode == 0, result.stderr
    folder = spoilable.audit_folder(AuditRef("kent", "2026-inspection"))
    assert '# "recorded" or "unrecorded"' in (folder / "audit.toml").read_text(encoding="utf-8")
    assert "## equality" in (folder / "narrative" / "inspection-report.md").read_text(encoding="utf-8")
    assert "kent" in spoilable.forces()
    again = cdi(spoilable, "new", "kent", "2026-inspection")
    assert again.returncode == 2
    assert "is already there" in again.stderr
    assert "begins with its year" in cdi(spoilable, "new", "kent", "first").stderr

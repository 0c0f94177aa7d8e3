"""Canaries in every column of every table, in rows that are good and in rows that are faulty: no build and no site writes one.

One file may have the keys of rows: `rows.json` in `reports/.work/`, which is never delivered and tells what changed.
Looked for in every file of the workspace beside `data/`, in the folder for temporary files, and in what was printed.
A PDF is not made: it would be made of the same tree as the page and the `.json` beside it.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdi.cli.app import main
from cdi.contract.records import RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import SharedFolder, copy_forces
from tests.documents.packed import content_of
from tests.small_reports import leave_out_charts
from tests.thin import thin

CANARY = "zebedeequillfeather"
GOOD, FAULTY = AuditRef("leicestershire", "2018-reinspection"), AuditRef("cambridgeshire", "2014-inspection")
# Texts that are categories: groups of rows are printed by them. The inspection is the audit's own name.
PRINTED = {"inspection_id", "offence", "misclassified_as", "later_offence", "reason_incorrect"}


def put_into_good_rows(folder: Path) -> set[str]:
    """A canary before every key and name of the records; returns the columns that have one."""
    columns = set()
    for schema in RECORD_TABLES:
        path = folder / f"{schema.name}.csv"
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        private = {column.name for column in schema.columns if column.kind == "text"} - PRINTED
        for row in rows:
            row |= {name: f"{CANARY}-{name}-{row[name]}" for name in private if row.get(name)}
            columns |= {name for name in private if row.get(name)}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return columns


def put_into_faulty_rows(folder: Path) -> None:
    """Every table of the contract with a canary in each cell, under each of its headings and one that it has not."""
    for schema in AUDIT_TABLES.values():
        names = [*(column.name for column in schema.columns), CANARY]
        row = [f"{CANARY}{place}" for place in range(len(names))]
        (folder / f"{schema.name}.csv").write_text(f"{','.join(names)}\n{','.join(row)}\n", encoding="utf-8")


def build(workspace: Workspace) -> None:
    """All that `cdi build` and `cdi site` write and print, in the workspace."""
    temporary = workspace.root / "temporary"
    temporary.mkdir()
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    printed = os.open(workspace.root / "printed.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.chdir(workspace.root)
    (workspace.root / "code.txt").write_text(str(main(["build", "-j", "1"], {})), encoding="utf-8")
    assert main(["site"], {}) == 0


def leave_out_pack(settings: Path) -> None:
    """The panel pack has the pages of two other documents once more."""
    head, _, others = settings.read_text(encoding="utf-8").partition("[panel-pack]")
    settings.write_text(head + others[others.index("\n[panel-paper]") :], encoding="utf-8")


@pytest.fixture(scope="module", params=thin(["one chart", "every chart"], keep=1))
def built(project: Workspace, shared_folder: SharedFolder, request: pytest.FixtureRequest) -> Workspace:
    def make(folder: Path) -> None:
        workspace = copy_forces(project, folder, [GOOD.force, FAULTY.force])
        for ref in (ref for force in workspace.forces() for ref in workspace.audits(force)):
            if ref not in (GOOD, FAULTY):
                (workspace.audit_folder(ref) / "documents.toml").unlink(missing_ok=True)
        settings = workspace.audit_folder(GOOD) / "documents.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r"(?m)^\[[a-z-]+\]$", r'\g<0>\nformats = ["html", "docx"]', text), encoding="utf-8")
        if request.param == "one chart":
            leave_out_pack(settings)
            leave_out_charts(workspace.notebook, but=["map_not_recorded"])
        put_into_good_rows(workspace.audit_folder(GOOD))
        put_into_faulty_rows(workspace.audit_folder(FAULTY))
        in_clean_process(build, workspace)

    return Workspace(shared_folder(f"canaries-{request.param}".replace(" ", "-"), make))


def written(workspace: Workspace) -> Iterator[Path]:
    return (path for path in workspace.root.rglob("*") if path.is_file() and workspace.data not in path.parents)


def test_every_key_of_the_records_has_a_canary(project: Workspace, tmp_path: Path) -> None:
    shutil.copytree(project.audit_folder(GOOD), tmp_path / "audit")
    assert put_into_good_rows(tmp_path / "audit") == {
        "cancel_id", "crime_id", "record_id", "referring_agency", "review_id", "victim_id",
    }  # fmt: skip


def test_one_report_was_built_and_one_refused(built: Workspace) -> None:
    assert (built.root / "code.txt").read_text(encoding="utf-8") == "4"
    assert (built.report_folder(GOOD) / "figures.json").is_file()
    page = (built.reports / f"{FAULTY.force}/{FAULTY.audit}-failed.html").read_text(encoding="utf-8")
    assert page.count("what stands there is not shown here") > 100


def test_no_canary_is_in_any_file_that_a_build_writes_nor_in_its_name(built: Workspace) -> None:
    files = [*written(built)]
    assert {
        "analysis.ipynb",
        "facts.json",
        "build.json",
        "build.log",
        "rows.json",
        "printed.txt",
        "tables.xlsx",
        "figures.csv",
        "results.csv",
    } <= {path.name for path in files}
    # The terminal of a build is public too: it is a log as often as not.
    singing = [path for path in files if CANARY.encode() in content_of(path).lower() or CANARY in str(path)]
    assert {path.name for path in singing} == {"rows.json"}
    assert all(built.reports / ".work" in path.parents for path in singing)


def test_what_later_builds_compare_by_has_the_keys_of_rows_and_nothing_else_of_them(built: Workspace) -> None:
    rows = (built.work_folder(GOOD) / "rows.json").read_text(encoding="utf-8")
    keys = {key for schema in RECORD_TABLES for key in schema.key}
    assert set(re.findall(rf"{CANARY}-([a-z_]+)-", rows)) <= keys

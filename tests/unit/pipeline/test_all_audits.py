"""Several forces in one build: what is built and why, what a failure leaves, and where a stopped build goes on."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import FORMATS, Workspace
from tests.clean_process import run_cdi as cdi
from tests.clean_process import running_cdi
from tests.conftest import SharedFolder
from tests.small_reports import AUDIT, lay_out, write_small_reports

COST = (",200000", ",210000")
FORCES = ("durham", "kent", "surrey")
DOCUMENTS = ("letter", "note")


@pytest.fixture
def three(tmp_path: Path) -> Workspace:
    """Three forces with a small audit each and two short documents as pages, not built, that a test may spoil."""
    return write_small_reports(tmp_path / "three", FORCES, DOCUMENTS)


@pytest.fixture(scope="module")
def three_built_before(shared_folder: SharedFolder) -> Workspace:
    def make(folder: Path) -> None:
        three = write_small_reports(folder, FORCES, DOCUMENTS)
        lay_out(three, "durham", FORMATS)
        built = cdi(three, "build", "-j", "2")
        assert built.returncode == 0, built.stderr
        assert built.stdout == "3 reports: 3 built; reports/build.json\n"
        assert built.stderr.splitlines()[0] == "3 to build, 0 not"

    return Workspace(shared_folder("three-built", make))


@pytest.fixture
def three_built(three_built_before: Workspace, tmp_path: Path) -> Workspace:
    """Three forces with their reports, only Durham's as PDF and Word too, that a test may spoil."""
    shutil.copytree(three_built_before.root, tmp_path / "three-built")
    return Workspace(tmp_path / "three-built")


def status(workspace: Workspace) -> dict[str, str]:
    held = json.loads((workspace.reports / "build.json").read_text(encoding="utf-8"))
    return {report["force"]: report["status"] for report in held["reports"]}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def delivered(workspace: Workspace, force: str) -> dict[str, bytes]:
    return files(workspace.report_folder(AuditRef(force, AUDIT)))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_line(workspace: Workspace, force: str) -> None:
    """A line more in the words of one document."""
    change(workspace.audit_folder(AuditRef(force, AUDIT)) / "narrative/note.md", "## closing", "\n## closing")


def test_everything_is_built_then_nothing_then_what_one_force_changed(three_built: Workspace) -> None:
    three = three_built
    assert {"note.pdf", "note.html", "letter.docx", "analysis.html"} <= set(delivered(three, "durham"))
    assert cdi(three, "build").stdout == "3 reports: 3 up to date; reports/build.json\n"

    change(three.audit_folder(AuditRef("kent", AUDIT)) / "staffing.csv", *COST)
    dry = cdi(three, "build", "--dry-run")
    assert dry.stdout.splitlines()[0] == "kent 2026: analysis: changed: data/kent/2026/staffing.csv"
    assert dry.stdout.splitlines()[-1] == "3 reports: 1 to build, 2 up to date"
    as_json = json.loads(cdi(three, "build", "--json").stdout)
    assert as_json["counts"] == {"built": 1, "fresh": 2, "failed": 0, "left": 0, "not reached": 0}
    (kent,) = [report for report in as_json["reports"] if report["status"] == "built"]
    assert kent["ran"]["analysis"] == ["changed: data/kent/2026/staffing.csv"]
    assert kent["folder"] == "reports/kent/2026"


def test_one_force_that_fails_stops_no_other_and_keeps_its_last_good_report(three_built: Workspace) -> None:
    three = three_built
    good = delivered(three, "kent")
    change(three.audit_folder(AuditRef("kent", AUDIT)) / "audit_reports.csv", ",victim,", ",vicar,")
    add_line(three, "surrey")
    ended = cdi(three, "build")
    assert ended.returncode == 4
    assert ended.stderr.splitlines()[-1] == "cdi: 1 of 3 failed: kent 2026"
    assert "column reported_by: what stands there is not shown here; expected one of" in ended.stdout
    assert "reports/kent/2026-failed.html" in ended.stdout
    assert status(three) == {"durham": "fresh", "kent": "failed", "surrey": "built"}
    assert delivered(three, "kent") == good
    page = (three.reports / "kent/2026-failed.html").read_text(encoding="utf-8")
    assert "column reported_by" in page
    assert "vicar" not in page + ended.stdout + ended.stderr + (three.reports / "build.json").read_text(
        encoding="utf-8"
    )
    held = json.loads((three.reports / "build.json").read_text(encoding="utf-8"))
    (failed,) = [report["failure"] for report in held["reports"] if report["status"] == "failed"]
    assert failed["exit_code"] == 3
    assert failed["page"] == "reports/kent/2026-failed.html"

    change(three.audit_folder(AuditRef("kent", AUDIT)) / "audit_reports.csv", ",vicar,", ",victim,")
    assert cdi(three, "build").returncode == 0
    assert not (three.reports / "kent/2026-failed.html").exists()


def test_a_document_that_fails_stops_no_other_of_its_audit(three_built: Workspace) -> None:
    three = three_built
    folder = three.audit_folder(AuditRef("kent", AUDIT))
    before = delivered(three, "kent")["note.html"]
    change(folder / "staffing.csv", *COST)
    change(folder / "narrative/note.md", "## closing", "## clsoing")
    ended = cdi(three, "build", "kent")
    assert ended.returncode == 4
    after = delivered(three, "kent")
    assert "note.html" not in after
    assert after["earlier/note.html"] == before
    assert {"letter.html", "letter.json"} <= set(after)


def test_a_process_that_dies_has_its_page_and_one_that_asks_for_too_much_memory_is_told_and_neither_stops_another(
    three: Workspace,
) -> None:
    change(
        three.notebook,
        "protected = protect(audit_data)",
        "protected = protect(audit_data) if force == 'durham' else "
        "bytearray(3 * 2**30) if force == 'surrey' else __import__('os')._exit(1)",
    )
    ended = cdi(three, "build", "--memory-limit", "2048")
    assert ended.returncode == 4
    assert status(three) == {"durham": "built", "kent": "failed", "surrey": "failed"}
    page = (three.reports / "kent/2026-failed.html").read_text(encoding="utf-8")
    assert "the kernel died; the usual cause is too little memory" in page
    too_much = "it needs more memory than it may have; CDI_MEMORY_LIMIT in the environment sets that limit"
    assert ended.stdout.count(too_much) == 1
    assert too_much in (three.reports / "surrey/2026-failed.html").read_text(encoding="utf-8")


@pytest.mark.long(reason="it waits for seconds; memory is limited alike, and test_processes ends a job after its time")
def test_time_is_limited_for_each_report(three: Workspace) -> None:
    change(
        three.notebook,
        "protected = protect(audit_data)",
        "protected = protect(audit_data) if force != 'kent' else __import__('time').sleep(60)",
    )
    ended = cdi(three, "build", "--time-limit", "4", "kent", "surrey")
    assert "it took longer than 4 seconds and was ended" in ended.stdout
    assert status(three) == {"kent": "failed", "surrey": "built"}


@pytest.fixture
def stopped(three_built: Workspace) -> Workspace:
    """A build that stopped at the first of three reports, whose data are bad; the others changed."""
    three = three_built
    change(three.audit_folder(AuditRef("durham", AUDIT)) / "audit_reports.csv", ",victim,", ",vicar,")
    for force in ("kent", "surrey"):
        add_line(three, force)
    ended = cdi(three, "build", "--stop", "-j", "1")
    assert ended.returncode == 4
    assert "1 of 3 failed: durham 2026; 2 not reached" in ended.stderr
    return three


def test_stop_at_the_first_failure(stopped: Workspace) -> None:
    assert status(stopped) == {"durham": "failed", "kent": "not reached", "surrey": "not reached"}


@pytest.mark.long(reason="one more build; test_a_build_that_was_cut_off goes on with what is left as well")
def test_what_was_not_reached_is_built_next(stopped: Workspace) -> None:
    three = stopped
    change(three.audit_folder(AuditRef("durham", AUDIT)) / "audit_reports.csv", ",vicar,", ",victim,")
    assert cdi(three, "build").returncode == 0
    assert status(three) == {"durham": "fresh", "kent": "built", "surrey": "built"}


def test_only_what_changed_itself_is_built(three_built: Workspace) -> None:
    three = three_built
    change(three.root / "templates/documents/note.md.j2", "Recorded within", "It was recorded within")
    add_line(three, "kent")
    assert cdi(three, "build", "--changed").returncode == 0
    assert status(three) == {"durham": "left", "kent": "built", "surrey": "left"}


def test_a_build_that_was_cut_off_goes_on_with_what_is_left(three_built: Workspace) -> None:
    three = three_built
    good = {force: delivered(three, force) for force in FORCES}
    change(three.audit_folder(AuditRef("surrey", AUDIT)) / "audit_reports.csv", "2026-01-05T12:00", "2026-01-07T12:00")
    sleeping = "__import__('time').sleep(60); protected = protect(audit_data)"
    change(three.notebook, "protected = protect(audit_data)", sleeping)
    with running_cdi(three, "build", "-j", "1", "surrey") as command:
        while not list(three.reports.glob(".work/surrey/*/bundle.new")):
            assert command.process.is_alive(), command.err.read_text(encoding="utf-8")
            time.sleep(0.05)
    change(three.notebook, sleeping, "protected = protect(audit_data)")
    assert delivered(three, "surrey") == good["surrey"]
    ended = cdi(three, "build")
    assert ended.returncode == 0, ended.stderr
    assert f"cdi: process {command.process.pid} ended in the middle of a build; going on from there" in ended.stderr
    assert status(three) == {"durham": "fresh", "kent": "fresh", "surrey": "built"}
    assert delivered(three, "kent") == good["kent"]
    assert [b"4 of 5" in pages["note.html"] for pages in (good["surrey"], delivered(three, "surrey"))] == [True, False]


def test_an_audit_that_cannot_even_be_looked_at_stops_no_other(three_built: Workspace) -> None:
    three = three_built
    (three.audit_folder(AuditRef("kent", AUDIT)) / "documents.toml").write_text("[panel-pack", encoding="utf-8")
    add_line(three, "surrey")
    ended = cdi(three, "build")
    assert ended.returncode == 4
    assert status(three) == {"durham": "fresh", "kent": "failed", "surrey": "built"}
    assert "documents.toml: not readable" in ended.stdout
    assert "documents.toml" in (three.reports / "kent/2026-failed.html").read_text(encoding="utf-8")


def test_a_notebook_that_is_no_json_is_said_of_each_audit(three: Workspace) -> None:
    three.notebook.write_text("[", encoding="utf-8")
    ended = cdi(three, "build")
    assert ended.returncode == 4
    assert status(three) == dict.fromkeys(FORCES, "failed")
    assert "its files cannot be looked at (JSONDecodeError" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_names_are_refused_before_anything_runs(three: Workspace) -> None:
    ended = cdi(three, "build", "kent", "durhm")
    assert ended.returncode == 2
    assert "did you mean durham?" in ended.stderr
    assert not three.reports.exists()

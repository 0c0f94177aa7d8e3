"""Audit folders that hold what no audit holds: each is refused in words, quickly, and stops no other."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, SomeForcesFailed
from cdi.workspace.audit_files import resolve_inside
from cdi.workspace.calendar import state_on
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import PROJECT, copy_forces
from tests.small_reports import leave_out_charts
from tests.thin import thin

GOOD = AuditRef("cambridgeshire", "2014-inspection")
Spoil = Callable[[Path], None]


def settings(text: str) -> Spoil:
    return lambda folder: (folder / "audit.toml").write_text(text, encoding="utf-8") and None


def source(path: str) -> Spoil:
    def spoil(folder: Path) -> None:
        with (folder / "audit.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[source]\npath = "{path}"\n')

    return spoil


def day(text: str) -> Spoil:
    return change("published_on = 2014-11-18", f"published_on = {text}")


def change(old: str, new: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "audit.toml"
        written = path.read_text(encoding="utf-8")
        assert old in written
        path.write_text(written.replace(old, new), encoding="utf-8")

    return spoil


def prior(name: str) -> Spoil:
    return change("[inspection]", f'[inspection]\nprior = "{name}"')


def file(name: str, text: str | bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(text.encode() if isinstance(text, str) else text) and None


def pipe(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return spoil


def a_folder_for_settings(folder: Path) -> None:
    (folder / "audit.toml").unlink()
    (folder / "audit.toml").mkdir()


def sparse_settings(folder: Path) -> None:
    with (folder / "audit.toml").open("r+b") as opened:
        opened.truncate(8 * 2**40)


def a_sparse_file(folder: Path) -> None:
    with (folder / "extra.csv").open("wb") as file:
        file.truncate(8 * 2**40)


def a_foreign_file(folder: Path) -> None:
    (folder / "narrative" / "foreign.md").symlink_to("/etc/passwd")


def a_device(folder: Path) -> None:
    (folder / "extra.csv").symlink_to("/dev/zero")


def a_link_to_itself(folder: Path) -> None:
    (folder / "extra.csv").symlink_to("extra.csv")


def a_long_name(folder: Path) -> None:
    shutil.move(folder, folder.with_name("a" * 250))


def a_name_of_no_text(folder: Path) -> None:
    folder.rename(os.fsdecode(os.fsencode(folder.parent) + b"/\xff\xfe"))


PARTS = 50_000
SPOILT: dict[str, Spoil] = {
    "tables in tables without end": settings("a = " + "[" * PARTS),
    "tables in documents without end": file("documents.toml", "a = " + "[" * PARTS),
    "a key of endless parts": settings(".".join("a" * PARTS) + " = 1"),
    "a key of endless quoted parts": settings(".".join(['"a b"'] * PARTS) + " = 1"),
    "a table of endless parts": settings(f"[{' . '.join('a' * PARTS)}]"),
    "endless documents": file("documents.toml", f"[{'.'.join('a' * PARTS)}]"),
    "settings of two megabytes": settings("# " + "x" * 2_000_000),
    "settings of eight terabytes": sparse_settings,
    "settings that are a folder": a_folder_for_settings,
    "settings that are no text": file("audit.toml", b"\xff\x00\xfe"),
    "settings that are a pipe": pipe("audit.toml"),
    "documents that are a pipe": pipe("documents.toml"),
    "author text that is a pipe": pipe("narrative/board-update.md"),
    "rows that are a pipe": pipe("extra.csv"),
    "a value for a table": settings("inspection = 5"),
    "a number of endless figures": change("label_year = 2014", f"label_year = {'9' * 5_000}"),
    "a number beyond all numbers": change("label_year = 2014", "label_year = 1e300"),
    "a day at the end of time": day("9999-12-31"),
    "a day at the beginning of time": day("0001-01-01"),
    "a day of rows at the end of time": file("events.csv", "event_id,event_date,precision,label\na,9999-12-31,day,b\n"),
    "rows with zero bytes": file("events.csv", b"event_id,event_date\n\x00\x00\n"),
    "a prior with a zero byte": prior("a\\u0000b"),
    "a prior that is itself": prior("a-prior-that-is-itself"),
    "a prior that is prior to it": prior("a-prior-that-is-prior-to-it-too"),
    "a prior that is prior to it too": prior("a-prior-that-is-prior-to-it"),
    "author text of one word": file("narrative/board-update.md", "a" * 900_000),
    "a subject of one word": file("documents.toml", f'[board-update]\nsubject = "{"a" * 900_000}"\n'),
    "no documents": file("documents.toml", ""),
    "documents that are no table": file("documents.toml", "a = 1"),
    "a source with a zero byte": source("a\\u0000b"),
    "a source of the system": source("/etc"),
    "a source of another force": source("../2014-inspection"),
    **{spoil.__name__.replace("_", " "): spoil for spoil in (
        a_sparse_file, a_foreign_file, a_device, a_link_to_itself, a_long_name, a_name_of_no_text,
    )},
}  # fmt: skip


def spoil_copies(workspace: Workspace, kinds: Iterable[str]) -> None:
    """Beside a good audit a copy of it for each kind, spoilt in that way."""
    for kind in kinds:
        folder = workspace.audit_folder(GOOD).with_name(kind.replace(" ", "-"))
        shutil.copytree(workspace.audit_folder(GOOD), folder)
        SPOILT[kind](folder)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kinds", thin([[*SPOILT][2::13], [*SPOILT]], keep=1), ids=["each thirteenth", "all"])
def test_spoilt_audits_fail_alone_each_with_a_plain_page(tmp_path: Path, kinds: list[str]) -> None:
    workspace = copy_forces(Workspace(PROJECT), tmp_path / "spoilt", [GOOD.force])
    documents = workspace.audit_folder(GOOD) / "documents.toml"
    text = documents.read_text(encoding="utf-8")
    documents.write_text(re.sub(r"(?m)^\[[a-z-]+\]$", r'\g<0>\nformats = ["html"]', text), encoding="utf-8")
    leave_out_charts(workspace.notebook)
    spoil_copies(workspace, kinds)
    ended = run_cdi(workspace, "build", "-j", "2", CDI_TIME_LIMIT="120")
    record = json.loads((workspace.reports / "build.json").read_text(encoding="utf-8"))
    statuses = {report["audit"]: report["status"] for report in record["reports"]}
    assert ended.returncode == SomeForcesFailed.exit_code, ended.stderr
    assert [audit for audit, status in statuses.items() if status != "failed"] == [GOOD.audit]
    assert len(statuses) == len(kinds) + 1
    pages = {path.name: path.read_text(encoding="utf-8") for path in workspace.reports.glob("*/*-failed.html")}
    assert set(pages) == {f"{audit}-failed.html" for audit in statuses if audit != GOOD.audit}
    for name, page in (*pages.items(), ("build.json", json.dumps(record)), ("the terminal", ended.stdout)):
        assert "Traceback" not in page, name
        assert "a defect of the program" not in page, name
        assert str(workspace.root) not in page, name


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    return copy_forces(Workspace(PROJECT), tmp_path / "two", ["leicestershire", "cambridgeshire"])


@pytest.mark.parametrize("name", ["..", "../x", "/etc", "a/../../x", "a\0b", "link"])
def test_no_path_leaves_the_audit_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "link").symlink_to("/etc")
    with pytest.raises(CdiError):
        resolve_inside(tmp_path / "audit", name)


@pytest.mark.parametrize("name", ["../outside", "Kent Police", "a" * 101, "", "national", "reference"])
def test_a_force_whose_name_is_no_folder_s_is_left_out_and_named_and_stops_no_other(two: Workspace, name: str) -> None:
    before = two.forces()
    with (two.data / "forces.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n["{name}"]\nname = "x"\n')
    assert two.forces() == before
    assert [(fault.file, fault.column) for fault in two.faults_of_force_names()] == [("data/forces.toml", name)]


def test_a_build_and_validate_say_which_force_they_leave_out(two: Workspace) -> None:
    for ref in (ref for force in two.forces() for ref in two.audits(force)):
        shutil.rmtree(two.audit_folder(ref))  # nothing to build, so it is soon done
    with (two.data / "forces.toml").open("a", encoding="utf-8") as file:
        file.write('\n["../outside"]\nname = "x"\n')
    built, validated = run_cdi(two, "build"), run_cdi(two, "validate")
    assert (built.returncode, validated.returncode) == (0, 3)
    assert "data/forces.toml" in built.stderr
    assert "../outside" not in built.stderr
    assert "key ../outside: found '../outside'; expected a table named" in validated.stderr


def test_the_last_day_there_is_is_only_far_away() -> None:
    from datetime import date

    from cdi.model.audit import PlannedAudit
    from cdi.model.clock import LATEST

    assert state_on(date(2026, 1, 1), PlannedAudit(audit="a", due=LATEST, grace_days=10**9)) == "planned"

"""Audit folders that hold what no audit holds: each is refused in words, quickly, and stops no other."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cdi.load.fault_report import find_faults
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.pipeline.all_audits import list_requests, plan_all
from cdi.pipeline.summary import as_json
from cdi.render.failure_page import render_failure
from cdi.workspace.audit_files import resolve_inside
from cdi.workspace.calendar import state_on
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_documents
from tests.conftest import PROJECT, copy_forces

BAD, GOOD = AuditRef("leicestershire", "2018-reinspection"), AuditRef("cambridgeshire", "2014-inspection")
Spoil = Callable[[Path], None]


def settings(text: str) -> Spoil:
    return lambda folder: (folder / "audit.toml").write_text(text, encoding="utf-8") and None


def source(path: str) -> Spoil:
    def spoil(folder: Path) -> None:
        with (folder / "audit.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[source]\npath = "{path}"\n')

    return spoil


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "extra.csv")


def a_pipe_for_settings(folder: Path) -> None:
    (folder / "audit.toml").unlink()
    os.mkfifo(folder / "audit.toml")


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


SPOILT: dict[str, Spoil] = {
    "tables in tables without end": settings("a = " + "[" * 50_000),
    "a key of endless parts": settings(".".join("a" * 50_000) + " = 1"),
    "settings of two megabytes": settings("# " + "x" * 2_000_000),
    "not text": lambda folder: (folder / "audit.toml").write_bytes(b"\xff\x00\xfe") and None,
    "a value for a table": settings("inspection = 5"),
    "a prior of no name": settings('[inspection]\nprior = "a\\u0000b"'),
    "no documents": lambda folder: (folder / "documents.toml").write_text("", encoding="utf-8") and None,
    "documents that are no table": lambda folder: (folder / "documents.toml").write_text("a = 1") and None,
    "a source with a zero byte": source("a\\u0000b"),
    "a source of the system": source("/etc"),
    "a source of another force": source("../../cambridgeshire/2014-inspection"),
    **{spoil.__name__.replace("_", " "): spoil for spoil in (
        a_pipe, a_pipe_for_settings, a_sparse_file, a_foreign_file, a_device, a_link_to_itself, a_long_name,
        a_name_of_no_text,
    )},
}  # fmt: skip


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    return copy_forces(Workspace(PROJECT), tmp_path / "two", ["leicestershire", "cambridgeshire"])


@pytest.mark.timeout(60)
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_audit_stops_no_other(two: Workspace, spoil: Spoil) -> None:
    spoil(two.audit_folder(BAD))
    started = time.monotonic()
    summary = plan_all(two, list_requests(two, []))
    assert time.monotonic() - started < 10
    statuses = {report.request.ref: report.status for report in summary.reports}
    assert statuses[GOOD] == "stale"
    failed = [report for report in summary.reports if report.status == "failed"]
    assert {report.request.ref.force for report in failed} <= {BAD.force}
    if BAD in statuses and statuses[BAD] != "failed":
        assert is_refused_later(two)
    for report in failed:
        assert report.failure is not None
        page = render_failure(report.request.ref, report.failure, None)
        assert str(two.root) not in page
        assert "Traceback" not in page
    assert str(two.root) not in str(as_json(two, summary))


def is_refused_later(workspace: Workspace) -> bool:
    """Whether the analysis or a document, each in a process of its own, says in words what is wrong."""
    try:
        return bool(find_faults(workspace, BAD)) or not read_documents(workspace.audit_folder(BAD))
    except CdiError:
        return True


@pytest.mark.parametrize("name", ["..", "../x", "/etc", "a/../../x", "a\0b", "link"])
def test_no_path_leaves_the_audit_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "link").symlink_to("/etc")
    with pytest.raises(CdiError):
        resolve_inside(tmp_path / "audit", name)


def test_a_force_cannot_be_named_like_a_path(two: Workspace) -> None:
    with (two.data / "forces.toml").open("a", encoding="utf-8") as file:
        file.write('\n["../outside"]\nname = "x"\n')
    with pytest.raises(CdiError, match=r"forces\.toml"):
        two.forces()


def test_a_day_at_the_end_of_time_is_only_far_away() -> None:
    from datetime import date

    from cdi.model.audit import PlannedAudit

    assert state_on(date(2026, 1, 1), PlannedAudit(audit="a", due=date(9999, 12, 31), grace_days=90)) == "planned"

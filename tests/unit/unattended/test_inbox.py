"""What shows that a file is still on its way."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.unattended.inbox import audit_of, audits_of, find_differences, list_files, why_incomplete, why_no_audit
from cdi.workspace.paths import Workspace
from tests.unit.load.bad_files.base import FORCE, REPORTS, SETTINGS, write_base

KENT = AuditRef("kent", "2026")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "forces.toml").write_text(FORCE, encoding="utf-8")
    write_base(tmp_path / "data" / "kent" / "2026")
    return Workspace(tmp_path)


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("xl/workbook.xml", "x" * 1000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("audit.xlsx", archive(), None),
        ("audit.xlsx", archive()[:-10], "audit.xlsx is not a whole workbook yet"),
        ("audit.xlsx", archive()[:600] + bytes(len(archive()) - 600), "audit.xlsx is not a whole workbook yet"),
        ("audit.xlsx", b"", "audit.xlsx is not a whole workbook yet"),
        ("rows/a.parquet", b"PAR1 rows PAR1", None),
        ("rows/a.parquet", b"PAR1 rows", "rows/a.parquet is not a whole Parquet file yet"),
        ("events.csv", b"a,b\n1,2\n", None),
        ("events.csv", b"a,b\n1,2\n\0\0\0\0", "events.csv ends in empty space"),
        ("events.csv", b"", None),  # an empty file is whole, and a fault
        ("audit.xlsx.filepart", b"x", "audit.xlsx.filepart is still being copied, by its name"),
        ("~$audit.xlsx", b"x", None),  # what Excel leaves while it has the workbook open
        ("audit.toml", f'{SETTINGS}\n[source]\nkind = "excel"\npath = "audit.xlsx"\n'.encode(),
         "audit.xlsx is not there yet, which audit.toml names"),
        ("audit.toml", b"[inspection", None),  # for the validation to say
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_named_with_the_reason(
    workspace: Workspace, name: str, content: bytes, why: str | None
) -> None:
    path = workspace.audit_folder(KENT) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    listing = list_files(workspace.data)
    assert why_incomplete(workspace, KENT, listing) == why


def test_a_file_that_another_program_keeps_to_itself_is_waited_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing, opened = list_files(workspace.data), Path.open

    def refused(path: Path, *words: str) -> object:
        if path.name == "staffing.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *words)

    monkeypatch.setattr(Path, "open", refused)
    assert why_incomplete(workspace, KENT, listing) == "staffing.csv cannot be read yet (Permission denied)"


def test_a_folder_is_an_audit_when_its_force_is_known_and_its_settings_are_there(workspace: Workspace) -> None:
    listing = list_files(workspace.data)
    assert audits_of(listing) == {KENT}
    assert why_no_audit(listing, KENT, ["kent"]) is None
    assert why_no_audit(listing, KENT, ["essex"]) == "kent is not in data/forces.toml yet"
    (workspace.audit_folder(KENT) / "audit.toml").unlink()
    listing = list_files(workspace.data)
    assert why_no_audit(listing, KENT, ["kent"]) == "it has no audit.toml yet"
    (workspace.audit_folder(KENT) / "extract.xlsx").touch()
    listing = list_files(workspace.data)
    for forces in (["kent"], ["essex"]):  # cdi import adds the force too
        assert why_no_audit(listing, KENT, forces) == (
            "it holds a workbook and no audit.toml yet; cdi import data/kent/2026/extract.xlsx --force kent --audit 2026"
            " makes an audit of it"
        )


def test_what_is_different_is_seen_by_size_and_times_and_belongs_to_an_audit_or_to_all(workspace: Workspace) -> None:
    before = list_files(workspace.data)
    path = workspace.audit_folder(KENT) / "audit_reports.csv"
    status = path.stat()
    path.write_text(REPORTS.replace("C1", "C9"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # of the same size, and with its old time
    (workspace.data / "forces.toml").touch()
    (workspace.data / "kent" / ".2027.new").mkdir()
    (workspace.data / "kent" / ".2027.new" / "audit.toml").touch()
    now = list_files(workspace.data)
    changed = find_differences(before, now)
    assert changed == {"kent/2026/audit_reports.csv", "forces.toml"}
    assert {audit_of(name) for name in changed} == {KENT, None}


def test_a_drive_that_is_away_is_not_an_empty_folder(workspace: Workspace) -> None:
    shutil.move(workspace.data, workspace.root / "away")
    with pytest.raises(FileNotFoundError, match=r"data'"):
        list_files(workspace.data)
    workspace.data.mkdir()
    with pytest.raises(FileNotFoundError, match=r"data/forces.toml"):
        list_files(workspace.data)

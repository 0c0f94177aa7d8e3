"""A report that was kept to compare with, and damaged since, is named and not compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdi.bundle.bundle import read_bundle, sha256
from cdi.diff.builds import choose_builds
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused, UsageRefused
from cdi.pipeline.delivery import FILES, record_before, report_before
from cdi.workspace.paths import Workspace

KENT = AuditRef("kent", "2020")


@pytest.fixture
def kept(tmp_path: Path) -> Workspace:
    """A workspace with one report and the one before it, each of one file."""
    workspace = Workspace(tmp_path)
    work, audit = workspace.work_folder(KENT), workspace.audit_folder(KENT)
    for folder in (audit, workspace.report_folder(KENT), report_before(work), record_before(work)):
        folder.mkdir(parents=True)
    (workspace.data / "forces.toml").write_text("[kent]\n", encoding="utf-8")
    (audit / "audit.toml").touch()
    (audit / "documents.toml").write_text("[panel-pack]\n", encoding="utf-8")
    for folder in (workspace.report_folder(KENT), report_before(work)):
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (record_before(work) / FILES).write_text(json.dumps({"manifest.json": sha256(b"{}")}), encoding="utf-8")
    return workspace


@pytest.mark.parametrize("content", [b"", b"{ }", b"\x00", None])
def test_a_report_that_was_damaged_since_it_was_kept_is_named(kept: Workspace, content: bytes | None) -> None:
    work = kept.work_folder(KENT)
    (report_before(work) / "page.html").write_text("page", encoding="utf-8")
    files = {"manifest.json": sha256(b"{}"), "page.html": sha256(b"page")}
    (record_before(work) / FILES).write_text(json.dumps(files), encoding="utf-8")
    page = report_before(work) / "page.html"
    page.unlink() if content is None else page.write_bytes(content)
    with pytest.raises(UsageRefused, match=r"page\.html: damaged or edited since it was kept"):
        choose_builds(kept, "kent", None)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "\x00", "[" * 100_000])
def test_a_manifest_that_says_nothing_is_refused_in_words(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(PublicationRefused, match="cut short or damaged; build the analysis again"):
        read_bundle(tmp_path, KENT)

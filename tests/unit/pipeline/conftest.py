"""The small report that more than one file copies and builds on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.workspace.paths import FORMATS, Workspace
from tests.clean_process import in_clean_process
from tests.conftest import SharedFolder
from tests.small_reports import AUDIT, lay_out, write_small_reports

NOTE = Request(AuditRef("kent", AUDIT), ("note",))


@pytest.fixture(scope="module")
def small_built(shared_folder: SharedFolder) -> Workspace:
    """A small audit with two documents, of which the note is built as a page alone; not to be spoilt."""

    def make(folder: Path) -> None:
        in_clean_process(build, write_small_reports(folder, documents=("note", "letter")), NOTE)

    return Workspace(shared_folder("small-built", make))


@pytest.fixture(scope="module")
def small_built_in_all_formats(small_built: Workspace, shared_folder: SharedFolder) -> Workspace:
    """The same with the note as page, PDF and Word file; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(small_built.root, folder)
        lay_out(Workspace(folder), "kent", FORMATS)
        in_clean_process(build, Workspace(folder), NOTE)

    return Workspace(shared_folder("small-built-in-all-formats", make))


@pytest.fixture
def built(small_built: Workspace, tmp_path: Path) -> Workspace:
    """A small audit with its note as a page alone, to spoil."""
    shutil.copytree(small_built.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


@pytest.fixture
def in_all_formats(small_built_in_all_formats: Workspace, tmp_path: Path) -> Workspace:
    """A small audit with its note as page, PDF and Word file, to spoil."""
    shutil.copytree(small_built_in_all_formats.root, tmp_path / "formats")
    return Workspace(tmp_path / "formats")

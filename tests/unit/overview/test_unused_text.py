"""Author text that no document of an audit prints is named, and only that."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.document_json import document_as_bytes
from cdi.overview.unused_text import find_unused_text
from cdi.pipeline.request import Request
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand, SharedFolder, built_once
from tests.documents.example import read

pytestmark = pytest.mark.slow

REF = AuditRef("kent", "2026")
TRAINING = "narrative/panel-paper.md, line 4: panel-paper/training is not printed, since "
OTHER_CASE = f"{TRAINING}it is for a case that this audit is not; built and looked at: "


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An audit with two blocks of author text for its paper."""
    narrative = tmp_path / "data" / "kent" / "2026" / "narrative"
    narrative.mkdir(parents=True)
    (narrative / "panel-paper.md").write_text("## progress\nWords.\n## training\nWords.\n", encoding="utf-8")
    return Workspace(tmp_path)


def set_documents(workspace: Workspace, *documents: str) -> None:
    tables = "".join(f"[{document}]\n" for document in documents)
    (workspace.audit_folder(REF) / "documents.toml").write_text(tables, encoding="utf-8")


def set_built(workspace: Workspace, document: str, *blocks: str) -> Path:
    """Leave the tree of a document that prints these blocks."""
    workspace.work_folder(REF).mkdir(parents=True, exist_ok=True)
    path = workspace.work_folder(REF) / f"{document}.json"
    path.write_bytes(document_as_bytes(replace(read(), author_blocks=blocks)))
    return path


def test_a_block_that_no_document_asks_for_is_named_before_anything_is_built(workspace: Workspace) -> None:
    set_documents(workspace, "news-item")
    assert find_unused_text(workspace, REF) == [
        "narrative/panel-paper.md, line 2: panel-paper/progress is not printed, since no document of this audit asks for it",
        f"{TRAINING}no document of this audit asks for it",
    ]


def test_a_block_for_another_case_is_named_once_a_document_that_could_print_it_leaves_it_out(
    workspace: Workspace,
) -> None:
    set_documents(workspace, "panel-paper", "news-item")
    assert find_unused_text(workspace, REF) == []
    set_built(workspace, "news-item")
    assert find_unused_text(workspace, REF) == []
    set_built(workspace, "panel-paper", "panel-paper/progress")
    assert find_unused_text(workspace, REF) == [f"{OTHER_CASE}panel-paper"]


def test_what_a_scaffold_left_to_be_written_and_nothing_prints_is_one_line(workspace: Workspace) -> None:
    set_documents(workspace, "news-item")
    path = workspace.audit_folder(REF) / "narrative" / "panel-paper.md"
    path.write_text("## progress\n*To be written: progress.*\n## training\n*To be written: training.*\n", "utf-8")
    assert find_unused_text(workspace, REF) == [
        "need not be written, since no document of this audit prints it: panel-paper/progress, panel-paper/training; take it out"
    ]


def test_one_document_that_prints_a_block_is_enough(workspace: Workspace) -> None:
    set_documents(workspace, "panel-pack", "panel-paper")
    set_built(workspace, "panel-paper", "panel-paper/progress")
    set_built(workspace, "panel-pack", "panel-paper/progress", "panel-paper/training")
    assert find_unused_text(workspace, REF) == []


def test_an_appendix_could_print_the_blocks_of_its_own_file(workspace: Workspace) -> None:
    set_documents(workspace, "board-update", "panel-paper")
    set_built(workspace, "board-update", "panel-paper/progress")
    assert find_unused_text(workspace, REF) == [f"{OTHER_CASE}board-update"]


def test_a_document_that_was_built_before_the_text_was_changed_says_nothing_of_it(workspace: Workspace) -> None:
    set_documents(workspace, "panel-paper")
    os.utime(set_built(workspace, "panel-paper", "panel-paper/progress"), (1, 1))
    assert find_unused_text(workspace, REF) == []


def test_text_that_cannot_be_read_and_a_spoilt_tree_are_left_to_the_build(workspace: Workspace) -> None:
    assert find_unused_text(workspace, REF) == []  # no documents.toml
    set_documents(workspace, "panel-paper")
    set_built(workspace, "panel-paper").write_bytes(b"{}")
    assert find_unused_text(workspace, REF) == []


def test_of_a_shipped_audit_every_block_is_printed_and_validate_says_when_one_is_not(
    shared_folder: SharedFolder, cdi: RunCommand
) -> None:
    shipped = AuditRef("leicestershire", "2018-reinspection")
    built = built_once(shared_folder, Request(shipped, ("panel-pack",)))
    assert find_unused_text(built, shipped) == []
    assert "is not printed" not in cdi(built, "validate", shipped.force, shipped.audit).stderr

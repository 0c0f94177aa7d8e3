"""Forces, audits and documents with their states."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.new_audit.new_workspace import write_workspace
from cdi.overview.listing import as_json, as_text, list_audits
from cdi.pipeline.failures import write_failure_page
from cdi.pipeline.request import Failure, Request
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.clean_process import run_cdi as cdi
from tests.conftest import SharedFolder, built_once

pytestmark = pytest.mark.slow

REF = AuditRef("leicestershire", "2018-reinspection")


@pytest.fixture
def built(shared_folder: SharedFolder, tmp_path: Path) -> Workspace:
    """A workspace with one document built, and one audit that is data alone."""
    shutil.copytree(built_once(shared_folder, Request(REF, ("panel-pack",))).root, tmp_path / "copy")
    workspace = Workspace(tmp_path / "copy")
    (workspace.audit_folder(AuditRef("leicestershire", "2017-inspection")) / "documents.toml").unlink()
    return workspace


def states(workspace: Workspace) -> dict[str, str]:
    (audit,) = (audit for audit in in_clean_process(list_audits, workspace)["leicestershire"] if audit.ref == REF)
    return {document: audit.documents[document] for document in ("panel-pack", "news-item")}


def test_a_list_names_every_force_audit_and_document_with_its_state(built: Workspace) -> None:
    assert cdi(built, "list").stdout == (
        "cambridgeshire\n"
        "  2014-inspection    board-update            never built\n"
        "exampleshire\n"
        "  own-audits         teams-compared          never built\n"
        "leicestershire\n"
        "  2014-inspection    inspection-report-2014  never built\n"
        "  2017-inspection    (data alone)\n"
        "  2018-reinspection  panel-pack              fresh\n"
        "                     panel-paper             never built\n"
        "                     inspection-report       never built\n"
        "                     inspectorate-release    never built\n"
        "                     commissioner-release    never built\n"
        "                     news-item               never built\n"
    )


def test_a_document_is_stale_when_its_words_change_and_failed_when_its_last_build_failed(built: Workspace) -> None:
    for force in ("cambridgeshire", "exampleshire"):  # which would be looked at three times for nothing
        shutil.rmtree(built.data / force)
    assert states(built) == {"panel-pack": "fresh", "news-item": "never built"}
    words = built.audit_folder(REF) / "narrative" / "panel-paper.md"
    words.write_text(words.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert states(built)["panel-pack"] == "stale"
    write_failure_page(built, REF, Failure("a reason", 5))
    assert states(built) == {"panel-pack": "failed", "news-item": "failed"}


def test_as_json_it_says_where_the_page_is_and_what_cannot_be_read(built: Workspace) -> None:
    (built.audit_folder(AuditRef("leicestershire", "2014-inspection")) / "documents.toml").write_text("[", "utf-8")
    listed = json.loads(cdi(built, "list", "--json").stdout)
    broken, alone, audit = listed["forces"][2]["audits"]
    assert "documents.toml" in broken["fault"]
    assert alone == {"audit": "2017-inspection", "documents": []}
    assert audit["documents"][0] == {
        "document": "panel-pack",
        "state": "fresh",
        "page": "reports/leicestershire/2018-reinspection/panel-pack.html",
    }


def test_an_empty_workspace_is_told_what_to_do(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    workspace = Workspace(tmp_path)
    assert as_text(list_audits(workspace)).startswith("No forces yet. Next: cdi new")
    assert as_json(workspace, list_audits(workspace)) == {"format": 1, "forces": []}


def test_a_notebook_that_cannot_be_read_is_said_of_each_audit_with_documents(built: Workspace) -> None:
    built.notebook.write_text("[", encoding="utf-8")
    lines = cdi(built, "list").stdout.splitlines()
    assert sum("its files cannot be looked at" in line for line in lines) == 4
    assert "  2017-inspection    (data alone)" in lines

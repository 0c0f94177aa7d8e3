"""Reports of a workspace with templates and a notebook of its own, or without a lock; and the committed example."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline import inputs
from cdi.pipeline.request import Outcome, Request
from cdi.pipeline.stages import build as build_here
from cdi.pipeline.stages import plan
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import PROJECT, SharedFolder, built_once
from tests.thin import thin
from tests.unit.pipeline.conftest import NOTE
from tools.example import FILES

REQUEST = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
DELIVERY = "delivery"


@pytest.fixture(scope="module")
def built_before(shared_folder: SharedFolder) -> Workspace:
    return built_once(shared_folder, REQUEST)


@pytest.fixture
def leicestershire_built(built_before: Workspace, tmp_path: Path) -> Workspace:
    """The project with its panel pack, to spoil."""
    shutil.copytree(built_before.root, tmp_path / "leicestershire")
    return Workspace(tmp_path / "leicestershire")


def build(workspace: Workspace, request: Request) -> Outcome:
    return in_clean_process(build_here, workspace, request)


@pytest.mark.parametrize("name", FILES)
def test_the_committed_example_is_what_the_code_makes(built_before: Workspace, name: str) -> None:
    """After a change that is meant: make example."""
    made = (built_before.report_folder(REQUEST.ref) / name).read_bytes()
    assert (PROJECT / "reports" / "example" / name).read_bytes() == made


def own_copy(workspace: Workspace, name: str, old: str, new: str) -> Path:
    """A template of the workspace's own: the shipped one with other words, or with something more at its end."""
    shipped, own = (PROJECT / "templates" / name).read_text(encoding="utf-8"), workspace.root / "templates" / name
    assert old in shipped
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(shipped.replace(old, new) if old else shipped + new, encoding="utf-8")
    return own


REQUESTS = {"built": NOTE, "leicestershire_built": REQUEST}


@pytest.mark.parametrize(
    ("report", "name", "old", "new", "stage"),
    thin(
        [
            ("built", "html/style.css", "", "\n/* ours */", "note"),
            ("leicestershire_built", "words/en-GB.toml", "Contents", "What is in it", "panel-pack"),
            (
                "leicestershire_built",
                "documents/panel_paper.md.j2",
                "Purpose of report",
                "Why this paper",
                "panel-pack",
            ),
            (
                "leicestershire_built",
                "passages/statement.md.j2",
                "Inspectors came back",
                "The visitors came back",
                "panel-pack",
            ),
            ("built", "notebook/cdi/style.css", "", "\n/* ours too */", "readable copy"),
        ],
        keep=2,
    ),
)
def test_an_own_template_is_used_and_makes_stale_what_it_is_part_of(
    request: pytest.FixtureRequest, report: str, name: str, old: str, new: str, stage: str
) -> None:
    workspace: Workspace = request.getfixturevalue(report)
    own_copy(workspace, name, "", "")
    assert plan(workspace, REQUESTS[report]).ran == {}  # a copy of the same content changes nothing

    own_copy(workspace, name, old, new)
    ran = build(workspace, REQUESTS[report]).ran
    assert [str(reason) for reason in ran[stage]] == [f"changed: templates/{name}"]
    assert "analysis" not in ran
    page = "analysis.html" if stage == "readable copy" else f"{stage}.html"
    assert new.strip() in (workspace.report_folder(REQUESTS[report].ref) / page).read_text(encoding="utf-8")


def test_own_words_of_the_workbook_are_used_and_make_nothing_else_stale(built: Workspace) -> None:
    own_copy(built, "workbook/words.en-GB.toml", '"Notes"', '"Explanations"')
    assert list(build(built, NOTE).ran) == ["workbook", "delivery"]
    book = openpyxl.load_workbook(built.report_folder(NOTE.ref) / "tables.xlsx", read_only=True)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Explanations"]


def test_an_own_pdf_skin_is_used(in_all_formats: Workspace) -> None:
    pdf = in_all_formats.report_folder(NOTE.ref) / "note.pdf"
    before = pdf.read_bytes()
    own_copy(in_all_formats, "pdf/document.typ", "#set page(", "#set page(fill: luma(250), ")
    build(in_all_formats, NOTE)
    assert pdf.read_bytes() != before


def test_a_workspace_without_a_notebook_rests_on_the_shipped_one(leicestershire_built: Workspace) -> None:
    shutil.rmtree(leicestershire_built.root / "notebooks")
    assert plan(leicestershire_built, REQUEST).ran == {}


@pytest.mark.long(reason="a whole analysis; test_a_workspace_without_a_notebook_rests_on_the_shipped_one has the input")
def test_a_workspace_without_a_notebook_runs_the_shipped_one_to_the_same_bytes(leicestershire_built: Workspace) -> None:
    figures = leicestershire_built.report_folder(REQUEST.ref) / "figures.json"
    before = figures.read_bytes()
    shutil.rmtree(leicestershire_built.root / "notebooks")
    shutil.rmtree(leicestershire_built.reports)
    build(leicestershire_built, REQUEST)
    assert figures.read_bytes() == before


def test_where_there_is_no_lock_the_installed_versions_make_a_report_stale(
    built: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (built.root / "requirements.txt").unlink()
    reasons = plan(built, NOTE).ran["analysis"]
    assert [str(reason) for reason in reasons] == ["new input: installed packages", "input removed: requirements.txt"]
    build(built, NOTE)
    assert plan(built, NOTE).ran == {}
    monkeypatch.setattr(inputs, "state_locked_packages", lambda: "numpy==0\n")
    reasons = plan(built, NOTE).ran["analysis"]
    assert [str(reason) for reason in reasons] == ["changed: installed packages"]

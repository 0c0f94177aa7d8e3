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
from tests.small_reports import AUDIT, lay_out, write_small_reports
from tests.thin import thin
from tools.example import FILES

REQUEST = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
NOTE = Request(AuditRef("kent", AUDIT), ("note",))
DELIVERY = "delivery"


@pytest.fixture(scope="module")
def built_before(shared_folder: SharedFolder) -> Workspace:
    return built_once(shared_folder, REQUEST)


@pytest.fixture(scope="module")
def built_as_pages(built_before: Workspace, shared_folder: SharedFolder) -> Workspace:
    """The same with its document as a page alone; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(built_before.root, folder)
        settings = Workspace(folder).audit_folder(REQUEST.ref) / "documents.toml"
        text, table = settings.read_text(encoding="utf-8"), "[panel-pack]\n"
        assert table in text
        settings.write_text(text.replace(table, f'{table}formats = ["html"]\n'), encoding="utf-8")
        build(Workspace(folder), REQUEST)

    return Workspace(shared_folder("built-panel-pack-as-page", make))


@pytest.fixture
def built(built_as_pages: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(built_as_pages.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """A small audit, not built."""
    return write_small_reports(tmp_path / "small")


def build(workspace: Workspace, request: Request) -> Outcome:
    return in_clean_process(build_here, workspace, request)


@pytest.mark.parametrize("name", FILES)
def test_the_committed_example_is_what_the_code_makes(built_before: Workspace, name: str) -> None:
    """After a change that is meant: make example."""
    made = (built_before.report_folder(REQUEST.ref) / name).read_bytes()
    assert (PROJECT / "reports" / "example" / name).read_bytes() == made


@pytest.mark.parametrize(
    ("name", "old", "new", "stage", "page"),
    thin(
        [
            ("html/style.css", "", "/* ours */", "panel-pack", "panel-pack.html"),
            ("words/en-GB.toml", "Contents", "What is in it", "panel-pack", "panel-pack.html"),
            ("documents/panel_paper.md.j2", "Purpose of report", "Why this paper", "panel-pack", "panel-pack.html"),
            (
                "passages/statement.md.j2",
                "Inspectors came back",
                "The visitors came back",
                "panel-pack",
                "panel-pack.html",
            ),
            ("notebook/cdi/style.css", "", "/* ours too */", "readable copy", "analysis.html"),
        ],
        keep=2,
    ),
)
def test_an_own_template_is_used_and_makes_stale_what_it_is_part_of(
    built: Workspace, name: str, old: str, new: str, stage: str, page: str
) -> None:
    shipped, own = (PROJECT / "templates" / name).read_text(encoding="utf-8"), built.root / "templates" / name
    own.parent.mkdir(parents=True)
    own.write_text(shipped, encoding="utf-8")
    assert plan(built, REQUEST).ran == {}  # a copy of the same content changes nothing

    assert old in shipped
    own.write_text(shipped.replace(old, new) if old else f"{shipped}\n{new}", encoding="utf-8")
    ran = build(built, REQUEST).ran
    assert [str(reason) for reason in ran[stage]] == [f"changed: templates/{name}"]
    assert "analysis" not in ran
    text = (built.report_folder(REQUEST.ref) / page).read_text(encoding="utf-8")
    assert new.strip().removesuffix("</main>") in text


def test_own_words_of_the_workbook_are_used_and_make_nothing_else_stale(built: Workspace) -> None:
    words = (PROJECT / "templates/workbook/words.en-GB.toml").read_text(encoding="utf-8")
    own = built.root / "templates/workbook/words.en-GB.toml"
    own.parent.mkdir(parents=True)
    own.write_text(words.replace('"Notes"', '"Explanations"'), encoding="utf-8")
    assert list(build(built, REQUEST).ran) == ["workbook", "delivery"]
    book = openpyxl.load_workbook(built.report_folder(REQUEST.ref) / "tables.xlsx", read_only=True)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Explanations"]


def test_an_own_pdf_skin_is_used(small: Workspace) -> None:
    lay_out(small, "kent", ("html", "pdf"))
    build(small, NOTE)
    before = (small.report_folder(NOTE.ref) / "note.pdf").read_bytes()
    skin = (PROJECT / "templates/pdf/document.typ").read_text(encoding="utf-8")
    own = small.root / "templates/pdf/document.typ"
    own.parent.mkdir(parents=True)
    own.write_text(skin.replace("#set page(", "#set page(fill: luma(250), ", 1), encoding="utf-8")
    assert own.read_text(encoding="utf-8") != skin
    build(small, NOTE)
    assert (small.report_folder(NOTE.ref) / "note.pdf").read_bytes() != before


def test_a_workspace_without_a_notebook_rests_on_the_shipped_one(built: Workspace) -> None:
    shutil.rmtree(built.root / "notebooks")
    assert plan(built, REQUEST).ran == {}


@pytest.mark.long(reason="a whole analysis; test_a_workspace_without_a_notebook_rests_on_the_shipped_one has the input")
def test_a_workspace_without_a_notebook_runs_the_shipped_one_to_the_same_bytes(built: Workspace) -> None:
    figures = built.report_folder(REQUEST.ref) / "figures.json"
    before = figures.read_bytes()
    shutil.rmtree(built.root / "notebooks")
    shutil.rmtree(built.reports)
    build(built, REQUEST)
    assert figures.read_bytes() == before


def test_where_there_is_no_lock_the_installed_versions_make_a_report_stale(
    small: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(small, NOTE)
    (small.root / "requirements.txt").unlink()
    reasons = plan(small, NOTE).ran["analysis"]
    assert [str(reason) for reason in reasons] == ["new input: installed packages", "input removed: requirements.txt"]
    build(small, NOTE)
    assert plan(small, NOTE).ran == {}
    monkeypatch.setattr(inputs, "state_locked_packages", lambda: "numpy==0\n")
    reasons = plan(small, NOTE).ran["analysis"]
    assert [str(reason) for reason in reasons] == ["changed: installed packages"]

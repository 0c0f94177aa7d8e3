"""What a change costs and shows: words need no analysis, and a mistake leaves the last good page with the line named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import RunFailed
from cdi.pipeline.request import Request
from cdi.preview.renewal import Renewal, Shown
from cdi.workspace.paths import Workspace
from tests.conftest import SharedFolder, built_once
from tests.thin import thin

REF = AuditRef("leicestershire", "2018-reinspection")
PACK = Request(REF, ("panel-pack",))
TEXT = "narrative/panel-paper.md"


@pytest.fixture(scope="module")
def bundle(shared_folder: SharedFolder) -> Bundle:
    """That of a report that was built."""
    return read_bundle(built_once(shared_folder, PACK).work_folder(REF) / "bundle", REF)


@pytest.fixture
def renewal(shared_folder: SharedFolder, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Renewal:
    """A preview of the panel paper, not shown yet, whose analyses are counted and give the bundle."""
    workspace = Workspace(tmp_path)
    shutil.copytree(built_once(shared_folder, PACK).audit_folder(REF), workspace.audit_folder(REF))
    analyses.clear()

    def analyse(self: Renewal) -> Bundle:
        analyses.append(self.document)
        return bundle

    monkeypatch.setattr(Renewal, "_analyse", analyse)
    return Renewal(workspace, REF, "panel-paper")


@pytest.fixture(scope="module")
def first_page(shared_folder: SharedFolder, bundle: Bundle) -> Shown:
    """What is shown first of the panel paper, the same in each test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Renewal, "_analyse", lambda _: bundle)
        return Renewal(built_once(shared_folder, PACK), REF, "panel-paper").renew()


@pytest.fixture
def renewed(renewal: Renewal, first_page: Shown, bundle: Bundle) -> Renewal:
    """The preview with its first page and the bundle that it was made of."""
    return replace(renewal, page=first_page.page, _bundle=bundle)


analyses: list[str] = []


def write(renewal: Renewal, before: str, after: str, name: str = TEXT) -> Shown:
    path = renewal.workspace.audit_folder(REF) / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return renewal.renew({path})


def test_a_new_sentence_is_on_the_next_page_without_an_analysis_and_nothing_is_delivered(renewal: Renewal) -> None:
    assert "Inspectors welcomed" in str(renewal.renew().page)
    shown = write(renewal, "Inspectors welcomed", "The inspectors liked")
    assert ("The inspectors liked" in str(shown.page), shown.trouble, len(analyses)) == (True, None, 1)
    assert not renewal.workspace.report_folder(REF).exists()


@pytest.mark.parametrize("name", thin(["audit.toml", "audit_reports.csv"], keep=1))
def test_changed_data_and_settings_are_analysed_again(renewed: Renewal, name: str) -> None:
    renewed.renew({renewed.workspace.audit_folder(REF) / name})
    assert len(analyses) == 1


def test_a_template_of_the_workspace_is_used_as_soon_as_it_changes(renewed: Renewal) -> None:
    style = renewed.workspace.root / "templates" / "html" / "style.css"
    style.parent.mkdir(parents=True)
    style.write_text("p { color: teal }", encoding="utf-8")
    assert "color: teal" in str(renewed.renew({style}).page)
    style.write_text("p { color: plum }", encoding="utf-8")
    assert ("color: plum" in str(renewed.renew({style}).page), len(analyses)) == (True, 0)


MISTAKES = {
    "a misspelt figure": ('{{ fig("recording.overal") }}', "did you mean recording.overall?"),
    "a typed number": ("12% of crime", "12%"),
    "a broken bracket": ('{{ fig("recording.overall" }}', "unexpected '}'"),
    "a fact that is not there": ('{{ fact("force.nmae") }}', "did you mean"),
    "a division": ("{{ 1 / 0 }}", "div"),
    "a quotation": ('{{ quotation("panel-paper/audit-strategy", "a chief") }}', "quotation, which is for templates"),
}


@pytest.mark.parametrize("mistake", thin(MISTAKES, keep=2))
def test_a_mistake_shows_the_authors_line_over_the_last_good_page(renewed: Renewal, mistake: str) -> None:
    text, message = MISTAKES[mistake]
    good = renewed.page
    shown = write(renewed, "Inspectors welcomed", f"Inspectors {text} welcomed")
    assert shown.page == good
    assert shown.trouble is not None
    assert message in shown.trouble.message
    assert shown.trouble.file == TEXT
    (wrong,) = [line for line in shown.trouble.lines if line.wrong]
    assert wrong.text.startswith("Inspectors")
    assert write(renewed, f"Inspectors {text} welcomed", "Inspectors welcomed").trouble is None


def test_broken_settings_are_said_too(renewed: Renewal) -> None:
    good = renewed.page
    shown = write(renewed, "[panel-paper]", "[panel-paper", "documents.toml")
    assert shown.page == good
    assert shown.trouble is not None
    assert "documents.toml" in shown.trouble.message


def test_an_analysis_that_fails_leaves_the_page_and_is_tried_again_at_the_next_change(
    renewed: Renewal, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = renewed.page
    data = renewed.workspace.audit_folder(REF) / "audit_reports.csv"

    def fail(_: Renewal) -> Bundle:
        raise RunFailed("cell 3 failed")

    with monkeypatch.context() as patched:
        patched.setattr(Renewal, "_analyse", fail)
        shown = renewed.renew({data})
    assert (shown.page, shown.trouble and shown.trouble.message) == (good, "cell 3 failed")
    renewed.renew({renewed.workspace.audit_folder(REF) / TEXT})
    assert len(analyses) == 1, "the words alone changed, but there is no bundle yet"


def test_long_sentences_of_the_document_are_said_beside_its_page(renewed: Renewal, first_page: Shown) -> None:
    shown = write(renewed, "Inspectors welcomed", f"{' '.join(['word'] * 26)}. Inspectors welcomed")
    assert shown.page is not None
    added = "narrative/panel-paper.md, line 14: 26 words: word word word word word word …"
    assert shown.long_sentences == (added, *first_page.long_sentences)

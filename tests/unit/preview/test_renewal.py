"""What a change costs and shows: words need no analysis, and a mistake leaves the last good page with the line named."""

from __future__ import annotations

import shutil
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
TEXT = "narrative/panel-paper.md"


@pytest.fixture
def renewal(shared_folder: SharedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Renewal:
    """A preview of the panel paper, whose analyses are counted and give the bundle of a report that was built."""
    built = built_once(shared_folder, Request(REF, ("panel-pack",)))
    shutil.copytree(built.data, tmp_path / "data")
    bundle = read_bundle(built.work_folder(REF) / "bundle", REF)
    analyses.clear()

    def analyse(self: Renewal) -> Bundle:
        analyses.append(self.document)
        return bundle

    monkeypatch.setattr(Renewal, "_analyse", analyse)
    return Renewal(Workspace(tmp_path), REF, "panel-paper")


analyses: list[str] = []


def write(renewal: Renewal, before: str, after: str, name: str = TEXT) -> Shown:
    path = renewal.workspace.audit_folder(REF) / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return renewal.renew({path})


def test_a_new_sentence_is_on_the_next_page_without_an_analysis(renewal: Renewal) -> None:
    assert "Inspectors welcomed" in str(renewal.renew().page)
    shown = write(renewal, "Inspectors welcomed", "The inspectors liked")
    assert ("The inspectors liked" in str(shown.page), shown.trouble, len(analyses)) == (True, None, 1)


@pytest.mark.parametrize("name", thin(["audit.toml", "audit_reports.csv"], keep=1))
def test_changed_data_and_settings_are_analysed_again(renewal: Renewal, name: str) -> None:
    renewal.renew()
    renewal.renew({renewal.workspace.audit_folder(REF) / name})
    assert len(analyses) == 2


def test_a_template_of_the_workspace_is_used_as_soon_as_it_changes(renewal: Renewal) -> None:
    renewal.renew()
    style = renewal.workspace.root / "templates" / "html" / "style.css"
    style.parent.mkdir(parents=True)
    style.write_text("p { color: teal }", encoding="utf-8")
    assert "color: teal" in str(renewal.renew({style}).page)
    style.write_text("p { color: plum }", encoding="utf-8")
    assert ("color: plum" in str(renewal.renew({style}).page), len(analyses)) == (True, 1)


MISTAKES = {
    "a misspelt figure": ('{{ fig("recording.overal") }}', "did you mean recording.overall?"),
    "a typed number": ("12% of crime", "12%"),
    "a broken bracket": ('{{ fig("recording.overall" }}', "unexpected '}'"),
    "a fact that is not there": ('{{ fact("force.nmae") }}', "did you mean"),
    "a division": ("{{ 1 / 0 }}", "div"),
    "a quotation": ('{{ quotation("panel-paper/audit-strategy", "a chief") }}', "quotation, which is for templates"),
}


@pytest.mark.parametrize("mistake", thin(MISTAKES, keep=2))
def test_a_mistake_shows_the_authors_line_over_the_last_good_page(renewal: Renewal, mistake: str) -> None:
    text, message = MISTAKES[mistake]
    good = renewal.renew().page
    shown = write(renewal, "Inspectors welcomed", f"Inspectors {text} welcomed")
    assert shown.page == good
    assert shown.trouble is not None
    assert message in shown.trouble.message
    assert shown.trouble.file == TEXT
    (wrong,) = [line for line in shown.trouble.lines if line.wrong]
    assert wrong.text.startswith("Inspectors")
    assert write(renewal, f"Inspectors {text} welcomed", "Inspectors welcomed").trouble is None


def test_broken_settings_are_said_too(renewal: Renewal) -> None:
    good = renewal.renew().page
    shown = write(renewal, "[panel-paper]", "[panel-paper", "documents.toml")
    assert shown.page == good
    assert shown.trouble is not None
    assert "documents.toml" in shown.trouble.message


def test_an_analysis_that_fails_leaves_the_page_and_is_tried_again_at_the_next_change(
    renewal: Renewal, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = renewal.renew().page
    data = renewal.workspace.audit_folder(REF) / "audit_reports.csv"

    def fail(_: Renewal) -> Bundle:
        raise RunFailed("cell 3 failed")

    with monkeypatch.context() as patched:
        patched.setattr(Renewal, "_analyse", fail)
        shown = renewal.renew({data})
    assert (shown.page, shown.trouble and shown.trouble.message) == (good, "cell 3 failed")
    renewal.renew({renewal.workspace.audit_folder(REF) / TEXT})
    assert len(analyses) == 2, "the words alone changed, but there is no bundle yet"


def test_nothing_is_delivered(renewal: Renewal) -> None:
    renewal.renew()
    assert not renewal.workspace.report_folder(REF).exists()


def test_long_sentences_of_the_document_are_said_beside_its_page(renewal: Renewal) -> None:
    before = renewal.renew().long_sentences
    shown = write(renewal, "Inspectors welcomed", f"{' '.join(['word'] * 26)}. Inspectors welcomed")
    assert shown.page is not None
    added = "narrative/panel-paper.md, line 14: 26 words: word word word word word word …"
    assert shown.long_sentences == (added, *before)

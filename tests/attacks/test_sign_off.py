"""Nobody signs by writing: not in author text, not in settings, not in a cell, not in the words of a template."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cdi.compose.furniture import read_furniture
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, PublicationRefused
from cdi.pipeline.inputs import of_analysis, words_of
from cdi.pipeline.pages import produce
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGN_OFF, SIGNING_ROLES
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates
from tests.conftest import SharedFolder, copy_project
from tests.documents.bundles import bundle_made_once
from tests.thin import thin

REF, DOCUMENT = AuditRef("leicestershire", "2014-inspection"), "inspection-report-2014"
NOTICE = "Draft: not signed off"
SIGNATURES = "".join(
    f'[[signature]]\nrole = "{role}"\nby = "Post of the {role}"\non = {date(2026, 11, 27)}\nfigures = "{"0" * 64}"\n'
    f'[signature.documents]\n{DOCUMENT} = "{"0" * 64}"\n'
    for role in SIGNING_ROLES
)


@pytest.fixture(scope="module")
def bundle(project: Workspace, shared_folder: SharedFolder) -> Path:
    """The figures of the audit, as `shipped_bundles` has them too."""
    return bundle_made_once(shared_folder, project, REF)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The project, in which the document is laid out as a page alone."""
    workspace = copy_project(tmp_path / "copy")
    path = workspace.audit_folder(REF) / "documents.toml"
    path.write_text(path.read_text("utf-8").replace('marking = ""', 'marking = ""\nformats = ["html"]'), "utf-8")
    return workspace


def page(workspace: Workspace, bundle: Path) -> str:
    made = produce(bundle, workspace.audit_folder(REF), REF, DOCUMENT)
    assert {*made} == {"html", "json"}
    return made["html"].decode()


@pytest.mark.parametrize(
    "text",
    thin(
        [
            "{{ document.settings.draft }}",
            "{% set draft = false %}Signed.",
            '{{ settings.update({"draft": false}) }}',
            "---\ndraft: false\n---\nSigned.",
            "[[signature]]\nrole: analyst\n",
            "::: notice Signed off\n\nBy analyst, assurer and approver.\n\n:::",
        ],
        keep=4,
    ),
)
def test_author_text_signs_nothing(workspace: Workspace, bundle: Path, text: str) -> None:
    path = workspace.audit_folder(REF) / "narrative" / f"{DOCUMENT}.md"
    path.write_text(path.read_text("utf-8").replace("It is fairly well known.", f"\n\n{text}\n\n"), "utf-8")
    try:
        written = page(workspace, bundle)
    except CdiError:
        return  # refused is as good
    assert NOTICE in written


@pytest.mark.parametrize("line", ["draft = false", "signed = true", 'sign_off = "yes"'])
def test_settings_of_a_document_sign_nothing(workspace: Workspace, bundle: Path, line: str) -> None:
    path = workspace.audit_folder(REF) / "documents.toml"
    path.write_text(path.read_text("utf-8").replace('marking = ""', f'marking = ""\n{line}'), "utf-8")
    with pytest.raises(CdiError):
        page(workspace, bundle)


@pytest.mark.parametrize("place", thin(["narrative", "tables", "."], keep=2))
def test_a_signature_of_other_content_signs_nothing_wherever_it_lies(
    workspace: Workspace, bundle: Path, place: str
) -> None:
    folder = workspace.audit_folder(REF) / place
    folder.mkdir(exist_ok=True)
    (folder / SIGN_OFF).write_text(SIGNATURES, "utf-8")
    assert NOTICE in page(workspace, bundle)


def test_a_signature_is_no_data_and_starts_no_analysis(workspace: Workspace) -> None:
    path = workspace.audit_folder(REF) / SIGN_OFF
    path.write_text(SIGNATURES, "utf-8")
    assert path not in of_analysis(workspace, REF)
    assert path in words_of(workspace, REF)


@pytest.mark.parametrize("word", ["", "  "])
def test_words_of_a_workspace_cannot_empty_the_notice(tmp_path: Path, word: str) -> None:
    own = tmp_path / "templates" / "words" / "en-GB.toml"
    own.parent.mkdir(parents=True)
    shipped = SHIPPED_TEMPLATES.find("words/en-GB.toml").read_text("utf-8")
    own.write_text(shipped.replace(f'"{NOTICE}"', f'"{word}"'), "utf-8")
    with pytest.raises(PublicationRefused, match="draft_notice is empty"):
        read_furniture("en-GB", Templates.of_workspace(tmp_path))


def test_words_of_the_notice_stay_words_in_the_style_of_a_page() -> None:
    from cdi.render.html import render_html
    from tests.documents.example import read

    document = read()
    hostile = '"; } body { display: none } </style><script>'
    furniture = replace(document.furniture, draft_notice=hostile)
    written = render_html(replace(document, furniture=furniture, settings=replace(document.settings, draft=True)))
    assert "display: none }" not in written.split("@page")[1].split("</style>")[0]
    assert "<script" not in written

"""The statement says what was tested, what nobody knows, and whom to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.publication.gates_of_pages import faults_of_page
from cdi.render.accessibility_page import render_accessibility
from cdi.workspace.templates import Templates

TESTED = """
[axe]
tested_on = 2026-11-27
version = "4.0.0"
browser = "Chromium 1"
documents = ["a", "b"]
others = ["c"]
widths = [320, 1280]
schemes = ["light"]
states = 3
explained = ["A reason <why>."]

[html-validate]
tested_on = 2026-11-02
version = "10.0.0"
pages = 3

[verapdf]
tested_on = 2026-11-26
version = "1.0.0"
documents = 2
profiles = ["PDF/UA-1"]
"""


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    (tmp_path / "templates" / "html").mkdir(parents=True)
    (tmp_path / "templates" / "html" / "tested.toml").write_text(TESTED, encoding="utf-8")
    return Templates.of_workspace(tmp_path)


def test_the_statement_says_what_was_tested_since_when_and_whom_to_ask(templates: Templates, tmp_path: Path) -> None:
    contact = {"role": "Web office", "email": "web@example.org"}
    page = render_accessibility("Kent Police, inspection 2018", contact, templates)
    for words in (
        "<dd>2 November 2026</dd>",  # the oldest of the three: all of it holds since then
        "axe 4.0.0, Chromium 1</th><td>2 types of document and 1 other pages, each in 3 states: 320, 1280 pixels wide",
        "The HTML of the same 3 pages",
        "A PDF of each of 2 types of document: PDF/UA-1",
        "<li>A reason &lt;why&gt;.</li>",
        'Web office, <a href="mailto:web@example.org">web@example.org</a>',
        "No person has tried these pages with a screen reader",
    ):
        assert words in page
    assert faults_of_page(page, tmp_path) == []


def test_without_a_contact_it_says_that_there_is_none(templates: Templates) -> None:
    page = render_accessibility("Kent Police, inspection 2018", None, templates)
    assert "The report names no address." in page
    assert "mailto:" not in page

"""The pages of text: methods, glossary, accessibility, corrections."""

from __future__ import annotations

import re

from cdi.render.accessibility_page import read_tested
from cdi.site.content import Files, SiteContent
from cdi.site.markdown_text import TextPage, render_text
from cdi.site.report_page import what_changed_file
from cdi.workspace.shipped import SHIPPED

_FOR_THE_CODE = re.compile(r"^## What templates call.*", re.MULTILINE | re.DOTALL)
"""The part of the glossary that only authors of templates need."""
_THIRD_CELL = re.compile(r"^(\|(?:[^|\n]|(?<=\\)\|)*\|(?:[^|\n]|(?<=\\)\|)*\|).*$", re.MULTILINE)
"""A row of its table with the cell on where a word stands in the code."""


def make_text_pages(content: SiteContent) -> Files:
    """The methods and the glossary as the project has them, and the accessibility statement."""
    methods = _text_of_project("methods.md")
    yield content.page(
        "methods.html", "text.html.j2", "methods.html",
        heading="Methods", description="How to read what is here, and how each figure is made.",
        body=methods.html if methods else "", contents=methods.contents if methods else (), before="reading.html.j2",
    )  # fmt: skip
    glossary = _text_of_project("glossary.md")
    yield content.page(
        "glossary.html", "glossary.html.j2", "glossary.html",
        terms=content.register.terms, body=glossary.html if glossary else "",
    )  # fmt: skip
    templates = content.workspace.templates
    yield content.page(
        "accessibility.html", "accessibility.html.j2", "accessibility.html", tested=read_tested(templates)
    )


def _text_of_project(name: str) -> TextPage | None:
    path = SHIPPED / "docs" / name
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return render_text(_THIRD_CELL.sub(r"\1", _FOR_THE_CODE.sub("", text)) if name == "glossary.md" else text)


def make_corrections(content: SiteContent) -> tuple[str, str]:
    """What published versions say differently from those before, the latest first."""
    listed = [
        (force, report, reissue, f"forces/{force.id}/{report.audit}/{what_changed_file(reissue.version)}")
        for force in content.register.forces.values()
        for report in content.briefs.get(force.id, [])
        for reissue in report.reissued
    ]
    listed.sort(key=lambda each: (each[1].published_on[each[2].version], each[0].id), reverse=True)
    return content.page("corrections.html", "corrections.html.j2", "corrections.html", corrections=listed)

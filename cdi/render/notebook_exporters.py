"""Notebooks as a readable page and as slides: nbconvert exporters, for our own notebooks and any analyst's.

    jupyter nbconvert --to cdi any.ipynb            a page: text and results
    jupyter nbconvert --to cdi-slides any.ipynb     a deck of slides

Both are one file without network. Code is left out unless `--TemplateExporter.exclude_input=False` asks for it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from cdi.render.html import paper_style
from cdi.render.notebook_parts import UNDESCRIBED, HeadingPart, Part, parameters_of, read_parts
from cdi.render.notebook_slides import make_slides
from cdi.workspace.templates import SHIPPED_TEMPLATES


class PageExporter(TemplateExporter):
    """A notebook as one accessible page: its text and results, with contents and figures that can be filtered."""

    export_from_notebook = "Readable page (CDI)"
    output_mimetype = "text/html"

    language = Unicode("en-GB", help="Language of the text, for screen readers.").tag(config=True)
    title = Unicode("", help="Title of the page; the first heading or the file's name if not given.").tag(config=True)

    draft = Unicode("", help="What says that the page is a draft, on screen and on every sheet.").tag(config=True)
    marking = Unicode("", help="Protective marking, on screen and on every sheet.").tag(config=True)

    statement = Unicode("", help="File beside the page that holds its accessibility statement.").tag(config=True)

    @default("file_extension")
    def _end_in_html(self) -> str:
        return ".html"

    @default("template_name")
    def _take_template(self) -> str:
        return "cdi"

    @default("extra_template_basedirs")
    def _look_in_templates(self) -> list[str]:
        return [str(place) for place in SHIPPED_TEMPLATES.places("notebook")]

    @default("exclude_input")
    def _leave_code_out(self) -> bool:
        return True

    def from_notebook_node(  # type: ignore[override] # as nbconvert's own template exporter: text, not a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The notebook as HTML; a picture without alternative text is shown as one, and a warning says how many."""
        html, resources = super().from_notebook_node(nb, resources, **kw)
        undescribed = html.count(f'alt="{UNDESCRIBED}"')
        if undescribed:
            self.log.warning("%s without alternative text in %s", undescribed, self.template_name)
        return html, resources

    def _create_environment(self) -> Environment:
        """The environment of nbconvert, with everything escaped that is not HTML, and missing values refused."""
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters["script_hash"] = _script_hash
        environment.globals["read"] = self._read
        return environment

    def _read(self, notebook: NotebookNode, resources: Mapping[str, Any]) -> dict[str, Any]:
        """What the templates lay out: title, language, parameters and the parts in order."""
        place = resources["metadata"]
        parts = read_parts(notebook, Path(place["path"] or "."), with_code=not self.exclude_input)
        title = self.title or _first_heading(parts) or str(place["name"]) or "Notebook"
        return {
            "title": title,
            "language": self.language,
            "parameters": parameters_of(notebook),
            "draft": self.draft,
            "marking": self.marking,
            "statement": self.statement,
            "paper_style": paper_style(self.draft, self.marking),
            "parts": parts,
            "has_own_heading": bool(_first_heading(parts)) and isinstance(parts[0], HeadingPart),
        }


class SlidesExporter(PageExporter):
    """A notebook as slides: without script one page, with it one slide at a time, by keys or buttons."""

    export_from_notebook = "Slides (CDI)"

    @default("file_extension")
    def _end_in_html(self) -> str:
        return ".slides.html"

    @default("template_extension")
    def _templates_end_in(self) -> str:
        return ".html.j2"

    @default("template_name")
    def _take_template(self) -> str:
        return "cdi-slides"

    def _read(self, notebook: NotebookNode, resources: Mapping[str, Any]) -> dict[str, Any]:
        """The same, with the parts on slides."""
        page = super()._read(notebook, resources)
        title = HeadingPart(1, page["title"], page["title"], "start")
        return {**page, "slides": make_slides(page["parts"], title)}


def _first_heading(parts: list[Part]) -> str:
    return next((part.text for part in parts if isinstance(part, HeadingPart)), "")


def _script_hash(script: str) -> str:
    """What a content security policy names an inline script by: nothing but this very text may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

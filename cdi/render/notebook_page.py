"""The readable copies of an executed notebook: a page and slides, by exporters that are made once and used again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from cdi.model.errors import PublicationRefused
from cdi.render.notebook_exporters import PageExporter, SlidesExporter
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

# Pictures that would reach a page without alternative text; our charts come as HTML that carries theirs.
_BARE_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_Notebook = nbformat.NotebookNode


def readable_copies(
    notebook: Path,
    *,
    title: str,
    slides_title: str | None = None,
    draft: str = "",
    marking: str = "",
    statement: str = "",
    templates: Templates = SHIPPED_TEMPLATES,
) -> dict[str, str]:
    """The notebook as a page and as slides, by the suffix of the file: code hidden, nothing from the network.

    The slides have the page's title if they are given none of their own. `draft` and `marking` stand above the text
    and on every sheet of paper. `statement` is the file with the accessibility statement.

    Raises PublicationRefused when an output is a bare picture, which would have no alternative text.
    """
    content = nbformat.reads(notebook.read_text(encoding="utf-8"), as_version=4)
    _refuse_bare_pictures(content)
    copies = {}
    for exporter in exporters(templates.below("notebook")):
        exporter.title = (slides_title or title) if isinstance(exporter, SlidesExporter) else title
        exporter.draft, exporter.marking, exporter.statement = draft, marking, statement
        copies[exporter.file_extension.removeprefix(".")] = str(exporter.from_notebook_node(content)[0])
    return copies


def make_ready() -> None:
    """Lay an example out, so that no process forked from this one makes exporters or compiles what they include."""
    example = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Example")])
    for exporter in exporters(SHIPPED_TEMPLATES):
        exporter.from_notebook_node(example)


@cache
def exporters(templates: Templates) -> tuple[PageExporter, ...]:
    """The exporters of page and slides; without nbconvert's preprocessors, which change nothing here."""
    plain: dict[str, Any] = {"default_preprocessors": [], "optimistic_validation": False}
    plain["extra_template_basedirs"] = [str(place) for place in templates.places("notebook")]
    kinds: tuple[Any, ...] = (PageExporter, SlidesExporter)
    return tuple(kind(**plain) for kind in kinds)


def _refuse_bare_pictures(notebook: _Notebook) -> None:
    for number, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if any(kind in data for kind in _BARE_PICTURES) and "text/html" not in data:
                raise PublicationRefused(f"notebook cell {number} shows a picture without alternative text")

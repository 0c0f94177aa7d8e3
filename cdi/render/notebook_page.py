"""The readable copy of an executed notebook: its text and results without the code, as one accessible file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markdown_it import MarkdownIt

from cdi.model.errors import PublicationRefused
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

# Pictures that would reach the page without alternative text; our charts come as HTML that carries theirs.
_BARE_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def readable_html(notebook: Path, *, title: str, templates: Templates = SHIPPED_TEMPLATES) -> str:
    """The notebook as HTML: code hidden, no script, nothing from the network, alternative texts kept.

    Raises PublicationRefused when an output is a bare picture, which would have no alternative text.
    """
    cells = [_joined(cell) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]]
    _refuse_bare_pictures(cells)
    return skin(templates).render(title=title, parameters=_parameters(cells), cells=cells)


def make_ready() -> None:
    """Compile the template, so that no process forked from this one has to."""
    skin(SHIPPED_TEMPLATES)


@cache
def skin(templates: Templates) -> Template:
    """The template of the page, compiled."""
    environment = Environment(
        loader=FileSystemLoader(templates.places("notebook")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    markdown = MarkdownIt("commonmark").enable("table")
    environment.filters["markdown"] = markdown.render
    return environment.get_template("readable.html.j2")


def _joined(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell with each text in one piece; a notebook's file holds them as lists of lines."""
    outputs = [
        {
            "name": output.get("name"),
            "text": "".join(output.get("text", [])),
            "data": {
                kind: "".join(text) if kind.startswith("text/") else "" for kind, text in output.get("data", {}).items()
            },
        }
        for output in cell.get("outputs", [])
    ]
    return {**cell, "source": "".join(cell["source"]), "outputs": outputs}


def _refuse_bare_pictures(cells: list[dict[str, Any]]) -> None:
    for number, cell in enumerate(cells):
        for output in cell["outputs"]:
            if any(kind in output["data"] for kind in _BARE_PICTURES) and "text/html" not in output["data"]:
                raise PublicationRefused(f"notebook cell {number} shows a picture without alternative text")


def _parameters(cells: list[dict[str, Any]]) -> str:
    """What the injected cell set, in words."""
    for cell in cells:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            lines = [line for line in cell["source"].splitlines() if "=" in line and not line.startswith("#")]
            return ", ".join(line.replace('"', "") for line in lines)
    return "no parameters"

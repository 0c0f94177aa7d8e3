"""The HTML skin: one self-contained, accessible file without scripts or network."""

from __future__ import annotations

import base64
from functools import cache
from typing import NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cdi.model.document import Document
from cdi.model.errors import PublicationRefused
from cdi.workspace.paths import TEMPLATES

_SKIN = TEMPLATES / "html"


def render_html(document: Document) -> str:
    """The document as one HTML file; a block or run of a kind the skin does not know raises PublicationRefused."""
    style = (_SKIN / "style.css").read_text(encoding="utf-8")
    return skin().render(document=document, style=style)


@cache
def skin() -> Template:
    """The template of the page with its blocks, compiled."""
    environment = Environment(
        loader=FileSystemLoader(_SKIN),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    environment.globals["refuse"] = _refuse
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)
    return environment.get_template("document.html.j2")


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _refuse(message: str) -> NoReturn:
    raise PublicationRefused(f"HTML skin: {message}")

"""The HTML skin: one self-contained, accessible file without scripts or network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cdi.compose.links import NO_LINKS, Links
from cdi.exhibits.on_screen import NARROW_PAGE, data_address
from cdi.model.document import Document
from cdi.model.errors import PublicationRefused
from cdi.model.language import ENGLISH
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def render_html(
    document: Document,
    templates: Templates = SHIPPED_TEMPLATES,
    others: Mapping[str, str] = MappingProxyType({}),
    beside: Links = NO_LINKS,
    statement: str = "",
) -> str:
    """The document as one HTML file; a block or run of a kind the skin does not know raises PublicationRefused.

    `others` are the files beside it that hold the same document, by their endings, to which the page leads;
    `beside` are the links to what is delivered with it. `statement` is the file with the accessibility statement, where
    it has one.
    """
    style = templates.find("html/style.css").read_text(encoding="utf-8")
    return skin(templates).render(
        document=document,
        words=document.furniture,
        style=style,
        others=others,
        beside=beside,
        media_types=_MEDIA_TYPES,
        statement=statement,
    )


def skin(templates: Templates) -> Template:
    """The template of the page with its blocks, compiled."""
    return page_template("document.html.j2", templates)


def paper_style(draft: str, marking: str, templates: Templates = SHIPPED_TEMPLATES) -> str:
    """The rules by which every printed sheet shows the word draft and the marking, as far as there are any."""
    return page_template("paper.css.j2", templates).render(draft=draft, marking=marking)


def page_template(name: str, templates: Templates) -> Template:
    """A template of a whole page."""
    return _environment(templates.below("html")).get_template(name)


@cache
def _environment(templates: Templates) -> Environment:
    """Every template of the folder, compiled once for all pages."""
    environment = Environment(
        loader=FileSystemLoader(templates.places("html")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"data_address": data_address, "filled": _filled, "css_string": _css_string}
    environment.globals |= {"refuse": _refuse, "narrow_page": NARROW_PAGE, "template_language": ENGLISH}
    for other in environment.list_templates(extensions=["j2"]):
        environment.get_template(other)
    return environment


def _filled(words: str, **slots: object) -> str:
    """Furniture with its slots filled."""
    return words.format(**slots)


def _css_string(words: str) -> str:
    """Words as a string of a style sheet, in which nothing but letters and digits stands for itself."""
    return '"' + "".join(sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):06x}" for sign in words) + '"'


def _refuse(message: str) -> NoReturn:
    raise PublicationRefused(f"HTML skin: {message}")

"""The Markdown that documents are written in: its reader, its directives, and what is refused before it is parsed."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from cdi.model.errors import PublicationRefused, nearest
from cdi.model.one_line import find_hidden

DIRECTIVES = (
    "numbered", "decimal", "outline", "roman", "fields", "callout", "grade", "notice", "box", "quote", "chart", "table",
    "contents", "appendix", "grades", "glance", "key", "interval", "uncovered",
)  # fmt: skip
_BOUND = ["figure", "fact", "facet", "value", "ref", "seal"]


@cache
def reader() -> MarkdownIt:
    """The reader of the documents' Markdown, before the dialect is checked."""
    # Quotation marks and apostrophes become typographic ones; nothing else of the text is changed.
    typographer = {"typographer": True, "quotes": "“”‘’"}
    markdown = MarkdownIt("commonmark", typographer).enable("smartquotes").use(attrs_plugin, spans=True, allowed=_BOUND)
    markdown = markdown.use(deflist_plugin).use(footnote_plugin, inline=False)
    for name in DIRECTIVES:
        markdown = markdown.use(container_plugin, name)
    return markdown


def refuse_hidden_signs(markdown: str) -> None:
    """Refuse signs that nobody can see, with their line."""
    for number, text in enumerate(markdown.split("\n"), start=1):
        if sign := find_hidden(text):
            raise PublicationRefused(f"line {number}: a sign that nobody can see, {sign}; take it out")


def refuse_unknown_directives(markdown: str) -> None:
    """Refuse a directive that is not one of DIRECTIVES, with its line and the nearest name."""
    for number, text in enumerate(markdown.splitlines(), start=1):
        opening = re.match(r"\s*:{3,}\s*([\w-]+)", text)
        if opening and opening[1] not in DIRECTIVES:
            hint = nearest(opening[1], list(DIRECTIVES))
            raise PublicationRefused(f"line {number}: no directive {opening[1]!r}; {hint}")

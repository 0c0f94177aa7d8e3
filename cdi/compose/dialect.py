"""The Markdown that documents are written in: its reader, its directives, and what is refused before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
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
MOST_OPEN = 10
"""Chosen: nobody leaves so many brackets open; of each the reader looks for the end in all that follows."""
# A backslash takes the meaning from the sign behind it; a list item begins a text of its own.
_BRACKET = re.compile(r"\\.|[\[\]]")
_BEGINS = re.compile(r"\s*(?:$|[-*+]\s|\d+[.)]\s)")
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


def nodes_of(root: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """Every node of a tree, in the order of the text; `walk` of the tree goes through all parents of each."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def refuse_hidden_signs(markdown: str) -> None:
    """Refuse signs that nobody can see, with their line."""
    for number, text in enumerate(markdown.split("\n"), start=1):
        if sign := find_hidden(text):
            raise PublicationRefused(f"line {number}: a sign that nobody can see, {sign}; take it out")


def refuse_open_brackets(markdown: str) -> None:
    """Refuse a paragraph that leaves more than MOST_OPEN brackets open, with the line."""
    depth = 0
    for number, text in enumerate(markdown.splitlines(), start=1):
        depth = 0 if _BEGINS.match(text) else depth
        for bracket in _BRACKET.findall(text):
            depth = max(0, depth + {"[": 1, "]": -1}.get(bracket, 0))
            if depth > MOST_OPEN:
                raise PublicationRefused(
                    f"line {number}: more than {MOST_OPEN} brackets are open at once; close them, "
                    "or write \\[ for one that stays open"
                )


def refuse_unknown_directives(markdown: str) -> None:
    """Refuse a directive that is not one of DIRECTIVES, with its line and the nearest name."""
    for number, text in enumerate(markdown.splitlines(), start=1):
        opening = re.match(r"\s*:{3,}\s*([\w-]+)", text)
        if opening and opening[1] not in DIRECTIVES:
            hint = nearest(opening[1], list(DIRECTIVES))
            raise PublicationRefused(f"line {number}: no directive {opening[1]!r}; {hint}")

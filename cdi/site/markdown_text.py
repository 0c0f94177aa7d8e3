"""The project's own texts as pages: the methods, the glossary, the accessibility statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SLUG = re.compile(r"[^a-z0-9]+")
_LISTED = "h2"


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text as HTML without its first heading, and its headings of the second level with their anchors."""

    heading: str
    html: str
    contents: tuple[tuple[str, str], ...]


def render_text(markdown: str) -> TextPage:
    """A text of the project as HTML: no HTML of its own, links to other files of the project as plain words.

    Headings get anchors, tables and code a place that a keyboard can scroll.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    heading, contents, used = "", [], set[str]()
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        words = _plain(tokens[place + 1])
        if token.tag == "h1" and not heading:
            heading = words
            for part in tokens[place : place + 3]:
                part.hidden, part.type, part.children, part.content = True, "text", None, ""
            continue
        anchor = _anchor(words, used)
        token.attrSet("id", anchor)
        if token.tag == _LISTED:
            contents.append((anchor, words))
    for token in tokens:
        _unlink(token)
    html = reader.renderer.render([token for token in tokens if not token.hidden], reader.options, {})
    return TextPage(heading, _scrolling(html), tuple(contents))


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _anchor(words: str, used: set[str]) -> str:
    """An anchor of its own for each heading."""
    stem = f"t-{_SLUG.sub('-', words.lower()).strip('-')}"
    anchor, number = stem, 1
    while anchor in used:
        number += 1
        anchor = f"{stem}-{number}"
    used.add(anchor)
    return anchor


def _unlink(token: Token) -> None:
    """Take the address from each link that does not lead to the web; the words stay."""
    keeping = []
    for child in token.children or []:
        if child.type == "link_open" and not str(child.attrGet("href")).startswith("https://"):
            keeping.append(False)
            child.hidden, child.type = True, "text"
        elif child.type == "link_open":
            keeping.append(True)
        elif child.type == "link_close" and keeping and not keeping.pop():
            child.hidden, child.type = True, "text"
    if token.children:
        token.children = [child for child in token.children if not child.hidden]


def _scrolling(html: str) -> str:
    number = 0

    def numbered(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f'<section class="wide" tabindex="0" aria-label="{escape(f"Table {number}")}"><table>'

    html = re.sub(r"<table>", numbered, html).replace("</table>", "</table></section>")
    return html.replace("<th>", '<th scope="col">').replace("<pre>", '<pre tabindex="0">')

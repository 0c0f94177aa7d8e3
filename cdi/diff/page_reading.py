"""A finished HTML page as the sentences a reader gets, each with the headings above it and what it is bound to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {"p", "li", "dt", "dd", "tr", "caption", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
           "figure", "aside", "section", "header", "footer", "div", "ol", "ul", "table"}  # fmt: skip
_VOID = {"meta", "link", "br", "hr", "img", "input"}
# Not words of the document: looks, ways to jump about, and numbers that are counted from the order.
_SKIPPED = {"head", "style", "script", "nav"}
_SKIPPED_CLASSES = {"skip", "number", "section-number"}
_SKIPPED_ROLES = {"doc-noteref", "doc-backlink"}
# A place in a sentence that is bound stands as one private character with its number until sentences are cut.
_OPEN, _CLOSE = "\ue000", "\ue001"
_END = re.compile(rf"(?:(?<=[.!?])|(?<=[.!?][”’)]))\s+(?=[A-Z“‘({_OPEN}])")
_HOLE = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
_NUMBER = re.compile(r"[-−]?\d[\d,.]*")
_PLACE = re.compile(r"^(?:Figure|Table) \d+: ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it reads; `frame` the same with every bound part as its name, and numbers of exhibits as #."""

    where: str
    text: str
    frame: str


@dataclass
class _Passage:
    """The block that is being read: its text with holes, and what fills them as (name, text)."""

    text: str = ""
    holes: list[tuple[str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Sentence] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._headings: list[str] = []
        self._passage = _Passage()
        self._bound: str | None = None

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent, _ in self._open)

    @property
    def _exhibit(self) -> bool:
        return any(exhibit for _, _, exhibit in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        # A caption's headline and what is measured stand on lines of their own.
        if tag in _BLOCKS or (tag == "span" and self._open and self._open[-1][0] == "figcaption"):
            self._flush()
        if tag == "img":
            self._text(held.get("alt", ""))
            self._flush()
        if tag in ("th", "td") and self._passage.text:
            self._passage.text += " | "
        if tag in _VOID:
            return
        classes = {*held.get("class", "").split()}
        # A number column of a table has the class of a paragraph's number.
        silent = tag in _SKIPPED or held.get("role") in _SKIPPED_ROLES or bool(classes & _SKIPPED_CLASSES)
        exhibit = tag == "table" or (tag == "figure" and "quote" not in classes)
        self._open.append((tag, silent and tag not in ("th", "td"), exhibit))
        if tag == "data":
            name = held.get("data-figure") or held.get("data-fact") or ""
            self._bound = f"{name} {held.get('data-facet', '')}"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush(level=int(tag[1]) if re.fullmatch(r"h\d", tag) else 0)
        if tag == "data":
            self._bound = None
        if any(name == tag for name, *_ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._text(data)

    def _text(self, data: str) -> None:
        if self._silent:
            return
        if self._bound is None:
            self._passage.text += data
        else:
            self._passage.text += f"{_OPEN}{len(self._passage.holes)}{_CLOSE}"
            self._passage.holes.append((self._bound, data))

    def _flush(self, level: int = 0) -> None:
        passage, self._passage = self._passage, _Passage()
        text = " ".join(passage.text.split())
        if not text:
            return
        if level:
            self._headings = [*self._headings[: level - 1], _filled(text, passage)]
        where = " › ".join(self._headings[1:] or self._headings)
        for part in _END.split(_PLACE.sub("", text)):
            named = _HOLE.sub(lambda hole: f"⟨{passage.holes[int(hole[1])][0]}⟩", part)
            frame = _NUMBER.sub("#", named) if self._exhibit else named
            self.found.append(Sentence(where, _filled(part, passage), frame))


def _filled(text: str, passage: _Passage) -> str:
    return _HOLE.sub(lambda hole: " ".join(passage.holes[int(hole[1])][1].split()), text)


def sentences(html: str) -> list[Sentence]:
    """The sentences of a page in reading order; a table gives one a row, a picture its alternative text."""
    page = _Page()
    page.feed(html)
    page.close()
    page._flush()
    return page.found

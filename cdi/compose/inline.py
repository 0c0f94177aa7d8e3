"""Inline Markdown becomes runs: text, strong, emphasis, links, bound figures and facts, references and note calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from markdown_it.tree import SyntaxTreeNode

from cdi.compose.author_words import pieces
from cdi.compose.issued import Issued
from cdi.house_style import formatting
from cdi.model.document import Run, Runs
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figures
from cdi.model.one_line import is_plain, show_hidden

# Chosen: the longest word of the pages has 20 letters; an address may be long.
_LONGEST_WORD = 2000
# What the path of an e-mail address ends with, which leads to whoever reads mail there.
_MAIL = ".email"
_ADDRESS = re.compile(
    r"(?:https?://[A-Za-z0-9][^\s\\/?#@]*(?:[/?#][^\s\\]*)?|mailto:[^\s\\/?]+@[^\s\\/?]+)", re.IGNORECASE
)


@dataclass
class Inline:
    """Turns inline nodes into runs; remembers the notes called, in the order of their calls.

    `references` maps each key that can be referred to (an appendix, or a section of one) to the text and the anchor
    that a reference to it prints. `issued` says which texts accessors bound to a figure or a fact. `language` is that
    of the template's words, where the document is in another; the author's words are in the document's.
    """

    figures: Figures
    references: Mapping[str, tuple[str, str]]
    issued: Issued
    notes: list[str] = field(default_factory=list)
    language: str | None = None
    by_author: bool = False

    def __post_init__(self) -> None:
        self._before = self.language

    def runs(self, node: SyntaxTreeNode, line: int) -> Runs:
        """The runs of a paragraph, heading or cell; neighbours in the same style are joined."""
        joined: list[Run] = []
        for run in self._walk(node, Run(""), line):
            if joined and _plain(run) and _plain(joined[-1]) and _style(joined[-1]) == _style(run):
                joined[-1] = replace(run, text=joined[-1].text + run.text)
            elif run.text:
                joined.append(run)
        return tuple(joined)

    def _walk(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        return [run for child in node.children for run in self._one(child, style, line)]

    def _one(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        match node.type:
            case "inline":
                return self._walk(node, style, line)
            case "text":
                return self._text(_checked_words(node.content, line), style)
            case "softbreak":  # between two lines of an author it is the author's
                return [replace(style, text=" ", language=self._before)]
            case "strong":
                return self._walk(node, replace(style, strong=True), line)
            case "em":
                return self._walk(node, replace(style, emphasis=True), line)
            case "link":
                return self._walk(node, replace(style, href=_checked_address(node, line)), line)
            case "span":
                return self._span(node, style, line)
            case "footnote_ref":
                return [replace(self._note(node, style), language=self._before)]
            case "footnote_anchor":
                return []
        raise PublicationRefused(f"line {line}: {node.type} is not part of the documents' Markdown")

    def _text(self, text: str, style: Run) -> list[Run]:
        """The words, each in the language of whoever wrote them."""
        runs = []
        for piece, by_author in pieces(text):
            self.by_author = self.by_author if by_author is None else by_author
            if piece:
                runs.append(self._spoken(replace(style, text=piece)))
        return runs

    def _spoken(self, run: Run) -> Run:
        """The run in the language of whoever is speaking now."""
        self._before = None if self.by_author else self.language
        return run if run.language == self._before else replace(run, language=self._before)

    def _span(self, node: SyntaxTreeNode, style: Run, line: int) -> list[Run]:
        text = "".join(child.content for child in node.children)
        if "ref" in node.attrs:
            key = str(node.attrs["ref"])
            if key not in self.references:
                hint = nearest(key, list(self.references))
                raise PublicationRefused(f"line {line}: no appendix or section {key!r} to refer to; {hint}")
            label, anchor = self.references[key]
            return [replace(style, text=label, href=f"#{anchor}", language=self.language)]
        if not self.issued.is_bound(node.attrs, text):
            raise PublicationRefused(f"line {line}: words bound to a figure or fact by hand; use fig, words or fact")
        if "fact" in node.attrs:
            return [self._spoken(self._fact(node, text, style, line))]
        figure_id = str(node.attrs.get("figure", ""))
        if figure_id not in self.figures:
            hint = nearest(figure_id, list(self.figures.by_id))
            raise PublicationRefused(f"line {line}: no figure {figure_id!r}; {hint}")
        if not text.strip():
            raise PublicationRefused(f"line {line}: figure {figure_id} is printed as nothing")
        facet = str(node.attrs.get("facet", "printed"))
        value = self.figures[figure_id].value
        return [self._spoken(replace(style, text=text, figure=figure_id, facet=facet, value=value))]

    def _fact(self, node: SyntaxTreeNode, text: str, style: Run, line: int) -> Run:
        path = str(node.attrs["fact"])
        if not text.strip():
            raise PublicationRefused(f"line {line}: fact {path} is printed as nothing")
        if path.endswith(_MAIL) and style.href is None and _ADDRESS.fullmatch(f"mailto:{text}"):
            style = replace(style, href=f"mailto:{text}")
        return replace(style, text=text, fact=path, facet=str(node.attrs["facet"]), value=str(node.attrs["value"]))

    def _note(self, node: SyntaxTreeNode, style: Run) -> Run:
        label = str(node.meta["label"])
        if label not in self.notes:
            self.notes.append(label)
        number = self.notes.index(label) + 1
        return replace(style, text=str(number), note=number)


def _checked_words(text: str, line: int) -> str:
    """The text, when it is one line of signs that can be seen and each of its words can be set in a line.

    An endless word stops the engine of the PDF; a sign that nobody can see may have been written as `&#x202e;`.
    """
    if not is_plain(text):
        raise PublicationRefused(f"line {line}: a sign that nobody can see, in {show_hidden(text[:80])!r}; take it out")
    if len(text) > _LONGEST_WORD and max(map(len, text.split()), default=0) > _LONGEST_WORD:
        raise PublicationRefused(f"line {line}: a word of more than {formatting.count(_LONGEST_WORD)} characters")
    return text


def _checked_address(node: SyntaxTreeNode, line: int) -> str:
    """The address of a link, when it is a web page or an e-mail address; a browser starts programs for others."""
    address = str(node.attrs["href"])
    if not _ADDRESS.fullmatch(address):
        raise PublicationRefused(f"line {line}: a link to {address[:80]!r}; expected https://, http:// or mailto:")
    return address


def _style(run: Run) -> tuple[object, ...]:
    """All of a plain run but its text."""
    return run.strong, run.emphasis, run.href, run.facet, run.value, run.anchor, run.language


def _plain(run: Run) -> bool:
    """Whether a run may be joined to its neighbour: figures, facts and note calls stay on their own."""
    return run.figure is None and run.fact is None and run.note is None

"""The terms that a document uses, each linked where it is first used to what it means, in a list behind the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cdi.compose.number_list import free_anchor
from cdi.compose.tongue import IN_ENGLISH, Tongue
from cdi.model.document import (
    Block,
    Box,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
)
from cdi.model.document_parts import with_changes
from cdi.model.furniture import Furniture

ANCHOR = "words-explained"


def with_glossary(
    blocks: Sequence[Block], terms: Sequence[Mapping[str, Any]], words: Furniture, tongue: Tongue = IN_ENGLISH
) -> list[Block]:
    """The blocks with each term linked at its first use, and behind them what these terms mean.

    `terms` are rows of the reader's glossary: `term`, its `forms` in a text, `meaning` and `source`. Paragraphs, lists
    and boxes are searched; headings, key figures, quotations and what is bound to a figure or a fact stay as they are.
    A document that uses no term has no list.
    """
    uses = _TermUses(terms)
    linked = [with_changes(block, uses.linked) for block in blocks]
    if not uses.used:
        return linked
    used = sorted((term for term in terms if term["term"] in uses.used), key=lambda term: str(term["term"]).lower())
    items = tuple((Paragraph(_entry(term, tongue.furniture or words, tongue.of_template)),) for term in used)
    heading = Heading(2, (Run(words.glossary_heading),), free_anchor(ANCHOR, blocks))
    return [*linked, heading, Paragraph((Run(words.glossary_intro),)), ListBlock("bullet", items)]


def _entry(term: Mapping[str, Any], words: Furniture, language: str | None) -> Runs:
    """The term, which leads to where it is first used, then what it means and who says so."""
    name = _slug(term["term"])
    lead = Run(term["term"], strong=True, href=f"#use.term.{name}", anchor=f"term.{name}")
    meaning = Run(f": {term['meaning']} {words.glossary_source.format(source=term['source'])}")
    return (replace(lead, language=language), replace(meaning, language=language))


def _slug(term: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", term.lower())


@dataclass
class _TermUses:
    """Links the first use of each term, in reading order."""

    terms: Sequence[Mapping[str, Any]]
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_form = {form.lower(): str(term["term"]) for term in self.terms for form in term["forms"]}
        forms = sorted((form for term in self.terms for form in term["forms"]), key=len, reverse=True)
        # A phrase may begin a sentence; an abbreviation is one only in its capitals.
        written = [f"(?i:{re.escape(form)})" if form.islower() else re.escape(form) for form in forms]
        self.pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![\w-])") if written else None

    def linked(self, block: Block) -> Block | None:
        """The paragraph with a link on each term that it is the first to use; None where there may be some inside."""
        match block:
            case Paragraph():
                return replace(block, runs=self._runs(block.runs))
            case ListBlock() | Box():
                return None
        return block

    def _runs(self, runs: Iterable[Run]) -> Runs:
        return tuple(piece for run in runs for piece in self._pieces(run))

    def _pieces(self, run: Run) -> Iterator[Run]:
        """A run of plain words cut at the terms that are used in it for the first time."""
        if self.pattern is None or any((run.href, run.figure, run.fact, run.note, run.anchor)):
            yield run
            return
        start = 0
        for use in self.pattern.finditer(run.text):
            term = self.by_form[use[0].lower()]
            if term in self.used:
                continue
            self.used.add(term)
            if use.start() > start:
                yield replace(run, text=run.text[start : use.start()])
            name = _slug(term)
            yield replace(run, text=use[0], href=f"#term.{name}", anchor=f"use.term.{name}")
            start = use.end()
        if start < len(run.text):
            yield replace(run, text=run.text[start:])

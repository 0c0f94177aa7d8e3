"""The headings of a document before and after it is parsed: anchors, references to sections, contents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, takewhile
from string import ascii_uppercase

from markdown_it.tree import SyntaxTreeNode

from cdi.compose.author_words import without_author_marks
from cdi.model.document import Block, Contents, ContentsEntry, Heading, Note
from cdi.model.document_parts import runs_within
from cdi.model.errors import PublicationRefused
from cdi.model.furniture import Furniture


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be referred to.

    `anchors` gives each heading node (by its identity) its anchor, `appendices` each key its label and anchor, and
    `references` everything a reference may name: an appendix by its key, its sections by "key: heading", those of the
    document itself by "here: heading".
    """

    anchors: dict[int, str] = field(default_factory=dict)
    appendices: dict[str, tuple[str, str]] = field(default_factory=dict)
    references: dict[str, tuple[str, str]] = field(default_factory=dict)


def scan(root: SyntaxTreeNode, furniture: Furniture) -> Outline:
    """The outline of a document that has been read and not yet parsed; `furniture` says what an appendix is called."""
    outline, anchors = Outline(), dict[str, int]()
    for node in root.children:
        if node.type == "container_appendix":
            _scan_appendix(node, outline, anchors, furniture)
        else:
            for heading in _headings(node):
                text = _text(heading)
                anchor = outline.anchors[id(heading)] = _anchor(text, anchors)
                outline.references.setdefault(f"here: {text}", (furniture.section.format(heading=text), anchor))
    return outline


def _scan_appendix(node: SyntaxTreeNode, outline: Outline, anchors: dict[str, int], furniture: Furniture) -> None:
    """An appendix takes the next letter; its first heading is its own, the others are its sections."""
    key = argument(node)
    label = furniture.appendix.format(letter=ascii_uppercase[len(outline.appendices)])
    outline.appendices[key] = outline.references[key] = (label, f"appendix-{key}")
    for number, heading in enumerate(_headings(node)):
        if number == 0:
            outline.anchors[id(heading)] = f"appendix-{key}"
            continue
        text = _text(heading)
        anchor = outline.anchors[id(heading)] = _anchor(text, anchors)
        reference = furniture.section_of_appendix.format(heading=text, appendix=label)
        outline.references.setdefault(f"{key}: {text}", (reference, anchor))


def _text(heading: SyntaxTreeNode) -> str:
    return without_author_marks("".join(part.content for part in heading.walk() if part.type == "text"))


def _headings(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    return (each for each in node.walk() if each.type == "heading")


def _anchor(text: str, anchors: dict[str, int]) -> str:
    """A name that no heading before has; `anchors` holds them, each with the number that it was last given with."""
    anchor = slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
    while anchor in anchors:
        anchors[slug] += 1
        anchor = f"{slug}-{anchors[slug]}"
    anchors[anchor] = 1
    return anchor


def argument(node: SyntaxTreeNode) -> str:
    """What stands behind a directive's name: a key, an id or a title."""
    _, _, behind = node.info.strip().partition(" ")
    if not behind.strip():
        raise PublicationRefused(f"line {line(node)}: {node.info.strip()} needs a name or title behind it")
    return behind.strip()


def line(node: SyntaxTreeNode) -> int:
    """The line of a node, from 1; 0 where the reader does not say."""
    return node.map[0] + 1 if node.map else 0


def check_levels(outline: list[Heading]) -> None:
    """Refuse a heading that skips a level, which a screen reader would lose."""
    for before, heading in pairwise(outline):
        if heading.level > before.level + 1:
            raise PublicationRefused(f"heading {heading.anchor}: level {heading.level} follows level {before.level}")


def linked_anchors(blocks: Iterable[Block], notes: Iterable[Note] = ()) -> set[str]:
    """The anchors within the document that a link in it leads to."""
    runs = chain(runs_within(blocks), chain.from_iterable(note.runs for note in notes))
    return {run.href.removeprefix("#") for run in runs if run.href is not None and run.href.startswith("#")}


def without_empty_sections(blocks: Sequence[Block], links: Collection[str]) -> list[Block]:
    """The blocks without headings that nothing stands under, but for titles, numbered ones and those that `links` name.

    What fell away is said under "What this report does not cover", not by a heading alone.
    """
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else None
        if (
            isinstance(block, Heading)
            and not (block.level == 1 or block.appendix or block.number or block.anchor in links)
            and (below is None or (isinstance(below, Heading) and below.level <= block.level))
        ):
            continue
        kept.append(block)
    return kept[::-1]


def with_contents(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with every table of contents filled in: of the appendix that it stands in, else of the document."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    appendix: Heading | None = None
    filled: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.appendix:
            appendix = block
        if isinstance(block, Contents):
            entries = _of_document(headings) if appendix is None else _of_appendix(headings, appendix)
            filled.append(Contents(entries))
        else:
            filled.append(block)
    return tuple(filled)


def _of_document(headings: list[Heading]) -> tuple[ContentsEntry, ...]:
    """Sections and sub-sections; in a document with appendices, its sections, the appendices and what follows them."""
    first = next((place for place, heading in enumerate(headings) if heading.appendix), len(headings))
    deepest = 1 if first == len(headings) else 0
    listed = [*headings[:first], *(heading for heading in headings[first:] if heading.level == 2)]
    return tuple(_entry(heading, heading.level - 2) for heading in listed if 0 <= heading.level - 2 <= deepest)


def _of_appendix(headings: list[Heading], appendix: Heading) -> tuple[ContentsEntry, ...]:
    """Sections and sub-sections of one appendix, whose own heading is a level-2 heading of the document."""
    inside = takewhile(lambda heading: not heading.appendix, headings[headings.index(appendix) + 1 :])
    return tuple(_entry(heading, heading.level - 3) for heading in inside if heading.level in (3, 4))


def _entry(heading: Heading, depth: int) -> ContentsEntry:
    languages = {run.language for run in heading.runs}
    language = languages.pop() if len(languages) == 1 else None
    return ContentsEntry(_printed(heading), heading.anchor, depth, language)


def _printed(heading: Heading) -> str:
    text = "".join(run.text for run in heading.runs)
    return f"{heading.number} {text}" if heading.number else text

"""The headings of a document before and after it is parsed: anchors, references to sections, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from string import ascii_uppercase

from markdown_it.tree import SyntaxTreeNode

from cdi.model.document import Block, Contents, ContentsEntry, Heading
from cdi.model.errors import PublicationRefused


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be referred to.

    `anchors` gives each heading node (by its identity) its anchor, `appendices` each key its label and anchor, and
    `references` everything a reference may name: an appendix by its key, its sections by "key: heading".
    """

    anchors: dict[int, str] = field(default_factory=dict)
    appendices: dict[str, tuple[str, str]] = field(default_factory=dict)
    references: dict[str, tuple[str, str]] = field(default_factory=dict)


def scan(root: SyntaxTreeNode) -> Outline:
    """The outline of a document that was read and not yet parsed."""
    outline, taken = Outline(), set[str]()
    for node in root.children:
        key = argument(node) if node.type == "container_appendix" else None
        if key is not None:
            label = f"Appendix {ascii_uppercase[len(outline.appendices)]}"
            outline.appendices[key] = outline.references[key] = (label, f"appendix-{key}")
        for number, heading in enumerate(_headings(node)):
            text = "".join(part.content for part in heading.walk() if part.type == "text")
            if key is not None and number == 0:
                outline.anchors[id(heading)] = outline.appendices[key][1]
                continue
            anchor = outline.anchors[id(heading)] = _anchor(text, taken)
            if key is not None:
                outline.references.setdefault(f"{key}: {text}", (f"“{text}” in {outline.appendices[key][0]}", anchor))
    return outline


def _headings(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    return (each for each in node.walk() if each.type == "heading")


def _anchor(text: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
    anchor, number = slug, 2
    while anchor in taken:
        anchor, number = f"{slug}-{number}", number + 1
    taken.add(anchor)
    return anchor


def argument(node: SyntaxTreeNode) -> str:
    """What stands behind a directive's name: a key, an id or a title."""
    _, _, found = node.info.strip().partition(" ")
    if not found.strip():
        raise PublicationRefused(f"line {line(node)}: {node.info.strip()} needs a name or title behind it")
    return found.strip()


def line(node: SyntaxTreeNode) -> int:
    """The line of a node, from 1; 0 where the reader does not say."""
    return node.map[0] + 1 if node.map else 0


def check_levels(outline: list[Heading]) -> None:
    """Refuse a heading that skips a level, which a screen reader would lose."""
    for before, heading in pairwise(outline):
        if heading.level > before.level + 1:
            raise PublicationRefused(f"heading {heading.anchor}: level {heading.level} follows level {before.level}")


def with_contents(block: Block, outline: list[Heading], place: int, blocks: list[Block]) -> Block:
    """Contents with the headings they list: two levels of the appendix they stand in, else of the document.

    A document with appendices lists its sections and the appendices, not the sections below. Other blocks stay.
    """
    if not isinstance(block, Contents):
        return block
    before = [held for held in blocks[:place] if isinstance(held, Heading) and held.appendix]
    inside = before[-1] if before else None
    deepest = 0 if any(heading.appendix for heading in outline) else 1
    entries, current = [], None
    for heading in outline:
        current = heading if heading.appendix else current
        depth = heading.level - 2
        if inside is None and (current is None or heading.appendix) and 0 <= depth <= deepest:
            entries.append(_entry(heading, depth))
        if inside is not None and current is inside and 1 <= depth <= 2:
            entries.append(_entry(heading, depth - 1))
    return Contents(tuple(entries))


def _entry(heading: Heading, depth: int) -> ContentsEntry:
    text = "".join(run.text for run in heading.runs)
    return ContentsEntry(f"{heading.number} {text}" if heading.number else text, heading.anchor, depth)

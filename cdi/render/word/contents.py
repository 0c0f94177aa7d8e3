"""The contents as a real field of Word with its entries already there, so that it shows them before it is renewed."""

from __future__ import annotations

from collections.abc import Iterable

from cdi.model.document import Block, Contents, ContentsEntry, Heading
from cdi.render.word import styles
from cdi.render.word.binding import bookmark_name
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.runs import write_field, write_text
from cdi.render.word.xml import Xml, w


def listed_range(block: Contents, blocks: Iterable[Block]) -> tuple[str, str] | None:
    """The anchors of the first and the last heading listed, when Word would list others too if it were not told.

    Contents of an appendix list its own headings alone; those of a document need no range.
    """
    anchors = [entry.anchor for entry in block.entries]
    levels = _levels(block, blocks)
    every = [each.anchor for each in blocks if isinstance(each, Heading) and each.level in levels]
    return None if not anchors or every == anchors else (anchors[0], anchors[-1])


def range_anchor(first: str) -> str:
    """The anchor of what the contents are of that begin with this heading."""
    return f"contents of {first}"


def write_contents(block: Contents, blocks: Iterable[Block], manuscript: Manuscript) -> list[Xml]:
    """The title and the entries, each of which leads to its heading; nothing when there is none.

    There are no page numbers: only Word can know them, and it would not work them out before it is asked to.
    """
    blocks = list(blocks)
    if not block.entries:
        return []
    levels = [level - 1 for level in _levels(block, blocks)]
    part = f"\\b {bookmark_name(range_anchor(block.entries[0].anchor))} " if listed_range(block, blocks) else ""
    code = f'TOC \\o "{levels[0]}-{levels[-1]}" {part}\\n \\h \\z'
    begin, end = write_field(code, Xml("|")).split("|")
    entries = [
        manuscript.paragraph(
            styles.CONTENTS[min(levels[0] - 1 + entry.depth, len(styles.CONTENTS) - 1)],
            Xml(begin if number == 0 else ""),
            _entry(entry, manuscript),
            Xml(end if number == len(block.entries) - 1 else ""),
        )
        for number, entry in enumerate(block.entries)
    ]
    words = write_text(manuscript.words.contents, language=manuscript.language)
    title = manuscript.paragraph(styles.CONTENTS_TITLE, words)
    about = w("sdtPr", w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique")))
    return [w("sdt", about, w("sdtContent", title, *entries))]


def _entry(entry: ContentsEntry, manuscript: Manuscript) -> Xml:
    return manuscript.link(f"#{entry.anchor}", write_text(entry.text, language=entry.language or manuscript.language))


def _levels(block: Contents, blocks: Iterable[Block]) -> list[int]:
    """The levels of the headings listed, without a gap."""
    by_anchor = {each.anchor: each.level for each in blocks if isinstance(each, Heading)}
    levels = {by_anchor[entry.anchor] for entry in block.entries}
    return list(range(min(levels, default=1), max(levels, default=0) + 1))

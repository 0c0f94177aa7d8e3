"""A finished document as a tree of blocks: every word, number and reference decided, nothing laid out yet.

Both skins (HTML and PDF) read this tree and compute nothing. `kind` names the block or run; a skin that meets a kind
it does not know stops.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

from cdi.model.exhibit import Chart, Table


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one look. At most one of link, figure, fact and note is set.

    `figure` is the id of the figure that the text prints, `facet` which part of it, `value` its unrounded value; or
    `fact` is the path of the fact, `facet` its form, `value` the same in the form that programs compare. `note` is the
    number of a foot note that the run calls; its text then is that number.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None
    figure: str | None = None
    fact: str | None = None
    facet: str | None = None
    value: float | str | None = None
    note: int | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` is unique in the document. A level-2 heading with `appendix` starts a new page.

    `number` is set in papers whose sections are numbered: "4.2".
    """

    kind: ClassVar[str] = "heading"
    level: int
    runs: Runs
    anchor: str
    appendix: bool = False
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `number` is set in the numbered run of a paper: "3." or "4.2.1"."""

    kind: ClassVar[str] = "paragraph"
    runs: Runs
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Callout:
    """A key figure with its words, set large."""

    kind: ClassVar[str] = "callout"
    runs: Runs


@dataclass(frozen=True, slots=True)
class Grade:
    """A judgement in words, as a badge; `text` is the bare word that decides its colours."""

    kind: ClassVar[str] = "grade"
    text: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a sequence of blocks. `style` decides the marks, `start` the number of the first item."""

    kind: ClassVar[str] = "list"
    style: Literal["bullet", "number", "roman"]
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value rows, such as the header of a paper."""

    kind: ClassVar[str] = "fields"
    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A titled box: a notice the reader must not miss, or a case study set apart."""

    kind: ClassVar[str] = "box"
    style: Literal["notice", "box"]
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person says, by a role; a draft until it is signed off."""

    kind: ClassVar[str] = "quote"
    speaker: str
    draft: bool
    paragraphs: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart at its place, with its number in the document."""

    kind: ClassVar[str] = "chart"
    number: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table at its place, with its number in the document."""

    kind: ClassVar[str] = "table"
    number: int
    table: Table


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: the heading's text, where it is, and how deep below the first level listed."""

    text: str
    anchor: str
    depth: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents, generated from the headings that are there."""

    kind: ClassVar[str] = "contents"
    entries: tuple[ContentsEntry, ...]


Block = Heading | Paragraph | Callout | Grade | ListBlock | Fields | Box | Quote | ChartBlock | TableBlock | Contents


@dataclass(frozen=True, slots=True)
class Note:
    """A foot note with its number."""

    number: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """What a document says about itself besides its words; `date` is ISO and comes from the data, never from now."""

    subject: str
    author: str
    date: str
    marking: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document; `language` is a BCP 47 tag, `author_words` how many of its words an author wrote."""

    title: str
    settings: DocumentSettings
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    language: str = field(default="en-GB")
    author_words: int = 0

    def as_json(self) -> dict[str, Any]:
        """The tree as plain values, each block with its `kind`."""
        return {
            "title": self.title,
            "language": self.language,
            "settings": asdict(self.settings),
            "blocks": [block_as_json(block) for block in self.blocks],
            "notes": [asdict(note) for note in self.notes],
        }


def block_as_json(block: Block) -> dict[str, Any]:
    """One block as plain values with its `kind`; a box and a list hold further blocks."""
    if isinstance(block, ListBlock):
        items = [[block_as_json(inner) for inner in item] for item in block.items]
        return {"kind": block.kind, "style": block.style, "start": block.start, "items": items}
    if isinstance(block, Box):
        inner = [block_as_json(part) for part in block.blocks]
        return {"kind": block.kind, "style": block.style, "title": block.title, "blocks": inner}
    return {"kind": block.kind, **asdict(block)}

"""A finished document as a tree of blocks: every word, number and reference decided, nothing laid out yet.

The skins (HTML, PDF and Word) read this tree and compute nothing. `kind` names a block; a skin that meets a kind that
it does not know stops. `document_json` writes the tree to a file and reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from cdi.model.exhibit import Chart, Table
from cdi.model.furniture import Furniture
from cdi.model.language import ENGLISH

LANGUAGE = ENGLISH
"""The language of documents until another one is written, and that of what templates, charts and tables say."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style. At most one of `figure`, `fact` and `note` is set; `href` may stand beside them.

    `figure` is the id of the figure that the text prints, `facet` the part of it that is printed, and `value` its
    unrounded value. `fact` is the path of the fact that the text prints, `facet` its form, and `value` the fact in the
    form that programs compare. `note` is the number of the footnote that the run calls; its text is then that number.
    `anchor` is where links can lead: to the first use of a number, and to its place in the list of numbers. The HTML
    skin has what prints a figure lead to `number.<figure id>` there, without being told. `language` is set where the
    text is in another language than the document.
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
    anchor: str | None = None
    language: str | None = None


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
class Grades:
    """Grades side by side, each a badge with the question that it answers."""

    kind: ClassVar[str] = "grades"
    badges: tuple[tuple[str, Grade], ...]


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """A rate and its interval drawn on a line from 0 to 100, with another rate as a dashed mark; all in percent.

    It says nothing that the text beside it does not say, so a screen reader passes over it.
    """

    kind: ClassVar[str] = "interval_bar"
    figure: str
    value: float
    low: float
    high: float
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A strip of boxes of the style "key": what each shows, the number set large, and what may be said of it."""

    kind: ClassVar[str] = "key_figures"
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a sequence of blocks. `style` decides the marks, `start` the number of the first item.

    In the style "numbers" it is the list that says how each number of the document was made: small and without marks.
    """

    kind: ClassVar[str] = "list"
    style: Literal["bullet", "number", "roman", "numbers"]
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value rows, such as the header of a paper."""

    kind: ClassVar[str] = "fields"
    rows: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A titled box: a notice the reader must not miss, a case study set apart, or a key figure."""

    kind: ClassVar[str] = "box"
    style: Literal["notice", "box", "key"]
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


def exhibit_anchor(block: ChartBlock | TableBlock) -> str:
    """Where links to a chart or table lead, in every skin: `chart.1`. No heading's anchor has a full stop."""
    return f"{block.kind}.{block.number}"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: the heading's text, where it is, and how deep below the first level listed.

    `language` is set where the heading is in another language than the document.
    """

    text: str
    anchor: str
    depth: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents, generated from the headings that are there."""

    kind: ClassVar[str] = "contents"
    entries: tuple[ContentsEntry, ...]


Block = (
    Heading
    | Paragraph
    | Callout
    | Grade
    | Grades
    | KeyFigures
    | IntervalBar
    | ListBlock
    | Fields
    | Box
    | Quote
    | ChartBlock
    | TableBlock
    | Contents
)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote with its number."""

    number: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """What a document says about itself besides its words; `date` is ISO and comes from the data, never from now.

    `draft` is set while nobody has signed the document off as it is now: each page then says so. It is no part of what
    is signed.
    """

    subject: str
    author: str
    date: str
    marking: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document; `language` is a BCP 47 tag, `author_words` how many of its words an author wrote.

    `page_title` is what a window or a list of files shows: unlike `title` it always names the force, and no other
    document of the audit has the same. It is empty in trees of before there was one. `author_blocks` are the blocks of
    author text that it prints, by `document/key`.
    """

    title: str
    settings: DocumentSettings
    furniture: Furniture
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    language: str = LANGUAGE
    author_words: int = 0
    page_title: str = ""
    author_blocks: tuple[str, ...] = ()

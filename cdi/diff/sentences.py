"""A document's tree as the sentences that a reader gets, each with the headings above it and what it is bound to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
    Document,
    Fields,
    Grade,
    Grades,
    Heading,
    IntervalBar,
    KeyFigures,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    TableBlock,
)
from cdi.model.exhibit import TableCell

# A bound part of a sentence stands as one private character with its number until sentences are cut.
_OPEN, _CLOSE = "\ue000", "\ue001"
_END = re.compile(rf"(?:(?<=[.!?])|(?<=[.!?][”’)]))\s+(?=[A-Z“‘({_OPEN}])")
_HOLE = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
_NUMBER = re.compile(r"[-−]?\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as it reads; `frame` the same with every bound part as its name, and numbers of exhibits as #.

    `figures` are those that it prints; of the title of a chart, those that are drawn.
    """

    where: str
    text: str
    frame: str
    figures: frozenset[str] = frozenset()


@dataclass
class _Passage:
    """A piece of running text with holes, and what fills them as (name, text)."""

    text: str = ""
    holes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, part: Run | TableCell) -> None:
        """Add a run or a cell: as text, or as a hole when it is bound. A call of a note is no word."""
        note, fact = (part.note, part.fact) if isinstance(part, Run) else (None, None)
        name = part.figure or fact
        if name is not None:
            self.text += f"{_OPEN}{len(self.holes)}{_CLOSE}"
            self.holes.append((f"{name} {part.facet or ''}", part.text))
        elif note is None:
            self.text += part.text

    def filled(self, text: str) -> str:
        """A part of the text with its holes filled."""
        return _HOLE.sub(lambda hole: " ".join(self.holes[int(hole[1])][1].split()), text)

    def figures(self, text: str) -> frozenset[str]:
        """The ids of the figures that a part of the text prints."""
        return frozenset(self.holes[int(hole[1])][0].split()[0] for hole in _HOLE.finditer(text))

    def named(self, text: str) -> str:
        """A part of the text with the names of what fills its holes."""
        return _HOLE.sub(lambda hole: f"⟨{self.holes[int(hole[1])][0]}⟩", text)


@dataclass
class _Reader:
    """Reads a tree from top to bottom, and remembers the headings above."""

    document: Document
    headings: list[str] = field(default_factory=list)

    def read(self) -> Iterator[Sentence]:
        marking = self.document.settings.marking
        yield from self.cut(marking)
        for block in self.document.blocks:
            yield from self.block(block)
        if self.document.notes:
            yield from self.heading(2, self.document.furniture.notes)
        for note in self.document.notes:
            yield from self.cut(*note.runs)
        yield from self.cut(marking)

    def block(self, block: Block) -> Iterator[Sentence]:
        """The sentences of one block; numbers that are counted from the order are no words."""
        match block:
            case Heading():
                yield from self.heading(block.level, *block.runs)
            case Paragraph() | Callout():
                yield from self.cut(*block.runs)
            case Grade():
                yield from self.cut(f"{self.document.furniture.graded} ", *block.runs)
            case Grades():
                for question, badge in block.badges:
                    yield from self.cut(f"{question}: ", *badge.runs)
            case KeyFigures():
                for box in block.boxes:
                    yield from self.block(box)
            case IntervalBar():
                pass  # it draws what the text beside it says
            case ListBlock(style="numbers"):
                pass  # it repeats what figures.json says of each
            case ListBlock():
                for item in block.items:
                    for inner in item:
                        yield from self.block(inner)
            case Fields():
                for label, value in block.rows:
                    yield from self.cut(label)
                    yield from self.cut(*value)
            case Box():
                yield from self.cut(block.title)
                for inner in block.blocks:
                    yield from self.block(inner)
            case Quote():
                yield from self.quote(block)
            case ChartBlock() | TableBlock():
                yield from self.exhibit(block)
            case Contents():
                pass  # it repeats the headings

    def heading(self, level: int, *parts: Run | str) -> Iterator[Sentence]:
        passage = _passage(*parts)
        self.headings = [*self.headings[: level - 1], passage.filled(" ".join(passage.text.split()))]
        yield from self.cut(*parts)

    def quote(self, block: Quote) -> Iterator[Sentence]:
        for paragraph in block.paragraphs:
            yield from self.cut(*paragraph)
        yield from self.cut(f"{block.speaker} {self.document.furniture.draft_quote}" if block.draft else block.speaker)

    def exhibit(self, block: ChartBlock | TableBlock) -> Iterator[Sentence]:
        """A chart's title, what it measures and its alternative text; a table's caption and a sentence for each row."""
        if isinstance(block, ChartBlock):
            yield from self.cut(block.chart.headline, exhibit=True, drawn=block.chart.figures)
            for words in (block.chart.subtitle, block.chart.alt):
                yield from self.cut(words, exhibit=True)
            yield from self.cut(block.chart.source, exhibit=True)
            return
        yield from self.cut(block.table.caption, exhibit=True)
        yield from self.cut(" | ".join(column.label for column in block.table.columns), exhibit=True)
        for row in block.table.rows:
            yield from self.cut(*_separated(row), exhibit=True)
        yield from self.cut(block.table.source, exhibit=True)

    def cut(
        self, *parts: Run | TableCell | str, exhibit: bool = False, drawn: Iterable[str] = ()
    ) -> Iterator[Sentence]:
        """A passage cut into sentences; the numbers of an exhibit follow from data and are no words of its frame."""
        passage = _passage(*parts)
        where = " › ".join(self.headings[1:] or self.headings)
        text = " ".join(passage.text.split())
        for part in _END.split(text) if text else ():
            frame = passage.named(part)
            named = _NUMBER.sub("#", frame) if exhibit else frame
            yield Sentence(where, passage.filled(part), named, passage.figures(part) | {*drawn})


def sentences(document: Document) -> list[Sentence]:
    """The sentences of a document in reading order: its marking, blocks and notes."""
    return [*_Reader(document).read()]


def _passage(*parts: Run | TableCell | str) -> _Passage:
    passage = _Passage()
    for part in parts:
        passage.add(Run(part) if isinstance(part, str) else part)
    return passage


def _separated(row: tuple[TableCell, ...]) -> Iterator[TableCell | str]:
    for place, cell in enumerate(row):
        if place:
            yield " | "
        yield cell

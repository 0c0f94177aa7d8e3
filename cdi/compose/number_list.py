"""The list that every document ends with: how each number in it was made, and where it is first used.

It is composed of blocks that every skin knows, so that HTML and PDF say the same. The place of a number in the list is
`number.<figure id>`, its first use `use.<figure id>`: no heading's anchor has a full stop in it, so none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cdi.compose.tongue import IN_ENGLISH, Tongue
from cdi.house_style import formatting
from cdi.measures.figures import printed_base
from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Fields,
    Grade,
    Heading,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Run,
    Runs,
    TableBlock,
    exhibit_anchor,
)
from cdi.model.document_parts import with_changes
from cdi.model.figure import Figure, Figures, Interval
from cdi.model.furniture import Furniture

# Figures that follow from others whoever published these.
_WORKED_OUT = ("change", "distance", "additional crimes", "margin")
ANCHOR = "how-each-number-was-made"
_NAME_OF_TABLE = re.compile(r"[a-z]+(_[a-z0-9]+)*")


def with_number_list(
    blocks: Iterable[Block],
    notes: tuple[Note, ...],
    figures: Figures,
    words: Furniture,
    tongue: Tongue = IN_ENGLISH,
    published_bases: Mapping[str, str] | None = None,
) -> tuple[list[Block], tuple[Note, ...]]:
    """The blocks with the place of each number's first use marked, and behind them the list of the numbers.

    `published_bases` says by id how a published figure was published (see `cdi.contract.published_measures.BASES`).
    A document that prints no figure has no list. In a heading nothing is marked, since contents repeat it: a number
    that is used in a heading first leads back to the heading.
    """
    uses = _FirstUses()
    marked = [with_changes(block, uses.marked) for block in blocks]
    notes = tuple(replace(note, runs=uses.runs(note.runs)) for note in notes)
    if not uses.anchors:
        return marked, notes
    heading = Heading(2, (Run(words.numbers_heading),), free_anchor(ANCHOR, marked))
    inside, bases = tongue.furniture or words, published_bases or {}
    entries = (
        _entry(figures[figure_id], anchor, inside, bases.get(figure_id, "published"))
        for figure_id, anchor in uses.anchors.items()
    )
    items = tuple((Paragraph(tuple(replace(run, language=tongue.of_template) for run in runs)),) for runs in entries)
    return [*marked, heading, Paragraph((Run(words.numbers_intro),)), ListBlock("numbers", items)], notes


@dataclass
class _FirstUses:
    """Where each figure is first printed, in reading order."""

    anchors: dict[str, str] = field(default_factory=dict)

    def marked(self, block: Block) -> Block | None:
        """The block with an anchor on each run that prints a figure for the first time; None for a block of blocks."""
        match block:
            case KeyFigures() | ListBlock() | Box():
                return None
            case Paragraph() | Callout() | Grade():
                return replace(block, runs=self.runs(block.runs))
            case Fields():
                return replace(block, rows=tuple((label, self.runs(value)) for label, value in block.rows))
            case Quote():
                return replace(block, paragraphs=tuple(map(self.runs, block.paragraphs)))
            case Heading():
                for run in block.runs:
                    self._note(run.figure, block.anchor)
            case TableBlock():
                for cell in (cell for row in block.table.rows for cell in row):
                    self._note(cell.figure, exhibit_anchor(block))
            case ChartBlock():
                for figure_id in block.chart.figures:
                    self._note(figure_id, exhibit_anchor(block))
        return block

    def runs(self, runs: Runs) -> Runs:
        """The runs, with an anchor on each that prints a figure for the first time."""
        return tuple(
            replace(run, anchor=f"use.{run.figure}") if self._note(run.figure, f"use.{run.figure}") else run
            for run in runs
        )

    def _note(self, figure_id: str | None, anchor: str) -> bool:
        """Keep the place of a figure unless it was printed before; returns whether this is the first."""
        if figure_id is None or figure_id in self.anchors:
            return False
        self.anchors[figure_id] = anchor
        return True


def free_anchor(anchor: str, blocks: Iterable[Block]) -> str:
    """The anchor of a list behind the text, or another like it where a heading of the text has it."""
    anchors = {block.anchor for block in blocks if isinstance(block, Heading)}
    return anchor if anchor not in anchors else f"{anchor}.list"


def _entry(figure: Figure, anchor: str, words: Furniture, published_as: str) -> Runs:
    """The number, which leads to where it is first used, then what it is and how it was made."""
    label = f" {formatting.capitalised(figure.label)}. "
    parts = " ".join(_parts(figure, words, published_as))
    return (Run(figure.printed, strong=True, href=f"#{anchor}", anchor=f"number.{figure.id}"), Run(f"{label}{parts}"))


def _parts(figure: Figure, words: Furniture, published_as: str) -> Iterator[str]:
    basis = _basis(figure, words, published_as)
    base = printed_base(figure)
    if base != figure.label and (base != words.number_as_published or base == basis):
        yield words.number_base.format(base=base)
    if figure.interval is not None:
        yield _interval(figure, figure.interval, words)
    if figure.test is not None:
        yield words.number_test.format(method=figure.test.method)
    yield words.number_source.format(basis=basis, source=_sources(figure))


def _interval(figure: Figure, interval: Interval, words: Furniture) -> str:
    write = formatting.estimate if figure.unit == "crimes" else lambda bound: formatting.decimals(bound, 1)
    sign = "%" if figure.unit == "percent" else ""
    low, high = (f"{write(bound)}{sign}" for bound in (interval.low, interval.high))
    return words.number_interval.format(
        level=formatting.level(interval.level), low=low, high=high, method=interval.method
    )


def _sources(figure: Figure) -> str:
    """The tables by their names in words, and published reports by their titles."""
    return formatting.listed(
        [name.replace("_", " ") if _NAME_OF_TABLE.fullmatch(name) else name for name in figure.sources]
    )


def _basis(figure: Figure, words: Furniture, published_as: str) -> str:
    """What a figure rests on; of one that follows from published ones, that it was worked out."""
    if figure.basis != "published":
        return _bases(words)[figure.basis]
    how = "derived" if figure.role in _WORKED_OUT else published_as
    return {"derived": words.number_derived, "rounded": words.number_rounded, "floor": words.number_floor}.get(
        how, words.number_as_published
    )


def _bases(words: Furniture) -> Mapping[str, str]:
    return {
        "records": words.number_of_records,
        "reconstruction": words.number_of_reconstruction,
        "published": words.number_as_published,
        "register": words.number_of_register,
        "made up": words.number_made_up,
    }

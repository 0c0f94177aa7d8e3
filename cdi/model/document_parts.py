"""One way through the tree of a document: the blocks within blocks, the pieces of text of each, and a changed copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
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


def blocks_within(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block at any depth, each before the blocks inside it."""
    for block in blocks:
        yield block
        match block:
            case ListBlock():
                yield from blocks_within(chain.from_iterable(block.items))
            case Box():
                yield from blocks_within(block.blocks)
            case KeyFigures():
                yield from blocks_within(block.boxes)
            case Grades():
                yield from blocks_within(badge for _, badge in block.badges)


def with_changes(block: Block, change: Callable[[Block], Block | None]) -> Block:
    """The block as `change` gives it; where it gives None, the block with those inside it changed in the same way."""
    changed = change(block)
    if changed is not None:
        return changed
    match block:
        case ListBlock():
            return replace(
                block, items=tuple(tuple(with_changes(each, change) for each in item) for item in block.items)
            )
        case Box():
            return replace(block, blocks=tuple(with_changes(each, change) for each in block.blocks))
        case KeyFigures():
            boxes = (
                replace(box, blocks=tuple(with_changes(each, change) for each in box.blocks)) for box in block.boxes
            )
            return replace(block, boxes=tuple(boxes))
    return block


def runs_within(blocks: Iterable[Block]) -> Iterator[Run]:
    """Every piece of text of blocks at any depth. Charts, tables and contents hold none: their texts are no runs."""
    for block in blocks_within(blocks):
        match block:
            case Heading() | Paragraph() | Callout() | Grade():
                yield from block.runs
            case Fields():
                yield from chain.from_iterable(runs for _, runs in block.rows)
            case Quote():
                yield from chain.from_iterable(block.paragraphs)
            # Their text is in the blocks inside them, or in no run at all. Named, so that a new kind is thought of.
            case Grades() | KeyFigures() | Box() | ListBlock():
                continue
            case IntervalBar() | ChartBlock() | TableBlock() | Contents():
                continue

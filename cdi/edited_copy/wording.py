"""What differs in a copy, as text and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cdi.edited_copy.comparison import EditedCopy, EditedFigure, EditedParagraph
from cdi.model.one_line import show_hidden

FORMAT = 1
_LONGEST = 300


def as_json(edited: EditedCopy) -> dict[str, Any]:
    """The comparison as plain values, every change included."""
    return {"format": FORMAT, **asdict(edited)}


def as_text(edited: EditedCopy, shown: int) -> str:
    """The comparison as lines of text, with at most `shown` changes of each kind."""
    return show_hidden("\n".join(_lines(edited, shown)))


def _lines(edited: EditedCopy, shown: int) -> Iterator[str]:
    if not edited.figures and not edited.paragraphs and not edited.moved:
        yield "Nothing was changed: every figure and every paragraph is as delivered."
    if edited.figures:
        yield f"Figures that are not as delivered: {len(edited.figures)}"
        for figure in edited.figures[:shown]:
            yield from _figure(figure)
        yield from _more(len(edited.figures) - shown)
    if edited.paragraphs:
        yield f"Paragraphs that differ: {len(edited.paragraphs)}"
        for paragraph in edited.paragraphs[:shown]:
            yield from _paragraph(paragraph)
        yield from _more(len(edited.paragraphs) - shown)
    if edited.moved:
        yield f"Paragraphs that only stand elsewhere: {edited.moved}"
    if edited.unbound:
        yield f"Figures printed as delivered, but no longer bound to their ids: {edited.unbound}"


def _figure(change: EditedFigure) -> Iterator[str]:
    yield f"  {change.place}: {change.figure} ({change.facet})"
    now = "no longer there: typed over, or taken out" if change.after is None else change.after
    yield f"    delivered: {change.before}"
    yield f"    copy:      {_short(now)}"


def _paragraph(change: EditedParagraph) -> Iterator[str]:
    what = "added" if change.before is None else "taken out" if change.after is None else "changed"
    yield f"  {change.place}: {what}"
    if change.before is not None:
        yield f"    delivered: {_short(change.before)}"
    if change.after is not None:
        yield f"    copy:      {_short(change.after)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"  and {number} more; --rows shows more of them"

"""The parts of a notebook as slides: one for each question, and one for each further result under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cdi.render.notebook_parts import HeadingPart, Part, Result

_OPENING = ("slide", "subslide")
_LEFT_OUT = ("skip", "notes")
_CHAPTER = 2
"""Headings down to this level open a slide."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its heading, and what stands under it. `number` counts the slides that share a heading, from one."""

    heading: HeadingPart
    parts: list[Part] = field(default_factory=list)
    number: int = 1

    @property
    def title(self) -> str:
        """The heading in plain text, with a number from the second slide on that has it."""
        return self.heading.text if self.number == 1 else f"{self.heading.text} ({self.number})"


def make_slides(parts: Iterable[Part], title: HeadingPart) -> list[Slide]:
    """The slides of a deck; `title` heads the first when the notebook does not open with a heading.

    A notebook with slide types of its own (slide, subslide) is divided by them; any other by its headings, and so that
    no slide shows two results. Cells marked skip or notes are left out of both, and slides without anything on them
    but the first.
    """
    shown = [part for part in parts if part.slide not in _LEFT_OUT]
    own = any(part.slide in _OPENING for part in shown)
    slides: list[Slide] = []
    before: Part | None = None
    for part in shown:
        opens = _opens_by_type(part, before) if own else _opens(part, slides)
        if opens or not slides:
            slides.append(_open_slide(part, slides, title))
        if part is not slides[-1].heading:
            slides[-1].parts.append(part)
        before = part
    return [slide for place, slide in enumerate(slides) if slide.parts or place == 0]


def _opens(part: Part, slides: Sequence[Slide]) -> bool:
    if isinstance(part, HeadingPart):
        return part.level <= _CHAPTER
    return isinstance(part, Result) and bool(slides) and any(isinstance(one, Result) for one in slides[-1].parts)


def _opens_by_type(part: Part, before: Part | None) -> bool:
    """The parts of one cell share its type, so only the first of them opens a slide; a heading always may."""
    return part.slide in _OPENING and (before is None or before.slide != part.slide or isinstance(part, HeadingPart))


def _open_slide(part: Part, slides: Sequence[Slide], title: HeadingPart) -> Slide:
    if isinstance(part, HeadingPart):
        return Slide(part)
    if not slides:
        return Slide(title)
    return replace(slides[-1], parts=[], number=slides[-1].number + 1)

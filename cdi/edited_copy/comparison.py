"""A copy beside the document that it was made from: figures changed by hand, and paragraphs that differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from cdi.edited_copy.word_file import WordFile, WrittenParagraph, read_word_file
from cdi.model.document import Document
from cdi.model.document_json import document_as_json
from cdi.model.errors import PublicationRefused
from cdi.render.word import styles
from cdi.render.word.binding import figure_tag
from cdi.render.word.document import render_word
from cdi.render.word.template import read_layout
from cdi.workspace.templates import SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE

# Chosen: paragraphs that share half of their letters are one paragraph, edited.
_ALIKE = 0.5
_MOST_PAIRS = 2_500


@dataclass(frozen=True, slots=True)
class EditedFigure:
    """A figure whose text in the copy is not what was delivered; `after` is None where it is no longer bound."""

    place: str
    figure: str
    facet: str
    before: str
    after: str | None


@dataclass(frozen=True, slots=True)
class EditedParagraph:
    """A paragraph that differs; `before` is None for one that was added, `after` for one that was taken out."""

    place: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EditedCopy:
    """What differs between a copy and the document delivered.

    `unbound` counts the figures whose text is as delivered but that the copy no longer binds, `moved` the paragraphs
    that stand elsewhere.
    """

    figures: tuple[EditedFigure, ...]
    paragraphs: tuple[EditedParagraph, ...]
    unbound: int = 0
    moved: int = 0

    def refuse_changed_figures(self) -> None:
        """Raise PublicationRefused when a figure is not printed as it was delivered."""
        if self.figures:
            number = len(self.figures)
            what = "a figure is" if number == 1 else f"{number} figures are"
            raise PublicationRefused(
                f"{what} not as delivered; a figure is changed in the data or in its words, and built again"
            )


def compare_copy(delivered: Document, copy: WordFile) -> EditedCopy:
    """What somebody changed in a copy, paragraph by paragraph."""
    original = read_word_file(render_word(delivered))
    places = list(_places(original.paragraphs))
    names = dict(_figures_by_tag(document_as_json(delivered)))
    comparison = _Comparison(names, [], [])
    before_texts, after_texts = ([each.text for each in file.paragraphs] for file in (original, copy))
    for _, *spans in SequenceMatcher(None, before_texts, after_texts, autojunk=False).get_opcodes():
        one = list(zip(original.paragraphs, places, strict=True))[spans[0] : spans[1]]
        other = copy.paragraphs[spans[2] : spans[3]]
        before = places[spans[0] - 1] if spans[0] else "the beginning"
        pairs = zip(one, other, strict=True) if len(one) == len(other) else _pair(one, other)
        for was, now in pairs:
            comparison.note(was, now, before)
    return comparison.result()


@dataclass
class _Comparison:
    names: Mapping[str, tuple[str, str]]
    figures: list[EditedFigure]
    paragraphs: list[EditedParagraph]
    unbound: int = 0

    def note(self, was: _Placed | None, now: WrittenParagraph | None, before: str) -> None:
        """Keep what differs between a paragraph and what became of it."""
        if was is None or now is None:
            place = f"after {before}" if was is None else was[1]
            gone, come = was[0].text if was else None, now.text if now else None
            self.paragraphs.append(EditedParagraph(place, gone, come))
            return
        paragraph, place = was
        if paragraph.text != now.text:
            self.paragraphs.append(EditedParagraph(place, paragraph.text, now.text))
        texts = defaultdict[str, list[str]](list)
        for control in now.controls:
            texts[control.tag].append(control.text)
        for control in paragraph.controls:
            left = texts[control.tag]
            after = left.pop(0) if left else None
            if after == control.text:
                continue
            if after is None and _prints(now.text, _as_it_stood(control.text, paragraph.text)):
                self.unbound += 1
            else:
                figure, facet = self.names.get(control.tag, (control.tag, ""))
                self.figures.append(EditedFigure(place, figure, facet, control.text, after))

    def result(self) -> EditedCopy:
        """What differs, without paragraphs that only stand elsewhere."""
        added = [each.after for each in self.paragraphs if each.before is None]
        moved = {each.before for each in self.paragraphs if each.after is None and each.before in added}
        changed = [
            each
            for each in self.paragraphs
            if not (each.after is None and each.before in moved) and not (each.before is None and each.after in moved)
        ]
        return EditedCopy(tuple(self.figures), tuple(changed), self.unbound, len(moved))


_Placed = tuple[WrittenParagraph, str]
_Pair = tuple[_Placed | None, WrittenParagraph | None]


def _pair(one: Sequence[_Placed], other: Sequence[WrittenParagraph]) -> Iterator[_Pair]:
    """Each paragraph with what became of it: the first behind the pair before that is much like it, if any is."""
    start = 0
    small = len(one) * len(other) <= _MOST_PAIRS
    for was in one:
        rest = range(start, len(other)) if small else range(start, min(start + 1, len(other)))
        match = next((place for place in rest if _alike(was[0].text, other[place].text)), None)
        if match is None:
            yield was, None
            continue
        yield from ((None, each) for each in other[start:match])
        yield was, other[match]
        start = match + 1
    yield from ((None, each) for each in other[start:])


def _as_it_stood(number: str, text: str) -> str:
    """The number with the sign for percent, where that stands behind its control and so belongs to what is printed."""
    return f"{number}%" if f"{number}%" in text else number


def _prints(text: str, number: str) -> bool:
    """Whether a number stands in a text, and not as a part of a longer one; some programs lose controls, no words."""
    return re.search(rf"(?<![\w.,]){re.escape(number)}(?![\w%]|[.,]\d)", text) is not None


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _places(paragraphs: Sequence[WrittenParagraph]) -> Iterator[str]:
    """Where each paragraph stands, as a reader would say it."""
    layout = read_layout(SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE)
    headings = {layout.style(name) for name in (styles.TITLE, *styles.HEADINGS)}
    heading, number, note = "the beginning", 0, 0
    for paragraph in paragraphs:
        if paragraph.is_note:
            note += 1
            yield f"note {note}"
        elif paragraph.style in headings:
            heading, number = f"“{paragraph.text}”", 0
            yield f"the heading {heading}"
        elif paragraph.cell is not None:
            table, row, column = paragraph.cell
            yield f"table {table}, row {row}, column {column}"
        else:
            number += 1
            yield f"{heading}, paragraph {number}"


def _figures_by_tag(plain: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """The id and the facet behind each tag, from whatever prints a figure in the tree."""
    if isinstance(plain, dict):
        if isinstance(figure := plain.get("figure"), str):
            facet = plain.get("facet") or ""
            yield figure_tag(figure, facet), (figure, facet)
        plain = list(plain.values())
    if isinstance(plain, list | tuple):
        for each in plain:
            yield from _figures_by_tag(each)

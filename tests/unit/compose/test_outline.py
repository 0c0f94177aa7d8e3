"""A heading that nothing stands under falls away, unless something leads to it."""

import pytest

from cdi.compose.outline import linked_anchors, without_empty_sections
from cdi.model.document import (
    Block,
    Box,
    Callout,
    Fields,
    Grade,
    Grades,
    Heading,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Run,
)

WORDS = Paragraph((Run("Words."),))


def heading(level: int, anchor: str, *, appendix: bool = False, number: str | None = None) -> Heading:
    return Heading(level, (Run(anchor),), anchor, appendix, number)


def left(*blocks: Block, links: tuple[str, ...] = ()) -> list[str]:
    return [block.anchor if isinstance(block, Heading) else "words" for block in without_empty_sections(blocks, links)]


def test_an_empty_section_falls_away_with_its_empty_subsections() -> None:
    blocks = heading(1, "title"), heading(2, "a"), heading(3, "b"), heading(2, "c"), WORDS, heading(2, "d")
    assert left(*blocks) == ["title", "c", "words"]


def test_a_section_with_a_subsection_that_has_words_stays() -> None:
    assert left(heading(2, "a"), heading(3, "b"), heading(3, "c"), WORDS) == ["a", "c", "words"]


def test_what_is_led_to_numbered_a_title_or_an_appendix_stays() -> None:
    blocks = heading(1, "title"), heading(2, "a"), heading(2, "b", number="2"), heading(2, "c", appendix=True)
    assert left(*blocks, links=("a",)) == ["title", "a", "b", "c"]


LINK = (Run("see "), Run("there", href="#a"))
BOX = Box("key", "A number", (Paragraph(LINK),))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(LINK), Callout(LINK), Grade("Good", LINK), Grades((("overall", Grade("Good", LINK)),)), BOX,
        KeyFigures((BOX,)), ListBlock("bullet", ((WORDS, Paragraph(LINK)),)), Fields((("label", LINK),)),
        Quote("A speaker", draft=False, paragraphs=(WORDS.runs, LINK)),
    ],
    ids=lambda block: block.kind,
)  # fmt: skip
def test_a_link_is_seen_wherever_words_stand(block: Block) -> None:
    assert linked_anchors([WORDS, block]) == {"a"}


def test_a_link_is_seen_in_a_note_and_never_in_words_that_look_like_one() -> None:
    assert linked_anchors([WORDS], [Note(1, LINK)]) == {"a"}
    assert linked_anchors([Paragraph((Run("href='#a'"), Run("out", href="https://example.org/#a")))]) == set()

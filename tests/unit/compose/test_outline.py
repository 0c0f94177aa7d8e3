"""A heading that nothing stands under falls away, unless something leads to it."""

from cdi.compose.outline import without_empty_sections
from cdi.model.document import Block, Heading, Paragraph, Run

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

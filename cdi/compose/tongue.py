"""The language of a document beside that of its template, and the furniture that goes with each.

Author text is in the language of the document. What templates, charts, tables and registers say is English, so a block
of theirs is English as a whole, with the furniture in it: "Table 1", "Appendix A".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdi.compose.furniture import read_furniture
from cdi.model.document import Block, Box, Heading, Paragraph, Run
from cdi.model.furniture import Furniture
from cdi.model.language import ENGLISH, Language
from cdi.workspace.templates import Templates

_INSIDE_BLOCKS = ("chart_title", "table_title", "graded", "appendix", "appendix_heading", "section")
"""The words that a skin or the parser puts into a block of the template."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """`furniture` is that of English blocks in a document of another language; None where all is in one."""

    language: Language = ENGLISH
    furniture: Furniture | None = None

    @property
    def of_template(self) -> str | None:
        """The language of the template's words, where the document is in another."""
        return ENGLISH if self.furniture else None


IN_ENGLISH = Tongue()


def furniture_and_tongue(language: Language, templates: Templates) -> tuple[Furniture, Tongue]:
    """The furniture that skins set around the blocks of a document of that language, and how it is divided."""
    english = read_furniture(ENGLISH, templates)
    if language == ENGLISH:
        return english, IN_ENGLISH
    inside = {name: getattr(english, name) for name in _INSIDE_BLOCKS}
    return replace(read_furniture(language, templates), **inside), Tongue(language, english)


def with_only_english(blocks: Sequence[Block], words: Furniture) -> tuple[Block, ...]:
    """The blocks with a notice under the title of which parts are in English only."""
    notice = Box("notice", words.only_english_title, (Paragraph((Run(words.only_english),)),))
    title = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1)
    return (*blocks[: title + 1], notice, *blocks[title + 1 :])

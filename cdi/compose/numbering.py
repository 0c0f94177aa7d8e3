"""Numbers of paragraphs and sections, counted as they come and typed nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scheme = Literal["numbered", "decimal", "outline"]


@dataclass
class Numbering:
    """The counters of one numbered run.

    `numbered` counts paragraphs 1. 2. 3. across headings; `decimal` counts sections 4, what stands in them 4.1 (a
    paragraph or a sub-section), and the paragraphs of a sub-section 4.1.1; `outline` counts headings 2 and 2.1 only.
    """

    scheme: Scheme
    first_level: int = 0
    paragraphs: int = 0
    section: int = 0
    item: int = 0
    inner: int = 0
    in_subsection: bool = False

    def heading(self, level: int) -> str | None:
        """The number of the next heading of that level, if headings are numbered."""
        if self.scheme == "numbered":
            return None
        self.first_level = self.first_level or level
        if level == self.first_level:
            self.section, self.item, self.inner, self.in_subsection = self.section + 1, 0, 0, False
            return str(self.section)
        self.item, self.inner, self.in_subsection = self.item + 1, 0, True
        return f"{self.section}.{self.item}"

    def paragraph(self) -> str | None:
        """The number of the next paragraph, if paragraphs are numbered."""
        if self.scheme == "outline":
            return None
        if self.scheme == "numbered":
            self.paragraphs += 1
            return f"{self.paragraphs}."
        if self.in_subsection:
            self.inner += 1
            return f"{self.section}.{self.item}.{self.inner}"
        self.item += 1
        return f"{self.section}.{self.item}"

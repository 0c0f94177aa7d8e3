"""The languages that a document can be written in."""

from __future__ import annotations

from typing import Literal

Language = Literal["en-GB", "cy"]
"""BCP 47 tags. Author text may be in any of them; the sentences of templates are English."""

ENGLISH: Language = "en-GB"
WELSH: Language = "cy"

"""The names by which a Word file is bound to the report it was made from: figures, marks of a template, the report.

`cdi.edited_copy` reads them back. Word takes 64 signs for a tag and 40 for a bookmark, and some ids are longer.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

MARKING, PAGE = "cdi.marking", "cdi.page"
"""The tags of the controls in a template's header and footer that are filled with the marking and the page number."""
REPORT, TREE = "cdi report", "cdi tree"
"""The file's own properties that say which document it is, and the checksum of the tree that it was made from."""
_LONGEST_TAG, _LONGEST_BOOKMARK = 64, 40
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """What a Word file says it was made from: `report` as force/audit/document, and its tree's SHA-256."""

    report: str
    tree: str


def figure_tag(figure: str, facet: str) -> str:
    """The tag of a control that prints this facet of a figure: "recording.overall|printed"."""
    tag = f"{figure}|{facet}"
    if len(tag) <= _LONGEST_TAG:
        return tag
    return f"{figure[: _LONGEST_TAG - _DIGITS - len(facet) - 2]}~{_digest(figure)}|{facet}"


def bookmark_name(anchor: str) -> str:
    """The bookmark of an anchor: hidden (it begins with _), and of letters, digits and underscores alone."""
    plain = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    name = f"_{plain}"
    if plain == anchor and len(name) <= _LONGEST_BOOKMARK:
        return name
    return f"{name[: _LONGEST_BOOKMARK - _DIGITS - 1]}_{_digest(anchor)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]

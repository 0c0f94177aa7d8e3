"""Author text: one Markdown file for each document, cut into blocks by their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cdi.model.errors import PublicationRefused, TextPlace
from cdi.workspace.audit_files import read_author_file

_HEADING = re.compile(r"^##(?: (.*))?$", re.MULTILINE)
UNWRITTEN = "*To be written:"
"""How a block begins that is still to be written; a document that uses one says that it is a draft."""


def unwritten(blocks: Mapping[str, str]) -> set[str]:
    """The blocks that a scaffold left for people to write."""
    return {key for key, text in blocks.items() if text.startswith(UNWRITTEN)}


def read_narrative(folder: Path) -> dict[str, str]:
    """Blocks by `document/key`, from `narrative/<document>.md` with a `## key` line above each block.

    What stands before the first key is a comment to authors. Raises PublicationRefused, with file and line, for a key
    that is empty, occurs twice or has no text.
    """
    blocks: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        text, file = read_author_file(path, folder.parent), f"{folder.name}/{path.name}"
        headings = [*_HEADING.finditer(text)]
        ends = [each.start() for each in (*headings[1:],)] + [len(text)]
        for heading, end in zip(headings, ends, strict=False):  # a file without headings has an end and no block
            place = TextPlace(file, text.count("\n", 0, heading.start()) + 1)
            _keep(blocks, path.stem, (heading[1] or "").strip(), text[heading.end() : end].strip(), place)
    return blocks


def read_places(folder: Path) -> dict[str, TextPlace]:
    """Where the text of each block of `read_narrative` begins: the file as an author knows it, and the line."""
    places: dict[str, TextPlace] = {}
    for path in sorted(folder.glob("*.md")):
        key = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("## "):
                key = f"{path.stem}/{line.removeprefix('## ').strip()}"
            elif key and line.strip():
                places.setdefault(key, TextPlace(f"{folder.name}/{path.name}", number))
    return places


def _keep(blocks: dict[str, str], document: str, name: str, text: str, place: TextPlace) -> None:
    key = f"{document}/{name}"
    if not name:
        problem = "a block without a key; expected ## and the key that the document asks for"
    elif key in blocks:
        problem = f"block {key} occurs twice"
    elif not text:
        problem = f"block {key} has no text"
    else:
        blocks[key] = text
        return
    raise PublicationRefused(f"{problem} (at {place})", place)

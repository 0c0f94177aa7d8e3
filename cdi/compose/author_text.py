"""Author text: one Markdown file for each document, cut into blocks by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdi.model.errors import PublicationRefused, TextPlace
from cdi.workspace.audit_files import read_author_file
from cdi.workspace.settings import find_placeholders

UNWRITTEN = "*To be written:"
"""How a block begins that is still to be written; a document that uses one says that it is a draft."""


def owed(documents: dict[str, Any], blocks: Mapping[str, str]) -> list[str]:
    """What a scaffold left for people to fill in: settings in <angle brackets> and blocks that are to be written."""
    return find_placeholders(documents) + [key for key, text in blocks.items() if text.startswith(UNWRITTEN)]


def read_narrative(folder: Path) -> dict[str, str]:
    """Blocks by `document/key`, from `narrative/<document>.md` with a `## key` line above each block.

    What stands before the first key is a comment to authors. Raises PublicationRefused for a key that occurs twice
    or has no text.
    """
    blocks: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        key, lines = "", list[str]()
        for line in [*read_author_file(path, folder.parent).split("\n"), "## "]:
            if not line.startswith("## "):
                lines.append(line)
                continue
            if key:
                _keep(blocks, f"{path.stem}/{key}", "\n".join(lines).strip(), path)
            key, lines = line.removeprefix("## ").strip(), []
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


def _keep(blocks: dict[str, str], key: str, text: str, path: Path) -> None:
    if key in blocks:
        raise PublicationRefused(f"{path}: block {key} occurs twice")
    if not text:
        raise PublicationRefused(f"{path}: block {key} has no text")
    blocks[key] = text

"""Author text: one Markdown file for each document, cut into blocks by their keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from cdi.model.errors import PublicationRefused
from cdi.workspace.settings import find_placeholders

UNWRITTEN = "*To be written:"
"""How a block begins that its author still owes; a document that uses one says that it is a draft."""


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
        for line in [*path.read_text(encoding="utf-8").splitlines(), "## "]:
            if not line.startswith("## "):
                lines.append(line)
                continue
            if key:
                _keep(blocks, f"{path.stem}/{key}", "\n".join(lines).strip(), path)
            key, lines = line.removeprefix("## ").strip(), []
    return blocks


def _keep(blocks: dict[str, str], key: str, text: str, path: Path) -> None:
    if key in blocks:
        raise PublicationRefused(f"{path}: block {key} stands there twice")
    if not text:
        raise PublicationRefused(f"{path}: block {key} has no text")
    blocks[key] = text


def document_types(templates: Path) -> list[str]:
    """The documents that there are templates of, by the names that `documents.toml` uses."""
    return sorted(_document(path) for path in (templates / "documents").glob("*.md.j2"))


def optional_blocks(templates: Path) -> list[str]:
    """Every block that a template prints when the author gave it, by `document/key`."""
    texts = [path.read_text(encoding="utf-8") for path in _with_words(templates)]
    return list(dict.fromkeys(key for text in texts for key in re.findall(r'optional\("([^"]+)"\)', text)))


def asked_for(templates: Path, documents: Collection[str] | None = None) -> list[str]:
    """Every block that the documents (all when none is named) ask for in some case, by `document/key`, in order."""
    keys: list[str] = []
    for path in _with_words(templates, documents):
        text = path.read_text(encoding="utf-8")
        keys += re.findall(r'(?:narrative|quotation)\("([^"]+)"', text)
        # A template with many blocks of its own document has a short form for them.
        keys += [f"{_document(path)}/{key}" for key in re.findall(r'\{\{ text\("([^"]+)"\) \}\}', text)]
    return list(dict.fromkeys(keys))


def _with_words(templates: Path, documents: Collection[str] | None = None) -> list[Path]:
    """The templates of documents, and the passages that they share."""
    held = sorted((templates / "documents").glob("*.md.j2"))
    if documents is None:
        return [*held, *sorted((templates / "passages").glob("*.md.j2"))]
    found: dict[Path, None] = {}
    waiting = [path for path in held if _document(path) in documents]
    while waiting:
        path = waiting.pop(0)
        if path not in found and path.is_file():
            found[path] = None
            text = path.read_text(encoding="utf-8")
            waiting += [templates / "passages" / name for name in re.findall(r'(?:import|from) "([^"]+)"', text)]
    return list(found)


def _document(path: Path) -> str:
    return path.name.removesuffix(".md.j2").replace("_", "-")

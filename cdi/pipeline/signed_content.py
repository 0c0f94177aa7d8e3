"""What a signature covers: the tree of a document without its draft marking, and the files of the analysis.

Pages, PDF and every other form follow from these two, so a sign-off changes no byte of what was signed: only the word
"draft", which is laid over afterwards, goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cdi.bundle.bundle import Bundle
from cdi.model.document import Document
from cdi.model.document_json import document_as_json
from cdi.workspace.sign_off import read_sign_off


def checksum_of_document(document: Document) -> str:
    """The checksum of every word, number, reference and drawing of a document."""
    return _checksum(document_as_json(_with_draft(document, draft=False)))


def checksum_of_figures(manifest: Mapping[str, Any]) -> str:
    """The checksum of the files of an analysis, from the manifest of its bundle."""
    return _checksum(manifest["files"])


def mark_draft(document: Document, name: str, bundle: Bundle, folder: Path) -> Document:
    """The document, marked as a draft unless it is signed off in the audit folder as it is here."""
    signed = read_sign_off(folder).covers(name, checksum_of_document(document), checksum_of_figures(bundle.manifest))
    return _with_draft(document, draft=not signed)


def are_figures_signed(bundle: Bundle, folder: Path) -> bool:
    """Whether the files of an analysis, of which the workbook is made, are signed off in the audit folder."""
    return read_sign_off(folder).covers_figures(checksum_of_figures(bundle.manifest))


def _with_draft(document: Document, *, draft: bool) -> Document:
    return replace(document, settings=replace(document.settings, draft=draft))


def _checksum(plain: object) -> str:
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

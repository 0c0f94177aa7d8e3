"""Where a figure is printed: every sentence of every document of an audit that prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.document import compose
from cdi.diff.sentences import sentences
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import CdiError
from cdi.workspace.paths import Workspace


@dataclass(frozen=True, slots=True)
class PrintedSentence:
    """A sentence that prints a figure: its document, the headings above it, and how it reads."""

    document: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The sentences of all documents, and the documents that could not be looked at, each with the reason."""

    sentences: tuple[PrintedSentence, ...] = ()
    unread: tuple[str, ...] = ()


def find_sentences(workspace: Workspace, ref: AuditRef, figure_id: str) -> Pages:
    """The sentences that print a figure in the documents as they were delivered, or else as they would be now.

    A document that was not delivered is composed of the last analysis, and is not looked at when there is none.
    """
    if ref not in workspace.reportable(ref.force):
        return Pages()
    printed: list[PrintedSentence] = []
    unread: list[str] = []
    for name in workspace.documents(ref):
        document = _read_delivered(workspace.report_folder(ref) / f"{name}.json")
        try:
            tree = document or _compose(workspace, ref, name)
        except CdiError:
            unread.append(f"{name}: not built yet; cdi report {ref.force} --audit {ref.audit} --doc {name} builds it")
            continue
        printed += _of_document(name, tree, figure_id)
    return Pages(tuple(printed), tuple(unread))


def _read_delivered(path: Path) -> Document | None:
    """The tree of a delivered document; None where there is none that this version reads."""
    try:
        return document_from_bytes(path.read_bytes())
    except (OSError, ValueError):
        return None


def _compose(workspace: Workspace, ref: AuditRef, name: str) -> Document:
    bundle = read_bundle(workspace.work_folder(ref) / "bundle", ref)
    return compose(bundle, workspace.audit_folder(ref), name, workspace.templates)


def _of_document(name: str, document: Document, figure_id: str) -> Iterator[PrintedSentence]:
    for sentence in sentences(document):
        if figure_id in sentence.figures:
            yield PrintedSentence(name, sentence.where, sentence.text)

"""A delivered report that may be published, as far as its files can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import UsageRefused
from cdi.pipeline.provenance import PROVENANCE, ReportOrigin, read_provenance
from cdi.workspace.paths import Workspace

NOTEBOOK = "analysis.ipynb"
"""The executed notebook, the audit trail of the figures."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivered report: its folder, what it says of itself, its figures, and the trees of its documents by name.

    A document whose tree cannot be read is missing from `trees`. `on` is the day on which it would go out.
    """

    workspace: Workspace
    ref: AuditRef
    on: date
    folder: Path
    origin: ReportOrigin
    bundle: Bundle
    trees: Mapping[str, Document]

    @property
    def inputs(self) -> Path:
        """The audit folder that it was made from."""
        return self.workspace.audit_folder(self.ref)

    @property
    def cure(self) -> str:
        """The command that makes the whole report again."""
        return f"cdi build {self.ref.force}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to publish: what is wrong, where, and what to do about it."""

    what: str
    where: str
    cure: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. To mend it: {self.cure}"


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold before a report goes out, in words, and the look that decides it."""

    holds: str
    look: Callable[[Candidate], Iterable[Refusal]]


def read_candidate(workspace: Workspace, ref: AuditRef, on: date) -> Candidate:
    """The delivered report of an audit, to go out on a day.

    Raises UsageRefused when there is none, or it does not say what it was made from; PublicationRefused for a bundle
    that was changed by hand.
    """
    folder = workspace.report_folder(ref)
    if not (folder / PROVENANCE).is_file():
        raise UsageRefused(f"{ref} is not built yet; build it with: cdi build {ref.force}")
    origin = read_provenance(folder)
    trees = {name: tree for name in origin.documents if (tree := _read_tree(folder / f"{name}.json"))}
    return Candidate(workspace, ref, on, folder, origin, read_bundle(folder, ref), trees)


def _read_tree(path: Path) -> Document | None:
    try:
        return document_from_bytes(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None

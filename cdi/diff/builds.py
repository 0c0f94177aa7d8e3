"""The two builds of a comparison: delivered report folders, each with its record where this machine has it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdi.bundle.bundle import MANIFEST, Bundle, read_bundle, sha256
from cdi.bundle.row_digests import FILE, Fingerprints, read_fingerprints
from cdi.model.audit import Inspection
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Document
from cdi.model.document_json import document_from_bytes
from cdi.model.errors import UsageRefused
from cdi.pipeline.delivery import FILES, MADE_FROM, READABLE, SETTINGS, delivered_record, record_before, report_before
from cdi.pipeline.freshness import input_checksums
from cdi.workspace.names import choose_audit
from cdi.workspace.paths import Workspace


@dataclass(frozen=True, slots=True)
class Record:
    """How a build was made: fingerprints by table, settings of `audit.toml`, and the checksum of each input file."""

    rows: Mapping[str, Fingerprints] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Build:
    """One delivered report.

    `documents` are the trees of its documents by name, None for one whose tree is missing or in another format;
    `record` is None for a folder from elsewhere.
    """

    folder: Path
    ref: AuditRef
    bundle: Bundle
    documents: Mapping[str, Document | None]
    record: Record | None

    @property
    def inspection(self) -> Inspection:
        """The inspection it reports on."""
        stated = self.bundle.facts["inspection"]  # with what follows from it, such as who audited
        return Inspection.model_validate({key: stated[key] for key in stated if key in Inspection.model_fields})


def choose_builds(
    workspace: Workspace, force: str, audit: str | None, before: Path | None = None, after: Path | None = None
) -> tuple[Build, Build]:
    """The build before and the one after: the delivered report and the one before it, or the folders named.

    Raises UsageRefused when a folder is no report of that force, or no earlier build is kept.
    """
    if after is not None and before is None:
        raise UsageRefused("--after names one folder; name the other with --before")
    if before is not None and after is not None and audit is None:
        return _read(workspace, before, force, None), _read(workspace, after, force, None)
    ref = choose_audit(workspace, force, audit)
    now = after or workspace.report_folder(ref)
    if after is None and not (now / MANIFEST).is_file():
        raise UsageRefused(f"{ref} is not built yet; build it with: cdi build {force}")
    then = before or report_before(workspace.work_folder(ref))
    if before is None and not (then / MANIFEST).is_file():
        raise UsageRefused(
            f"no earlier build of {ref} is kept: the first has none before it, and make clean forgets it. "
            f"Build again after a change, or name a report folder with --before"
        )
    if before is None:
        _refuse_damaged(then, _read_files(record_before(workspace.work_folder(ref))))
    return _read(workspace, then, force, None if before else ref.audit), _read(workspace, now, force, ref.audit)


def _read(workspace: Workspace, folder: Path, force: str, audit: str | None) -> Build:
    """The report in a folder; refused when it is none, or one of another force or audit."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        ref = AuditRef(str(manifest["force"]), str(manifest["audit"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageRefused(f"{folder}: not a report folder; expected one such as reports/<force>/<audit>") from None
    if ref.force != force or audit not in (None, ref.audit):
        raise UsageRefused(f"{folder}: a report of {ref}; expected one of {force} {audit or ''}".rstrip())
    return Build(
        folder=folder.relative_to(workspace.root) if folder.is_relative_to(workspace.root) else folder,
        ref=ref,
        bundle=read_bundle(folder, ref),
        documents=_read_documents(folder),
        record=_record(workspace.work_folder(ref), folder),
    )


def _refuse_damaged(folder: Path, files: Mapping[str, str]) -> None:
    """Refuse a kept report of which a file is no longer as it was delivered."""
    for name, checksum in files.items():
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()) != checksum:
            raise UsageRefused(
                f"{path}: damaged or edited since it was kept, so there is nothing to compare with; "
                f"name a report folder with --before"
            )


def _read_files(record: Path) -> dict[str, str]:
    """The checksums of the files that a record is of; none when it has none, or they cannot be read."""
    try:
        files = json.loads((record / FILES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return files if isinstance(files, dict) else {}


def _read_documents(folder: Path) -> dict[str, Document | None]:
    """Every document that the report has a page of, from the tree beside that page."""
    pages = [path for path in sorted(folder.glob("*.html")) if path.name not in READABLE]
    return {page.stem: _read_document(page.with_suffix(".json")) for page in pages}


def _read_document(path: Path) -> Document | None:
    """The tree, or None when an earlier version left none, or one in another format."""
    try:
        return document_from_bytes(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _record(work: Path, folder: Path) -> Record | None:
    """The record of the report that has these files, wherever the folder was copied to; None when there is none."""
    records = {place: _read_files(place) for place in (delivered_record(work), record_before(work))}
    own = {path.name: sha256(path.read_bytes()) for path in folder.iterdir() if path.is_file()}
    alike = {
        place: sum(files.get(name) == checksum for name, checksum in own.items())
        for place, files in records.items()
        if files.get(MANIFEST) == own[MANIFEST]
    }
    return _read_record(max(alike, key=lambda place: alike[place])) if alike else None


def _read_record(place: Path) -> Record:
    settings = place / SETTINGS
    return Record(
        rows=read_fingerprints(place / FILE),
        settings=tomllib.loads(settings.read_text(encoding="utf-8")) if settings.is_file() else {},
        made_from=input_checksums(place / MADE_FROM),
    )

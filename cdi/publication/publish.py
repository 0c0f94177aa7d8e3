"""A report that passes every gate becomes the next published version: a folder of its own that nobody changes again.

It is put together beside its place and moved there in one step, so a version is whole or not there. What a kill left
unfinished is removed by the next publication. The report's lock keeps builds and other publications away meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from cdi.diff import choose_builds, compare
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused, RunFailed, describe_refusal
from cdi.pipeline.locks import lock_report
from cdi.pipeline.provenance import PROVENANCE
from cdi.pipeline.replacement import discard
from cdi.publication.about import Issue, assurance_page, name_of_report, what_changed_as_json, what_changed_page
from cdi.publication.candidate import Candidate, read_candidate
from cdi.publication.crate import CrateWords, crate_of
from cdi.publication.gates import GateOutcome, look_at_gates
from cdi.publication.versions import (
    ABOUT,
    CRATE,
    PUBLISHED,
    PublishedVersion,
    folder_of_versions,
    list_versions,
    read_version,
    sha256_of,
    write_version,
)
from cdi.workspace.names_in_words import force_in_words
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGNING_ROLES, read_sign_off

State = Literal["refused", "nothing changed", "would be published", "published"]


@dataclass(frozen=True, slots=True)
class PublicationOutcome:
    """What came of it. `version` is the one published, or the one that already says the same; None when refused."""

    ref: AuditRef
    outcomes: tuple[GateOutcome, ...]
    state: State
    version: int | None
    folder: Path

    def refuse_closed_gates(self) -> None:
        """Raise PublicationRefused when a gate does not hold."""
        closed = [outcome for outcome in self.outcomes if outcome.refusals]
        if closed:
            gates = "gate does" if len(closed) == 1 else "gates do"
            raise PublicationRefused(f"{self.ref} is not published: {len(closed)} {gates} not hold, as listed above")


def publish(workspace: Workspace, ref: AuditRef, on: date, *, dry_run: bool = False) -> PublicationOutcome:
    """Look at every gate, and when all hold, keep the delivered report as the next version.

    Nothing is written when a gate does not hold, when the latest version already says the same, or in a dry run.
    Raises UsageRefused when no report is delivered, PublicationRefused for a link in the place of versions, RunFailed
    when the system refuses to write; then no version was added.
    """
    home = folder_of_versions(workspace, ref)
    if dry_run:
        return _consider(read_candidate(workspace, ref, on), home)
    with lock_report(workspace, workspace.work_folder(ref)):
        candidate = read_candidate(workspace, ref, on)
        considered = _consider(candidate, home)
        if considered.state != "would be published" or considered.version is None:
            return considered
        signed = read_sign_off(candidate.inputs)
        signatures = tuple(signature for role in SIGNING_ROLES if (signature := signed.of(role)))
        issue = Issue(considered.version, on, signatures)
        try:
            _keep(candidate, considered, issue)
        except OSError as error:
            raise RunFailed(f"not published: {describe_refusal(error)}") from error
    return PublicationOutcome(ref, considered.outcomes, "published", issue.version, considered.folder)


def _consider(candidate: Candidate, home: Path) -> PublicationOutcome:
    """Whether the report may be published, and as what."""
    outcomes, numbers = look_at_gates(candidate), list_versions(home)
    if any(outcome.refusals for outcome in outcomes):
        return PublicationOutcome(candidate.ref, outcomes, "refused", None, home)
    if numbers:
        latest = home / str(numbers[-1])
        if not any(_changed_files(read_version(latest), candidate).values()):
            return PublicationOutcome(candidate.ref, outcomes, "nothing changed", numbers[-1], latest)
    version = numbers[-1] + 1 if numbers else 1
    return PublicationOutcome(candidate.ref, outcomes, "would be published", version, home / str(version))


def _changed_files(before: PublishedVersion, candidate: Candidate) -> Mapping[str, Sequence[str]]:
    """The delivered files that differ from those of a version; that they were made by other code does not count."""
    then = {name: checksum for name, checksum in before.report.items() if name != PROVENANCE}
    now = candidate.origin.files
    return {
        "changed": sorted(name for name in then.keys() & now.keys() if then[name] != now[name]),
        "new": sorted(now.keys() - then.keys()),
        "no longer there": sorted(then.keys() - now.keys()),
    }


def _keep(candidate: Candidate, considered: PublicationOutcome, issue: Issue) -> None:
    place = considered.folder
    place.parent.mkdir(parents=True, exist_ok=True)
    for rest in place.parent.glob(".*.new"):
        discard(rest)
    staging = place.with_name(f".{place.name}.new")
    try:
        report = _copy_report(candidate, staging)
        _write_about(candidate, considered, issue, staging)
        _write_crate(candidate, issue, staging)
        about = {name: sum_ for name, sum_ in _checksums(staging).items() if name not in report}
        before = place.with_name(str(issue.version - 1)) / PUBLISHED
        version = PublishedVersion(
            candidate.ref.force,
            candidate.ref.audit,
            issue.version,
            issue.published_on.isoformat(),
            sha256_of(before) if before.is_file() else None,
            report,
            about,
        )
        write_version(staging, version)
        staging.rename(place)
    finally:
        discard(staging)


def _copy_report(candidate: Candidate, staging: Path) -> dict[str, str]:
    """Copy the delivered files, and hold each copy to the checksum that was signed for: it may change meanwhile."""
    files = {**candidate.origin.files, PROVENANCE: sha256_of(candidate.folder / PROVENANCE)}
    for name, checksum in sorted(files.items()):
        copy = staging / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(candidate.folder / name, copy, follow_symlinks=False)
        if copy.is_symlink() or sha256_of(copy) != checksum:
            raise PublicationRefused(f"{name} was changed while it was published; look at it, then publish again")
    return files


def _write_about(candidate: Candidate, considered: PublicationOutcome, issue: Issue, staging: Path) -> None:
    about = staging / ABOUT
    about.mkdir()
    _write(about / "assurance.html", assurance_page(candidate, issue, considered.outcomes))
    if issue.version == 1:
        return
    workspace, ref = candidate.workspace, candidate.ref
    earlier = considered.folder.with_name(str(issue.version - 1))
    files = _changed_files(read_version(earlier), candidate)
    comparison = compare(workspace, *choose_builds(workspace, ref.force, ref.audit, earlier))
    _write(about / "what-changed.html", what_changed_page(candidate, issue, comparison, files))
    _write(about / "what-changed.json", what_changed_as_json(issue, comparison, files))


def _write_crate(candidate: Candidate, issue: Issue, staging: Path) -> None:
    words = CrateWords(
        candidate.ref,
        issue.version,
        issue.published_on,
        name_of_report(candidate),
        candidate.bundle.facts["provenance"]["statement"] or name_of_report(candidate),
        force_in_words(candidate.workspace, candidate.ref),
        candidate.origin.code,
        issue.signatures,
    )
    _write(staging / CRATE, crate_of(staging, _checksums(staging), words))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _checksums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}

"""The published versions of a report: `reports/published/<force>/<audit>/<number>/`, each with its list of checksums.

`published.json` of a version names every other file in it, and the checksum of the `published.json` before, so that the
whole row of versions vouches for itself. A version is written once and never again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import PublicationRefused
from cdi.publication.candidate import Refusal
from cdi.workspace.paths import Workspace

PUBLISHED = "published.json"
CRATE = "ro-crate-metadata.json"
ABOUT = "about"
"""The folder of a version for what is said about it: assurance, and what changed."""
FORMAT = 1
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_CURE = "restore the version from a backup, and publish a correction as a new version"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """What `published.json` says: `report` are the delivered files, `about` those written on publishing, by checksum.

    `previous` is the checksum of the `published.json` of the version before, None for the first.
    """

    force: str
    audit: str
    version: int
    published_on: str
    previous: str | None
    report: Mapping[str, str]
    about: Mapping[str, str]


def folder_of_versions(workspace: Workspace, ref: AuditRef) -> Path:
    """Where the versions of a report are.

    Raises PublicationRefused for a link on the way there: a version must not come to lie, or be looked for, elsewhere.
    """
    folder = workspace.reports / "published"
    for name in ("", ref.force, ref.audit):
        folder = folder / name
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            shown = folder.relative_to(workspace.root).as_posix()
            raise PublicationRefused(f"{shown}: a link or a file; expected a folder. Move it away, then publish again")
    return folder


def list_versions(home: Path) -> list[int]:
    """The numbers of the published versions, in order."""
    names = [path.name for path in home.iterdir()] if home.is_dir() else []
    return sorted(int(name) for name in names if _NUMBER.fullmatch(name))


def read_version(folder: Path) -> PublishedVersion:
    """What the `published.json` of a version says; PublicationRefused when it does not say it as it was written."""
    from pydantic import TypeAdapter, ValidationError

    try:
        content: dict[str, Any] = json.loads((folder / PUBLISHED).read_text(encoding="utf-8"))
        if content.pop("format") == FORMAT:
            return TypeAdapter(PublishedVersion).validate_python(content)
    except (OSError, ValueError, RecursionError, KeyError, AttributeError, TypeError, ValidationError):
        pass
    raise PublicationRefused(f"version {folder.name}, {PUBLISHED}: missing, or not as it was written; {_CURE}")


def write_version(folder: Path, version: PublishedVersion) -> None:
    """Write the list of a version into its folder, last of all."""
    text = json.dumps({"format": FORMAT, **asdict(version)}, ensure_ascii=False, indent=1) + "\n"
    (folder / PUBLISHED).write_text(text, encoding="utf-8", newline="\n")


@dataclass(frozen=True, slots=True)
class CheckedVersions:
    """The published versions of a report, and what of them is no longer as it was published."""

    ref: AuditRef
    versions: tuple[int, ...]
    refusals: tuple[Refusal, ...]

    def refuse_damaged(self) -> None:
        """Raise PublicationRefused when anything is not as it was published."""
        if self.refusals:
            raise PublicationRefused(f"{self.ref}: a published version is not as it was published, as listed above")


def check_versions(workspace: Workspace, ref: AuditRef) -> CheckedVersions:
    """Every published version of a report, held to its list and to the one before."""
    versions = tuple(list_versions(folder_of_versions(workspace, ref)))
    return CheckedVersions(ref, versions, tuple(faults_of_versions(workspace, ref)))


def faults_of_versions(workspace: Workspace, ref: AuditRef) -> Iterator[Refusal]:
    """What is no longer as it was published, in every version of a report."""
    home, previous = folder_of_versions(workspace, ref), None
    for place, number in enumerate(list_versions(home), start=1):
        folder = home / str(number)
        where = folder.relative_to(workspace.reports).as_posix()
        if number != place:
            yield Refusal(f"version {place} is missing before it", where, _CURE)
        if folder.is_symlink():
            yield Refusal("a link, not a folder", where, _CURE)
        try:
            version = read_version(folder)
        except PublicationRefused as refused:
            yield Refusal(str(refused), where, _CURE)
        else:
            if (version.force, version.audit, version.version) != (ref.force, ref.audit, number):
                yield Refusal(f"{PUBLISHED} is of another version or audit", where, _CURE)
            if number == place and version.previous != previous:
                yield Refusal(f"{PUBLISHED} of the version before is not the one it followed", where, _CURE)
            yield from _faults_of_files(folder, version, where)
        previous = sha256_of(folder / PUBLISHED) if (folder / PUBLISHED).is_file() else None


def _faults_of_files(folder: Path, version: PublishedVersion, where: str) -> Iterator[Refusal]:
    files = {**version.report, **version.about}
    here = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
    for name in sorted(files.keys() | here.keys() - {PUBLISHED}):
        path = here.get(name)
        if path is None:
            yield Refusal("removed since it was published", f"{where}/{name}", _CURE)
        elif name not in files or path.is_symlink():
            yield Refusal("added since it was published", f"{where}/{name}", "remove it")
        elif sha256_of(path) != files[name]:
            yield Refusal("edited since it was published", f"{where}/{name}", _CURE)


def sha256_of(path: Path) -> str:
    """The checksum of a file, read now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

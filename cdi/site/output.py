"""Files of the site on disk: written where they differ, each whole, and remembered so that what goes is removed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cdi.model.errors import PublicationRefused
from cdi.site.reports import ReportInBrief
from cdi.workspace.paths import Workspace

SITE = "site"
_FORMAT = 1
_HALF = ".new"


@dataclass(slots=True)
class SiteFolder:
    """The folder that the site is written into. `written` and `unchanged` are places in it, as seen from it."""

    root: Path
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def write(self, place: str, text: str) -> None:
        """Write a file, unless it already says the same; never half of it."""
        content, path = text.encode(), self.root / place
        if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
            self.unchanged.append(place)
            return
        _replace(path, lambda half: half.write_bytes(content))
        self.written.append(place)

    def copy(self, source: Path, place: str) -> None:
        """Copy a file, unless the copy has its bytes already; PublicationRefused for a link, wherever it leads."""
        path = self.root / place
        if source.is_symlink() or not source.is_file():
            raise PublicationRefused(f"{source.name}: a link, or no file; build the report again")
        if _same(source, path):
            self.unchanged.append(place)
            return
        _replace(path, lambda half: shutil.copyfile(source, half))
        self.written.append(place)

    def remove(self, places: Iterable[str]) -> list[str]:
        """Remove files that the site no longer has, and the folders that they leave empty."""
        gone = []
        for place in sorted(places):
            path = self.root / place
            if path.is_file() or path.is_symlink():
                path.unlink()
                gone.append(place)
            for folder in path.parents:
                if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        return gone


def open_site_folder(workspace: Workspace) -> Path:
    """Where the site is. Raises PublicationRefused for a link there: nothing may come to be written elsewhere."""
    folder = workspace.reports / SITE
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PublicationRefused(f"reports/{SITE}: a link or a file; expected a folder. Move it away, then try again")
    return folder


def _same(source: Path, copy: Path) -> bool:
    if copy.is_symlink() or not copy.is_file() or copy.stat().st_size != source.stat().st_size:
        return False
    return digest_of(source) == digest_of(copy)


def digest_of(path: Path) -> str:
    """The checksum of a file, read now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _replace(path: Path, fill: Callable[[Path], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}{_HALF}")
    fill(half)
    half.replace(path)


@dataclass(frozen=True, slots=True)
class ReportOnSite:
    """A report whose page stands: what it was made from, what other pages say of it, and its files in the site."""

    made_from: str
    brief: ReportInBrief
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What the last making left: each report by force and audit, and every file of the site."""

    reports: Mapping[str, ReportOnSite] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def read_record(workspace: Workspace) -> SiteRecord:
    """The record of the last making; an empty one where there is none that can be read, so that all is made anew."""
    from pydantic import TypeAdapter, ValidationError

    try:
        content: dict[str, Any] = json.loads(_record(workspace).read_text(encoding="utf-8"))
        if content.pop("format") == _FORMAT:
            return TypeAdapter(SiteRecord).validate_python(content)
    except (OSError, ValueError, RecursionError, KeyError, AttributeError, TypeError, ValidationError):
        pass
    return SiteRecord()


def write_record(workspace: Workspace, record: SiteRecord) -> None:
    """Remember what was made, last of all."""
    content = json.dumps({"format": _FORMAT, **asdict(record)}, ensure_ascii=False)
    _replace(_record(workspace), lambda half: half.write_text(content + "\n", encoding="utf-8"))


def _record(workspace: Workspace) -> Path:
    return workspace.reports / ".work" / "site.json"

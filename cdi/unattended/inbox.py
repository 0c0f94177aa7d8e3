"""What lies in `data/` now, what is different from before, and whether an audit that came in is all there."""

from __future__ import annotations

import os
import tomllib
import zipfile
from collections.abc import Collection, Iterator, Mapping
from errno import ENOENT
from pathlib import Path, PurePosixPath

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace

Stamp = tuple[int, int, int]
"""The size of a file and the times (ns) of its content and of its entry."""

Seen = Mapping[str, Stamp]
"""Files of `data/` by their path in it."""

_LEFT_BY_OTHERS = (".", "~$")
_BEING_FETCHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp")
"""What programs call a file that they have not finished copying."""
_WORKBOOKS = (".xlsx", ".xlsm")
_PARQUET = b"PAR1"


def look(data: Path) -> Seen:
    """Every file below `data/` as it is now, without what an editor or an office program leaves beside a file.

    Raises OSError when it cannot be looked at, as when a network drive is away; an empty folder may be where it was.
    """
    seen = dict(_files(data, ""))
    if "forces.toml" not in seen:
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(data / "forces.toml"))
    return seen


def _files(folder: Path, before: str) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_LEFT_BY_OTHERS):
                continue
            try:
                if entry.is_dir():
                    yield from _files(Path(entry.path), f"{before}{entry.name}/")
                else:
                    status = entry.stat()
                    yield f"{before}{entry.name}", (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            except FileNotFoundError:
                continue  # it went while we looked


def audits_of(seen: Seen) -> set[AuditRef]:
    """The folders two levels down; those of `data/reference` and the like hold no folders."""
    return {audit for name in seen if (audit := audit_of(name))}


def audit_of(name: str) -> AuditRef | None:
    """The audit that a file belongs to; nothing for a file that several share."""
    parts = PurePosixPath(name).parts
    return AuditRef(parts[0], parts[1]) if len(parts) > 2 else None


def differences(before: Seen, now: Seen) -> set[str]:
    """The files that came, went or changed."""
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def last_touched(stamp: Stamp) -> float:
    """When a file was last written or put there, in seconds since 1970; a copy may keep the older of its times."""
    _, *times = stamp
    return max(times) / 1e9


def not_an_audit(seen: Seen, audit: AuditRef, forces: Collection[str]) -> str | None:
    """Why a folder is no audit yet, so that no build would take it in."""
    if audit.force not in forces:
        return f"{audit.force} is not in data/forces.toml yet"
    return None if f"{audit.path}/audit.toml" in seen else "it has no audit.toml yet"


def not_whole(workspace: Workspace, audit: AuditRef, seen: Seen) -> str | None:
    """What shows that files of an audit are still on their way: a file that is not whole, or one that is not there."""
    for name in sorted(seen):
        if audit_of(name) == audit and (why := _not_whole(workspace.data / name)):
            return f"{'/'.join(PurePosixPath(name).parts[2:])} {why}"
    folder = workspace.audit_folder(audit)
    source = _source(folder)
    if source is not None and not (folder / source).exists():
        return f"{source} is not there yet, which audit.toml names"
    return None


def _not_whole(path: Path) -> str | None:
    if path.suffix in _BEING_FETCHED:
        return "is still being copied, by its name"
    try:
        with path.open("rb") as file:
            start = file.read(len(_PARQUET))
            size = file.seek(0, os.SEEK_END)
            file.seek(-min(size, len(_PARQUET)), os.SEEK_END)
            end = file.read()
        if path.suffix in _WORKBOOKS and not _is_whole_zip(path):
            return "is not a whole workbook yet"
    except OSError as refused:
        return f"cannot be read yet ({refused.strerror})"
    if path.suffix == ".parquet" and (start, end) != (_PARQUET, _PARQUET):
        return "is not a whole Parquet file yet"
    # A copy may make room for the whole file first; what is not written yet is zeros.
    if path.suffix in (".csv", ".toml", ".md") and end.endswith(b"\0"):
        return "ends in empty space"
    return None


def _is_whole_zip(path: Path) -> bool:
    """Whether the list of contents, which comes last in a zip file, is there and fits the file."""
    try:
        with zipfile.ZipFile(path) as held:
            return bool(held.namelist())
    except zipfile.BadZipFile:
        return False


def _source(folder: Path) -> str | None:
    """The file or folder that an `audit.toml` names; what else is wrong with it is for the validation to say."""
    try:
        source = tomllib.loads((folder / "audit.toml").read_text(encoding="utf-8")).get("source", {})
        return str(source["path"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None

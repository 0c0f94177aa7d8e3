"""What lies in `data/` now, what is different from before, and whether an audit that came in is all there.

Files are told apart by their sizes and times, and a whole one from half of one by its first and last bytes; what a file
says is read elsewhere.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Iterator, Mapping
from errno import ENOENT
from pathlib import Path, PurePosixPath

from cdi.model.audit_ref import AuditRef
from cdi.model.command_line import as_command
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_source_path

Stamp = tuple[int, int, int]
"""The size of a file and the times (ns) of its content and of its entry."""

Listing = Mapping[str, Stamp]
"""The files of `data/` by their path in it."""

_LEFT_BY_OTHERS = (".", "~$")
_BEING_FETCHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp")
"""What programs call a file that they have not finished copying."""
_WORKBOOKS = (".xlsx", ".xlsm")
_PARQUET = b"PAR1"


def list_files(data: Path) -> Listing:
    """Every file below `data/` as it is now, without what an editor or an office program leaves beside a file.

    Raises OSError when it cannot be listed, as when a network drive is away; an empty folder may be where it was.
    """
    listing = dict(_walk(data, ""))
    if "forces.toml" not in listing:
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(data / "forces.toml"))
    return listing


def _walk(folder: Path, before: str) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_LEFT_BY_OTHERS):
                continue
            try:
                if entry.is_dir():
                    yield from _walk(Path(entry.path), f"{before}{entry.name}/")
                else:
                    status = entry.stat()
                    yield f"{before}{entry.name}", (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            except FileNotFoundError:
                continue  # it went while the folder was listed


def audits_of(listing: Listing) -> set[AuditRef]:
    """The folders two levels down; those of `data/reference` and the like hold no folders."""
    return {audit for name in listing if (audit := audit_of(name))}


def audit_of(name: str) -> AuditRef | None:
    """The audit that a file belongs to; nothing for a file that several share."""
    parts = PurePosixPath(name).parts
    return AuditRef(parts[0], parts[1]) if len(parts) > 2 else None


def find_differences(before: Listing, now: Listing) -> set[str]:
    """The files that came, went or changed."""
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def time_of_arrival(stamp: Stamp) -> float:
    """When a file was last written or put there, in seconds since 1970; a copy may keep the older of its times."""
    _, *times = stamp
    return max(times) / 1e9


def why_no_audit(listing: Listing, audit: AuditRef, forces: Collection[str]) -> str | None:
    """Why a folder is no audit yet, so that no build would take it up; None when it is one."""
    toml = f"{audit.path}/audit.toml"
    workbooks = sorted(name for name in listing if audit_of(name) == audit and name.endswith(".xlsx"))
    if workbooks and toml not in listing:
        command = as_command("cdi", "import", f"data/{workbooks[0]}", "--force", audit.force, "--audit", audit.audit)
        return f"it holds a workbook and no audit.toml yet; {command} makes an audit of it"
    if audit.force not in forces:
        return f"{audit.force} is not in data/forces.toml yet"
    return None if toml in listing else "it has no audit.toml yet"


def why_incomplete(workspace: Workspace, audit: AuditRef, listing: Listing) -> str | None:
    """Why files of an audit must still be on their way: one is not whole, or is named and not there; None if all is."""
    for name in sorted(listing):
        if audit_of(name) == audit and (why := _why_not_whole(workspace.data / name)):
            return f"{'/'.join(PurePosixPath(name).parts[2:])} {why}"
    folder = workspace.audit_folder(audit)
    source = read_source_path(folder)
    if source is not None and not (folder / source).exists():
        return f"{source} is not there yet, which audit.toml names"
    return None


def _why_not_whole(path: Path) -> str | None:
    if path.suffix in _BEING_FETCHED:
        return "is still being copied, by its name"
    if not path.is_file():
        return "is no file" if path.exists() else "is gone again"
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
        with zipfile.ZipFile(path) as archive:
            return bool(archive.namelist())
    except zipfile.BadZipFile:
        return False

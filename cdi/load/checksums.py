"""What an audit was read from, by checksum; refused when it was written meanwhile."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.paths import Workspace

Marks = Mapping[Path, tuple[int, ...]]
"""Of each file its size, times and inode, which every way to write it changes."""


def checksums(workspace: Workspace, files: Iterable[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by its path as seen from the project folder; InputFaulty for one that was removed."""
    return {_name(workspace, path): _sha256(workspace, path) for path in files}


def mark_files(files: Iterable[Path]) -> Marks:
    """How each file is now, without opening it; one that is gone has no marks."""
    marks = {}
    for path in files:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        marks[path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return marks


def refuse_changed(workspace: Workspace, before: Marks, after: Marks) -> None:
    """Raise InputFaulty with every file that was written, added or removed between two looks."""
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if changed:
        raise InputFaulty(change_of(_name(workspace, path)) for path in changed)


def change_of(name: str) -> Fault:
    """That a file is no longer as it was when it was read."""
    expected = "a file that nobody writes meanwhile; build again"
    return Fault(name, expected, problem="changed while it was read")


def _sha256(workspace: Workspace, path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputFaulty([change_of(_name(workspace, path))]) from None


def _name(workspace: Workspace, path: Path) -> str:
    return Path(os.path.relpath(path, workspace.root)).as_posix()

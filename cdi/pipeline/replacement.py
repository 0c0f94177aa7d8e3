"""A finished folder takes the place of an old one, and a kill at any moment leaves a whole folder to be had.

Linux can exchange two folders in one step, and then the place is never empty. Elsewhere, and on file systems that
cannot, the old folder is moved aside before the new one moves in. A process that is killed between these two moves
leaves the place empty; the old folder lies whole beside it, and `heal` puts it back.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

# Of linux/fs.h and linux/fcntl.h: exchange two paths; a path that is absolute belongs to no open folder.
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def replace_folder(new: Path, place: Path) -> None:
    """Put a finished folder in its place; the folder that was there is removed.

    Both lie in the same file system. Raises OSError when the system refuses to move one.
    """
    heal(place)
    if not place.exists():
        new.rename(place)
    elif exchange_folders(new, place):
        shutil.rmtree(new, ignore_errors=True)
    else:
        aside = _aside(place)
        place.rename(aside)
        new.rename(place)
        _discard(aside)


def heal(place: Path) -> None:
    """Put the old folder back when a replacement was stopped between its two moves; else remove what it left.

    No other process may be replacing the folder meanwhile.
    """
    aside = _aside(place)
    if aside.exists():
        if place.exists():
            _discard(aside)
        else:
            aside.rename(place)


def discard(rest: Path) -> None:
    """Remove what a stopped build left, whatever it is."""
    if rest.is_dir() and not rest.is_symlink():
        shutil.rmtree(rest, ignore_errors=True)
    else:
        rest.unlink(missing_ok=True)


def discard_strange(folder: Path) -> None:
    """Remove what no build leaves in its folders: links, which would have it write elsewhere, pipes and devices."""
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in (*folders, *files)):
            mode = path.lstat().st_mode
            if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
                path.unlink()


def exchange_folders(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False, with nothing done, where the system or the file system cannot."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:  # a C library older than 2018
        return False
    failed: int = rename(
        _AT_FDCWD, os.fsencode(one.absolute()), _AT_FDCWD, os.fsencode(other.absolute()), _RENAME_EXCHANGE
    )
    return not failed


def _aside(place: Path) -> Path:
    """Where the old folder waits, always whole."""
    return place.with_name(f"{place.name}.old")


def _discard(folder: Path) -> None:
    """Remove a folder under another name, so that one that is half removed is never put back."""
    rest = folder.with_name(f"{folder.name}.rest")
    shutil.rmtree(rest, ignore_errors=True)
    folder.rename(rest)
    shutil.rmtree(rest, ignore_errors=True)

"""One build at a time: two builds at once would deliver each other's unfinished folders.

A build of everything has the workspace to itself. Reports that are built one by one, by processes that know nothing of
each other, share the workspace: each keeps builds of everything away, and other builds of the same report. Decision 9
(docs/decisions) says why the locks are our own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cdi.model.errors import RunFailed
from cdi.workspace.paths import Workspace

_SECONDS_BETWEEN_TRIES = 0.5


@contextmanager
def lock_workspace(workspace: Workspace, waits: Callable[[str], None] | None = None) -> Iterator[str | None]:
    """Hold the lock of a workspace; yields a notice when the build before did not end in order.

    The operating system releases the lock when the process ends, however it ends, so nobody ever has to remove one by
    hand. When another build is running, `waits` is called once with words that say so, and then its end is waited for;
    without `waits`, RunFailed is raised.
    """
    with _opened(_of_all(workspace)) as file:
        if not _take(file):
            holder = _read(file)
            other = f"another build runs here ({f'process {holder}' if holder else 'of single reports'})"
            if waits is None:
                raise RunFailed(f"{other}; wait for it, or stop it")
            waits(f"{other}; waiting for its end")
            _wait(file)
        holder = _read(file)
        _write(file, str(os.getpid()))
        try:
            yield f"process {holder} ended in the middle of a build; going on from there" if holder else None
        finally:
            _write(file, "")


@contextmanager
def build_alone(workspace: Workspace, say: Callable[[str], None], *, wait: bool = False) -> Iterator[None]:
    """Hold the lock as `lock_workspace` does, and say when it is waited for or the build before was cut off.

    Raises RunFailed when another build runs, unless it is to be waited for.
    """
    with lock_workspace(workspace, say if wait else None) as notice:
        if notice:
            say(notice)
        yield


@contextmanager
def lock_report(workspace: Workspace, work: Path) -> Iterator[None]:
    """Hold the lock of one report, made in the folder `work`; waits for a build of everything or of this report.

    Where the system knows no shared locks (Windows) one report is built at a time.
    """
    with _opened(_of_all(workspace)) as all_of_them, _opened(work / "report.lock") as own:
        _wait_to_share(all_of_them)
        _wait(own)
        yield


def _of_all(workspace: Workspace) -> Path:
    return workspace.reports / ".work" / "build.lock"


def _opened(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+", encoding="utf-8")


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip()


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _take(file: IO[str]) -> bool:
    """Take the lock if no other process has it; returns whether it was taken. It goes with the open file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _wait(file: IO[str]) -> None:
    """Wait until no other process has the lock, and take it."""
    if sys.platform == "win32":
        while not _take(file):
            time.sleep(_SECONDS_BETWEEN_TRIES)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _wait_to_share(file: IO[str]) -> None:
    """Wait until no other process has the lock to itself, and share it; where locks cannot be shared, take it."""
    if sys.platform == "win32":
        _wait(file)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH)

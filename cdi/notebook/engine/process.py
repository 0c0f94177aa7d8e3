"""Processes of Linux: how many threads this one has, that it ends with the one that started it, and with its family."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import time
from pathlib import Path

# PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of prctl(2).
_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36
# Chosen: what has not ended after two seconds waits for a disk, and ends when that answers.
_ROUNDS, _SECONDS_BETWEEN_ROUNDS = 200, 0.01


def count_threads() -> int:
    """How many threads this process has; 0 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, in whatever way; nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def adopt_orphans() -> None:
    """Have whatever this process starts, at any remove, stay in its family when the one in between ends.

    So `end_family` finds it, also when it took a session of its own. Nothing where the system cannot.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)


def end_family(pid: int) -> None:
    """Kill a process with all that it started, at any remove; nothing when it has ended already."""
    import psutil

    gone = (psutil.NoSuchProcess, psutil.AccessDenied)
    with contextlib.suppress(*gone):
        head = psutil.Process(pid)
        head.suspend()  # or it would start others meanwhile
        for _ in range(_ROUNDS):
            family = [each for each in head.children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]
            if not family:
                break
            for each in family:
                with contextlib.suppress(*gone):
                    each.kill()
            time.sleep(_SECONDS_BETWEEN_ROUNDS)
        head.kill()

"""Processes of Linux: how many threads this one has, and that it ends with the one that started it."""

from __future__ import annotations

import ctypes
import signal
import sys
from pathlib import Path

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def count_threads() -> int:
    """How many threads this process has; 0 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, in whatever way; nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)

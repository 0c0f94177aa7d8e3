"""A command run as a whole process, with its wall time and peak memory; and the table that a run leaves in the docs."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.md"


@dataclass(frozen=True)
class Measured:
    """Wall seconds and peak MiB of one process, what it printed, and the processor seconds of it and its children."""

    seconds: float
    mebibytes: float
    printed: str
    processor_seconds: float


def run(*command: str, python: str = sys.executable) -> Measured:
    """Run a Python command to its end; RuntimeError with its errors when it fails."""
    start = time.monotonic()
    process = subprocess.Popen([python, *command], stdout=subprocess.PIPE, text=True, cwd=PERFORMANCE.parents[1])
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(time.monotonic() - start, used.ru_maxrss / 1024, printed, used.ru_utime + used.ru_stime)


def median(runs: Sequence[Measured]) -> Measured:
    """The medians of several runs, with what the last one printed."""
    return Measured(
        statistics.median(each.seconds for each in runs),
        statistics.median(each.mebibytes for each in runs),
        runs[-1].printed,
        statistics.median(each.processor_seconds for each in runs),
    )


def write_section(name: str, text: str) -> None:
    """Put a section between its marks in docs/performance.md, in the place of the last run's."""
    replace_section(PERFORMANCE, name, text)


def replace_section(document: Path, name: str, text: str) -> None:
    """The same in any document; RuntimeError when it has no such marks."""
    page = document.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in page:
        raise RuntimeError(f"{document} has no {begin}")
    document.write_text(
        re.sub(f"{begin}.*{end}", f"{begin}\n\n{text.strip()}\n\n{end}", page, flags=re.DOTALL), encoding="utf-8"
    )

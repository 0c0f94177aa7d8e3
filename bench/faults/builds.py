"""Builds to be disturbed: each is forked from this process, which has imported everything and has one thread."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.provenance import PROVENANCE, read_provenance
from cdi.workspace.paths import Workspace

FORCES_FILE = "data/forces.toml"
_LEFT_BY_A_KILL = (".new", ".old", ".rest")
_checksums: dict[tuple[str, int, int, int], str] = {}


@dataclass
class Tally:
    """Of one kind of fault: how often it was tried, and in which words it failed."""

    kind: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    def note(self, case: str, failures: Sequence[str]) -> None:
        """Count one trial, and say at once how it failed."""
        self.tried += 1
        if failures:
            self.failures.append(f"{case}: {'; '.join(failures[:3])}")
            print(f"FAILED {self.kind}, {self.failures[-1]}", flush=True)

    def row(self) -> str:
        """A row of the table in docs/reliability.md."""
        failed = len(self.failures)
        return f"| {self.kind} | {self.tried} | {self.tried - failed} | {failed or 'none'} |"


class Build:
    """A `cdi build` in a process of its own; every process that it starts has the pipe by which its end is seen."""

    def __init__(self, workspace: Workspace, *words: str, first: Callable[[], object] = tuple) -> None:
        # Not in the workspace, which may be full or read-only.
        self._out = Path(tempfile.gettempdir()) / f"printed-{os.getpid()}-{time.monotonic_ns()}.txt"
        self._alive, theirs = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._alive)
            os.set_inheritable(theirs, True)
            _run(workspace, words, self._out, first)
        os.close(theirs)
        self.code: int | None = None

    def runs(self, seconds: float) -> bool:
        """Whether it still runs after so many seconds; returns as soon as it has ended."""
        return not select.select([self._alive], [], [], seconds)[0]

    def kill(self) -> None:
        """SIGKILL to the process that builds; those of the reports have to end with it."""
        os.kill(self.pid, signal.SIGKILL)

    def kill_a_child(self, choose: Callable[[list[int]], int]) -> bool:
        """SIGKILL to one process that the build started, if there is one."""
        if below := _descendants(self.pid):
            try:
                os.kill(choose(below), signal.SIGKILL)
            except ProcessLookupError:
                return False
        return bool(below)

    def end(self, seconds: float = 900) -> list[str]:
        """Wait for the end of all its processes; returns what is wrong with how it ended."""
        faults = [f"still runs after {seconds:g} s"] if self.runs(seconds) else []
        if faults:
            self.kill()
        os.close(self._alive)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.printed = self._out.read_text("utf-8", "replace") if self._out.exists() else ""
        self._out.unlink(missing_ok=True)
        if "Traceback" in self.printed or "a defect of the program" in self.printed:
            faults.append(f"shows a defect: {self.printed.strip().splitlines()[-1][:200]}")
        return faults


def _run(workspace: Workspace, words: Sequence[str], out: Path, first: Callable[[], object]) -> None:
    from cdi.cli.app import main

    code = 1
    try:
        os.setsid()
        place = os.open(out, os.O_WRONLY | os.O_CREAT)
        os.dup2(place, 1)
        os.dup2(place, 2)
        os.chdir(workspace.root)
        os.environ.pop("PYTHONPATH", None)
        first()
        code = main(words or ("build", "-j", "2"), {})
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _descendants(pid: int) -> list[int]:
    """The processes below one, from the lines of `/proc/*/stat`, which hold the parent behind the name in brackets."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    below = [pid]
    for parent in below:
        below += [each for each, of in parents.items() if of == parent]
    return below[1:]


def change_shared_input(workspace: Workspace, number: int) -> str:
    """Make every report stale, and other bytes right; returns the checksum that reports of this change name."""
    path = workspace.root / FORCES_FILE
    text = path.read_text("utf-8").split("# change ")[0]
    path.write_text(f"{text}# change {number}\n", "utf-8")
    return checksum(path)


def faults_of_delivered(workspace: Workspace, refs: Sequence[AuditRef], allowed: Sequence[str]) -> list[str]:
    """What is half-written: each delivered report must be whole by its own account, and of one of the changes."""
    faults = []
    for ref in refs:
        folder = workspace.report_folder(ref)
        if not folder.exists():
            faults.append(f"{ref} is gone")
            continue
        try:
            provenance = read_provenance(folder)
        except Exception as error:
            faults.append(f"{ref}: {error}")
            continue
        here = {name: value for name, value in tree(folder).items() if name != PROVENANCE}
        if here != dict(provenance.files):
            faults.append(f"{ref} is no whole report")
        if provenance.inputs[FORCES_FILE] not in allowed:
            faults.append(f"{ref} is of another change")
    return faults


def faults_of_end(workspace: Workspace, expected: dict[str, str]) -> list[str]:
    """What differs from a build that nothing disturbed, and what a kill left lying about."""
    here = reports(workspace)
    faults = [
        f"{name} differs" for name in sorted(here.keys() | expected.keys()) if here.get(name) != expected.get(name)
    ]
    names = (path for path in workspace.root.rglob("*") if path.name.endswith(_LEFT_BY_A_KILL))
    return faults + [f"{path.relative_to(workspace.root)} was left" for path in names]


def reports(workspace: Workspace) -> dict[str, str]:
    """The checksums of everything delivered."""
    here = tree(workspace.reports)
    # The summary and the log of builds have times in them.
    return {name: value for name, value in here.items() if not name.startswith((".work/", "build."))}


def tree(folder: Path) -> dict[str, str]:
    """The checksum of each file below a folder, by name."""
    return {path.relative_to(folder).as_posix(): checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def checksum(path: Path) -> str:
    """The SHA-256 of a file; read again only when its inode, size or time of change differs."""
    status = path.stat()
    key = (str(path), status.st_ino, status.st_size, status.st_ctime_ns)
    if key not in _checksums:
        _checksums[key] = hashlib.sha256(path.read_bytes()).hexdigest()
    return _checksums[key]


def copy_workspace(source: Workspace, folder: Path) -> Workspace:
    """A copy with its reports, under the same times, so that nothing in it is stale."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source.root, folder)
    return Workspace(folder)


def summary_is_whole(workspace: Workspace) -> list[str]:
    """Whether the summary of the last build, if there is one, can be read."""
    path = workspace.reports / "build.json"
    try:
        json.loads(path.read_text("utf-8") if path.exists() else "{}")
    except ValueError:
        return ["reports/build.json is half-written"]
    return []

"""Full disks, spoilt files, two builds at once, inputs that change meanwhile, clocks that jump, bombs in a notebook."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults.builds import (
    Build,
    Tally,
    change_shared_input,
    checksum,
    copy_workspace,
    faults_of_delivered,
    faults_of_end,
    reports,
    summary_is_whole,
)
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.all_audits import list_requests
from cdi.workspace.paths import Workspace

_WHOLE_DISK, _MEBIBYTE = 400 * 2**20, 2**20


@dataclass(frozen=True)
class Ground:
    """A few forces, built; the bytes that are right after the next change; and a folder to work in."""

    built: Workspace
    expected: dict[str, str]
    folder: Path
    draw: random.Random

    def fresh(self, folder: Path | None = None) -> tuple[Workspace, list[str]]:
        """A copy in which every report is stale, and the checksums of the shared input before and after."""
        copy = copy_workspace(self.built, folder or self.folder / "disturbed")
        before = checksum(copy.data / "forces.toml")
        return copy, [before, change_shared_input(copy, 1)]

    def refs(self) -> list[AuditRef]:
        return [request.ref for request in list_requests(self.built, [])]

    def faults_at_once(self, workspace: Workspace, changes: list[str]) -> list[str]:
        return faults_of_delivered(workspace, self.refs(), changes) + summary_is_whole(workspace)

    def faults_of_healing(self, workspace: Workspace) -> list[str]:
        return Build(workspace).end() + faults_of_end(workspace, self.expected)


def prepare(built: Workspace, folder: Path, seed: int) -> Ground:
    """The ground on which each fault starts; `built` has a few forces."""
    clean = copy_workspace(built, folder / "expected")
    change_shared_input(clean, 1)
    shutil.rmtree(clean.reports)
    Build(clean).end()
    return Ground(built, reports(clean), folder, random.Random(seed))


def full_disk(ground: Ground, times: int) -> Iterator[Tally]:
    """A disk of which only so much is free, then more; where no disk can be mounted, only files that cannot grow."""
    tally = Tally("full disk (tmpfs)")
    for _ in range(times if os.geteuid() == 0 else 0):
        with _disk(ground.folder / "disk") as disk:
            workspace, changes = ground.fresh(disk / "w")
            free = ground.draw.randrange(8 * 2**10, 12 * _MEBIBYTE)
            _resize(disk, _used(disk) + free)
            build = Build(workspace)
            faults = build.end() + ground.faults_at_once(workspace, changes)
            _resize(disk, _WHOLE_DISK)
            tally.note(f"{free} bytes free", faults + ground.faults_of_healing(workspace))
    yield tally
    tally = Tally("files that cannot grow (RLIMIT_FSIZE)")
    for _ in range(times):
        workspace, changes = ground.fresh()
        most = ground.draw.randrange(1, 600 * 2**10)
        build = Build(workspace, first=lambda most=most: limit_files(most))
        faults = build.end() + ground.faults_at_once(workspace, changes)
        tally.note(f"{most} bytes", faults + ground.faults_of_healing(workspace))
    yield tally


def read_only(ground: Ground, times: int) -> Iterator[Tally]:
    """A disk that turns read-only before or during a build."""
    tally = Tally("disk turned read-only")
    for _ in range(times if os.geteuid() == 0 else 0):
        with _disk(ground.folder / "disk") as disk:
            workspace, changes = ground.fresh(disk / "w")
            _mount("remount,ro", disk)
            faults = Build(workspace).end() + ground.faults_at_once(workspace, changes)
            _mount("remount,rw", disk)
            tally.note("before a build", faults + ground.faults_of_healing(workspace))
    yield tally


def spoilt_files(ground: Ground, times: int) -> Iterator[Tally]:
    """A made file of each kind, in every report at once; then an input of each kind, which is put back."""
    made, given = Tally("made files cut, changed, emptied, removed"), Tally("input files cut, changed, emptied")
    workspace = copy_workspace(Workspace(ground.folder / "expected"), ground.folder / "spoilt")
    names = sorted({path.name for path in workspace.reports.rglob("*") if path.is_file() and path.suffix != ".lock"})
    for name in ground.draw.sample(names, min(times, len(names))):
        paths = [path for path in sorted(workspace.reports.rglob(name)) if path.is_file()]
        for path in paths:
            _spoil(path, ground.draw.randrange(4))
        made.note(name, Build(workspace).end() + faults_of_end(workspace, ground.expected))
    changes = [checksum(workspace.data / "forces.toml")]
    inputs = [
        path for ref in ground.refs() for path in sorted(workspace.audit_folder(ref).rglob("*")) if path.is_file()
    ]
    for path in ground.draw.sample(inputs, min(times, len(inputs))):
        good = path.read_bytes()
        _spoil(path, ground.draw.randrange(3))
        faults = Build(workspace).end() + ground.faults_at_once(workspace, changes)
        path.write_bytes(good)
        given.note(path.name, faults + ground.faults_of_healing(workspace))
    yield from (made, given)


def _spoil(path: Path, way: int) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 1
    match way:
        case 0:
            path.write_bytes(path.read_bytes()[: len(data) // 2])
        case 1:
            path.write_bytes(data)
        case 2:
            path.write_bytes(b"")
        case _:
            path.unlink()


def two_builds(ground: Ground, times: int) -> Iterator[Tally]:
    """A second build that starts while the first one runs: it waits or is refused."""
    tally = Tally("two builds at once")
    for number in range(times):
        workspace, changes = ground.fresh()
        one = Build(workspace)
        time.sleep(ground.draw.uniform(0, 2))
        other = Build(workspace, "build", *(["--wait"] if number % 2 else []))
        faults = other.end() + one.end() + ground.faults_at_once(workspace, changes)
        if one.code != 0 or other.code not in ((0,) if number % 2 else (0, 1)):
            faults.append(f"exit codes {one.code} and {other.code}")
        tally.note(f"number {number}", faults + ground.faults_of_healing(workspace))
    yield tally


def changed_input(ground: Ground, times: int) -> Iterator[Tally]:
    """An input that is not yet what it will be when the build starts."""
    tally = Tally("input changed during a build")
    for _ in range(times):
        workspace, changes = ground.fresh()
        good = (workspace.data / "forces.toml").read_bytes()
        changes.append(change_shared_input(workspace, 2))
        build = Build(workspace)
        moment = ground.draw.uniform(0.05, 4)
        build.runs(moment)
        (workspace.data / "forces.toml").write_bytes(good)
        faults = build.end() + ground.faults_at_once(workspace, changes)
        tally.note(f"{moment:.2f} s", faults + ground.faults_of_healing(workspace))
    yield tally


def clock_jumps(ground: Ground, times: int) -> Iterator[Tally]:
    """File times of any year, also of inputs whose content changed, and a clock that jumps by years while it runs."""
    tally = Tally("clock jumps")
    for _ in range(times):
        workspace, changes = ground.fresh()
        for path in sorted(workspace.root.rglob("*")):
            if path.is_file() and ground.draw.random() < 0.5:
                moment = ground.draw.choice([0, 1, 2**31 - 1, 4_000_000_000, 1_000_000_000])
                os.utime(path, (moment, moment))
        seed = ground.draw.randrange(10**6)
        build = Build(workspace, first=lambda seed=seed: _jump(seed))
        faults = build.end() + ground.faults_at_once(workspace, changes)
        tally.note(f"seed {seed}", faults + ground.faults_of_healing(workspace))
    yield tally


def _jump(seed: int) -> None:
    draw, right = random.Random(seed), time.time
    time.time = lambda: right() + draw.uniform(-3e8, 3e8)


def bombs(ground: Ground, times: int) -> Iterator[Tally]:
    """One force whose notebook takes all memory, or never ends: it fails alone, and is built when that is mended."""
    code = {
        "memory": "bytearray(2**40); x = [bytearray(2**26) for _ in range(10**6)]",
        "time": "import time; time.sleep(10**6)",
    }
    for kind, bomb in code.items():
        tally = Tally(f"{kind} bomb in one report")
        for force in [ref.force for ref in ground.refs()][:times]:
            workspace, changes = ground.fresh()
            good = workspace.notebook.read_text("utf-8")
            notebook = json.loads(good)
            cell = next(each for each in notebook["cells"] if "imports" in each["metadata"].get("tags", []))
            cell["source"] = [*cell["source"], f"\nif force == '{force}':\n    {bomb}"]
            workspace.notebook.write_text(json.dumps(notebook), "utf-8")
            build = Build(workspace, "build", "-j", "2", "--time-limit", "60", "--memory-limit", "1024")
            faults = build.end() + ground.faults_at_once(workspace, changes)
            if build.code != 4:
                faults.append(f"exit code {build.code}, expected 4")
            workspace.notebook.write_text(good, "utf-8")
            tally.note(force, faults + ground.faults_of_healing(workspace))
        yield tally


def limit_files(most: int) -> None:
    """Let no file of this process grow beyond so many bytes; a write of more is cut off or refused, not a signal."""
    # Before Python 3.14 an import here leaves bytecode that is cut off, and the environment stays broken.
    sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def _disk(place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    _mount(f"size={_WHOLE_DISK}", place, "-t", "tmpfs", "tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _resize(disk: Path, size: int) -> None:
    _mount(f"remount,size={size}", disk)


def _mount(options: str, place: Path, *words: str) -> None:
    subprocess.run(["mount", "-o", options, *words, str(place)], check=True)


def _used(disk: Path) -> int:
    status = os.statvfs(disk)
    return (status.f_blocks - status.f_bfree) * status.f_frsize


DISTURBANCES: tuple[Callable[[Ground, int], Iterator[Tally]], ...] = (
    full_disk, read_only, spoilt_files, two_builds, changed_input, clock_jumps, bombs,
)  # fmt: skip

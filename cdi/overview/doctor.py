"""Whether this machine and this workspace have all that a report needs; with a cure for each fault."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import cdi
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.pipeline.processes import Broke, Died, Ended, run_each
from cdi.workspace.limits import Limits, read_limits
from cdi.workspace.packages import installed_versions, read_lock
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED
from cdi.workspace.templates import list_files

_OLDEST_PYTHON = (3, 11)
_SHOWN = 5
_KERNEL = "cdi"
_Job = tuple[Workspace, AuditRef]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: in order, worth knowing, or a fault that keeps reports from being built, with its cure."""

    what: str
    state: Literal["ok", "note", "fault"]
    words: str
    cure: str = ""

    def __str__(self) -> str:
        line = f"{self.state:<5}  {self.what}: {self.words}"
        return f"{line}\n       cure: {self.cure}" if self.cure else line


def examine(environ: Mapping[str, str], start: Path | None = None) -> Iterator[Check]:
    """Look at the program, then at the workspace that `start` (default: here) lies in. Nothing is written.

    Each thing is looked at when its check is asked for.
    """
    yield _python()
    yield _package()
    yield from _packages()
    for look in (_fonts, _kernel, _engine):
        yield look()
    try:
        workspace = Workspace.find(start)
    except CdiError as error:
        cure = "go into a workspace, or make one with: cdi init my-audits"
        yield Check("workspace", "fault", str(error), cure)
    else:
        yield from _workspace(workspace, environ)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        return Check("Python", "ok", version)
    return Check("Python", "fault", version, "install Python 3.11 or later, and this package with it")


def _package() -> Check:
    return Check("cdi", "ok", f"{cdi.__version__}, with templates, notebooks and registers in {SHIPPED}")


def _packages() -> Iterator[Check]:
    """The packages that are needed but not there, and those in other versions than the lock names."""
    installed, lock = installed_versions(), read_lock()
    missing = sorted(name for name in required_packages() if name not in installed)
    if missing:
        yield Check("packages", "fault", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    locked = {name: versions for name, versions in lock.items() if name in installed}
    other = [f"{name} {installed[name]} ({' or '.join(locked[name])})" for name in sorted(locked)
             if installed[name] not in locked[name]]  # fmt: skip
    same = len(locked) - len(other)
    if other:
        more = f" and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
        words = f"{same} as in the lock; in other versions than in the lock: {', '.join(other[:_SHOWN])}{more}"
        yield Check("packages", "note", words, f"pip install --no-deps -r {SHIPPED / 'requirements.txt'}")
    elif not missing:
        yield Check("packages", "ok", f"{same} as in the lock")


def required_packages() -> list[str]:
    """The packages that this one needs on every machine, as its metadata name them."""
    from re import match

    try:
        requirements = metadata.requires("cdi") or []
    except metadata.PackageNotFoundError:
        return []
    names = [match(r"[A-Za-z0-9._-]+", line) for line in requirements if ";" not in line]
    return [name[0].lower().replace("_", "-").replace(".", "-") for name in names if name]


def _fonts() -> Check:
    from cdi.house_style import fonts

    count = len(list(fonts.FOLDER.glob("*.*tf")))
    if count:
        return Check("typeface", "ok", f"{count} files in {fonts.FOLDER}")
    return Check("typeface", "fault", f"no font files in {fonts.FOLDER}", "pip install --force-reinstall fontpkg-inter")


def _kernel() -> Check:
    from jupyter_client.kernelspec import KernelSpecManager

    folder = KernelSpecManager().find_kernel_specs().get(_KERNEL)
    if folder is not None:
        return Check("kernel", "ok", f"{_KERNEL} in {folder}")
    cure = 'python -m ipykernel install --sys-prefix --name cdi --display-name "CDI audits"'
    return Check("kernel", "fault", f"JupyterLab knows no kernel {_KERNEL}, which cdi explore opens", cure)


def _engine() -> Check:
    if any(entry.name == "cdi" for entry in metadata.entry_points(group="papermill.engine")):
        return Check("notebook engine", "ok", "known to papermill")
    return Check("notebook engine", "fault", "papermill knows no engine cdi", "install this package again with pip")


def _workspace(workspace: Workspace, environ: Mapping[str, str]) -> Iterator[Check]:
    yield Check("workspace", "ok", str(workspace.root))
    yield _write_access(workspace)
    yield from _registers(workspace)
    if overrides := workspace.overrides():
        yield Check("own files", "note", f"used in place of shipped ones: {', '.join(overrides)}")
    yield from _data(workspace, read_limits(environ))
    yield from _databases(workspace, environ)


def _write_access(workspace: Workspace) -> Check:
    folder = workspace.reports if workspace.reports.is_dir() else workspace.root
    if _may_write(folder):
        return Check("write access", "ok", str(folder))
    return Check("write access", "fault", f"{folder} cannot be written", f"chmod u+rwx {folder}, or use another folder")


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _registers(workspace: Workspace) -> Iterator[Check]:
    """National registers that the workspace lacks, or that differ from the shipped ones."""
    own, shipped = workspace.data / "reference", SHIPPED / "data" / "reference"
    files = {path.name: path for path in list_files(shipped)}
    missing = [name for name in files if not (own / name).is_file()]
    if missing:
        cure = f"copy them from {shipped}"
        yield Check("registers", "fault", f"missing in data/reference: {', '.join(missing)}", cure)
    other = [name for name, path in files.items() if name not in missing and _differs(own / name, path)]
    if other:
        yield Check("registers", "note", f"not as shipped: {', '.join(other)}", f"compare them with {shipped}")
    elif not missing:
        yield Check("registers", "ok", f"{len(files)} as shipped")


def _differs(one: Path, other: Path) -> bool:
    return one.read_bytes() != other.read_bytes()


def _data(workspace: Workspace, limits: Limits) -> Iterator[Check]:
    """How many faults the data of all audits have, each looked at in a process of its own."""
    try:
        refs = [ref for force in workspace.forces() for ref in workspace.audits(force)]
    except CdiError as error:
        yield Check("data", "fault", str(error), "correct that file, then: cdi validate")
        return
    for fault in workspace.faults_of_force_names():
        yield Check("data", "fault", str(fault), "correct that name; no other force waits for it")
    jobs = [(workspace, ref) for ref in refs]
    if jobs:
        with contextlib.suppress(ImportError):  # what is missing is said of the packages
            importlib.import_module("cdi.load.fault_report")  # once here, and not in each process
    checks = {event.job[1]: _check_of(event) for event in run_each(jobs, _count_faults, limits)}
    faults = [check for ref in refs if (check := checks[ref]) is not None]
    if not faults:
        yield Check("data", "ok", f"{len(refs)} audits without faults" if len(refs) != 1 else "1 audit without faults")
    yield from faults


def _count_faults(job: _Job, _send: Callable[[object], None]) -> int:
    from cdi.load.fault_report import find_faults

    workspace, ref = job
    return len(find_faults(workspace, ref))


def _check_of(event: Ended[_Job, int] | Broke[_Job] | Died[_Job]) -> Check | None:
    """What is wrong with the data of an audit; nothing where nothing is."""
    _, ref = event.job
    match event:
        case Ended(result=0):
            return None
        case Ended(result=count):
            words = "1 fault" if count == 1 else f"{count} faults"
        case Broke(traceback=text):
            words = f"its files cannot be looked at ({text.strip().splitlines()[-1]})"
        case Died(reason=reason):
            words = f"its files cannot be looked at ({reason})"
    return Check("data", "fault", f"{ref}: {words}", f"cdi validate {ref.force} {ref.audit}")


def _databases(workspace: Workspace, environ: Mapping[str, str]) -> Iterator[Check]:
    """Whether the variables are set that hold the addresses of databases; their values are not shown."""
    from cdi.workspace.settings import read_audit_settings

    audits: dict[str, list[str]] = {}
    for ref in (ref for force in workspace.forces() for ref in workspace.audits(force)):
        try:
            source = read_audit_settings(workspace.audit_folder(ref)).source
        except CdiError:  # a fault of the data, which is counted there
            continue
        if source.kind == "database":
            audits.setdefault(source.url_env, []).append(str(ref))
    if not audits:
        yield Check("databases", "ok", "no audit reads one")
    for variable, refs in audits.items():
        if environ.get(variable):
            yield Check("databases", "ok", f"{variable} is set, for {', '.join(refs)}")
        else:
            cure = f"set {variable} to the address of the database, in this session's environment and nowhere else"
            yield Check("databases", "fault", f"{variable} is not set, for {', '.join(refs)}", cure)

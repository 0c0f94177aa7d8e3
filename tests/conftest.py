"""What more than one folder uses: the shipped project, its audit, folders that are made once, and copies to spoil.

What few fixtures need is imported by them: a run of few tests would wait for it.

With pytest-xdist each worker has session fixtures of its own. What takes seconds to make (`shared_folder`) is made by
the first worker that asks, in a folder of the whole run; the others wait for it and read it.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.notebook.engine.preload import keep_to_one_thread
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process

if TYPE_CHECKING:
    from cdi.bundle.bundle import Bundle
    from cdi.model.audit import Audit
    from cdi.model.figure import Figures
    from cdi.pipeline.request import Request

gc.disable()  # until all tests are collected: until then there is hardly any garbage
keep_to_one_thread()  # so that notebooks are run in forks of the tests' own process, as the command line does
if "PYTEST_XDIST_WORKER" in os.environ:
    # Registered first, so done last: it takes a worker more than a second to take all that it imported apart.
    atexit.register(os._exit, 0)

PROJECT = Path(__file__).parents[1]
_SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = \[?pytest\.mark\.slow\b", re.MULTILINE)
SharedFolder = Callable[[str, Callable[[Path], object]], Path]
"""Makes a folder of that name with the given function, or finds it made by another worker."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file that is slow as a whole is not even imported where slow tests are passed over, as in the edit loop."""
    passed_over = "not slow" in config.option.markexpr and collection_path.suffix == ".py"
    if passed_over and _SLOW_AS_A_WHOLE.search(collection_path.read_text(encoding="utf-8")):
        return True
    return None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make ready what reads audits, where tests run: a process that only hands them out to workers imports nothing."""
    if session.config.getoption("dist", "no") != "no" and "PYTEST_XDIST_WORKER" not in os.environ:
        return
    from cdi.notebook.engine.address_grammars import built_when_first_used

    with built_when_first_used():  # as the command line does too: it spares each worker a second
        import nbformat  # noqa: F401

    from tests.shipped_audits import read_same_audits_once
    from tests.shipped_registers import read_copies_once

    read_copies_once()
    read_same_audits_once()


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay to the end: to look through them for garbage takes a tenth."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def project() -> Workspace:
    return Workspace(PROJECT)


@pytest.fixture(scope="session")
def leicestershire(project: Workspace) -> Audit:
    from cdi.load.audit import read_audit

    return read_audit(project, AuditRef("leicestershire", "2018-reinspection"))


@pytest.fixture(scope="session")
def figures(leicestershire: Audit) -> Figures:
    from cdi.measures import measure

    return measure(leicestershire)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> SharedFolder:
    """Folders that are made once in a run and only read afterwards."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, unfinished = run / name, run / f"{name}.unfinished"
        with FileLock(run / f"{name}.lock"):
            if not folder.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return make_once


@pytest.fixture(scope="session")
def demo(project: Workspace, shared_folder: SharedFolder) -> Workspace:
    """All 43 forces, reconstructed from their published rates; not to be spoilt."""
    from cdi.new_audit.demo import write_demo

    return Workspace(shared_folder("demo", lambda folder: write_demo(project, folder)))


DemoAudit = Callable[[str], tuple[AuditRef, "Audit", "Figures"]]
"""The newest audit of a force with its figures; not to be changed."""


@pytest.fixture(scope="session")
def demo_audit(demo: Workspace) -> DemoAudit:
    """Audits of the 43 forces, each read and measured when it is first asked for."""
    from cdi.load.audit import read_audit
    from cdi.measures import measure

    def newest(force: str) -> tuple[AuditRef, Audit, Figures]:
        ref = demo.audits(force)[-1]
        audit = read_audit(demo, ref)
        return ref, audit, measure(audit)

    return cache(newest)


SHIPPED = (
    AuditRef("leicestershire", "2018-reinspection"),
    AuditRef("leicestershire", "2017-inspection"),
    AuditRef("leicestershire", "2014-inspection"),
    AuditRef("cambridgeshire", "2014-inspection"),
)
"""The audits of the source documents."""


@pytest.fixture(scope="session")
def shipped_folders(project: Workspace, shared_folder: SharedFolder) -> dict[AuditRef, Path]:
    """Where what the notebook makes of each audit of the source documents lies, made once in a run, on wide sheets."""
    from tests.documents.bundles import bundle_made_once

    return {ref: bundle_made_once(shared_folder, project, ref) for ref in SHIPPED}


@pytest.fixture(scope="session")
def shipped_bundles(shipped_folders: dict[AuditRef, Path]) -> dict[AuditRef, Bundle]:
    """What the notebook makes of each audit of the source documents."""
    from cdi.bundle.bundle import read_bundle

    return {ref: read_bundle(folder, ref) for ref, folder in shipped_folders.items()}


@pytest.fixture(scope="session")
def national_bundle(project: Workspace, shared_folder: SharedFolder) -> Bundle:
    """What the notebook makes of all forces, made once in a run; of its charts it has the words.

    How often its statements hold is tried on two tables of all forces, which is enough to be printed.
    """
    from cdi.bundle.bundle import read_bundle
    from cdi.measures.all_forces import national_results
    from tests.documents.bundles import run_comparison, words_of_charts

    def make(folder: Path) -> None:
        check = national_results.check_coverage
        with words_of_charts(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(national_results, "check_coverage", lambda units, seed, _: check(units, seed, 2))
            run_comparison(project, folder)

    return read_bundle(shared_folder("bundle-national", make), NATIONAL)


def copy_forces(source: Workspace, folder: Path, forces: Sequence[str]) -> Workspace:
    """Some forces of a workspace, without reports, in a new folder."""
    copy = Workspace(folder)
    for name in ("reference", *forces):
        shutil.copytree(source.data / name, copy.data / name)
    shutil.copytree(source.notebook.parent, copy.root / "notebooks")
    entries = (source.data / "forces.toml").read_text(encoding="utf-8").split("\n[")
    kept = [entry for entry in entries if entry.split("]")[0] in forces]
    (copy.data / "forces.toml").write_text("\n".join(f"[{entry}" for entry in kept), encoding="utf-8")
    return copy


def copy_project(folder: Path) -> Workspace:
    """Data, notebooks and lock of the project in a new folder."""
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "requirements.txt", folder)
    return Workspace(folder)


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


RunCommand = Callable[..., Ended]


@pytest.fixture
def cdi(monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Run a command in a workspace, in this process: `cdi(workspace, "report", "kent", AUDIT="2018")`."""

    from cdi.cli.app import main

    def run(workspace: Workspace, *args: str, **environ: str) -> Ended:
        monkeypatch.chdir(workspace.root)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(args, environ)
        return Ended(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def spoilable(tmp_path: Path) -> Workspace:
    """A copy of data, notebook and lock in a folder of its own."""
    return copy_project(tmp_path)


def built_once(shared_folder: SharedFolder, request: Request) -> Workspace:
    """The project with one report built, made once in a run; not to be spoilt."""
    from cdi.pipeline.stages import build

    def make(folder: Path) -> None:
        in_clean_process(build, copy_project(folder), request)

    return Workspace(shared_folder("-".join(("built", request.ref.audit, *request.documents)), make))

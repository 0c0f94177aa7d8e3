"""Fixtures that more than one folder uses: the shipped project, its audit, and a copy that a test may spoil."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.notebook.engine.preload import keep_to_one_thread

keep_to_one_thread()  # so that notebooks are run in forks of the tests' own process, as the command line does

from cdi.cli.app import main  # noqa: E402
from cdi.load.audit import read_audit  # noqa: E402
from cdi.measures import measure  # noqa: E402
from cdi.model.audit import Audit  # noqa: E402
from cdi.model.figure import Figures  # noqa: E402
from cdi.new_audit.demo import write_demo  # noqa: E402
from cdi.workspace.paths import Workspace  # noqa: E402

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def project() -> Workspace:
    return Workspace(PROJECT)


@pytest.fixture(scope="session")
def leicestershire(project: Workspace) -> Audit:
    return read_audit(project, AuditRef("leicestershire", "2018-reinspection"))


@pytest.fixture(scope="session")
def figures(leicestershire: Audit) -> Figures:
    return measure(leicestershire)


@pytest.fixture(scope="session")
def demo(project: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """All 43 forces, reconstructed from their published rates; not to be spoilt."""
    return write_demo(project, tmp_path_factory.mktemp("demo") / "forces")


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
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "requirements.txt", tmp_path)
    return Workspace(tmp_path)

"""Two builds at once are refused; one that was cut off is not in the way of the next."""

from __future__ import annotations

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer

import pytest

from cdi.model.errors import RunFailed
from cdi.pipeline.locks import lock_report, lock_workspace
from cdi.workspace.paths import Workspace
from tests.thin import thin

HOLD = """
import sys
import time
from pathlib import Path
from cdi.pipeline.locks import lock_workspace, lock_report
from cdi.workspace.paths import Workspace
workspace, work = Workspace(Path(sys.argv[1])), Path(sys.argv[2])
with {held}:
    print("held", flush=True)
    sys.stdin.read()
    time.sleep(0.2)
    print("lets go", flush=True)
"""


@contextmanager
def another(workspace: Workspace, held: str, work: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that holds a lock until it is killed."""
    command = [sys.executable, "-c", HOLD.format(held=held), str(workspace.root), work]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of nothing: locks look at no data."""
    return Workspace(tmp_path)


def test_another_build_is_refused_and_a_cut_off_one_is_taken_over(workspace: Workspace) -> None:
    with another(workspace, "lock_workspace(workspace)") as other:
        refused = f"another build runs here \\(process {other.pid}\\)"
        with pytest.raises(RunFailed, match=refused), lock_workspace(workspace):
            pass
    with lock_workspace(workspace) as notice:
        assert notice == f"process {other.pid} ended in the middle of a build; going on from there"
    with lock_workspace(workspace) as notice:
        assert notice is None


def test_who_waits_says_so_once_and_goes_on_when_the_other_has_ended(workspace: Workspace) -> None:
    said: list[str] = []
    with another(workspace, "lock_workspace(workspace)") as other:
        assert other.stdout is not None
        assert other.stdin is not None
        closing = other.stdin

        def waits(words: str) -> None:
            said.append(words)
            closing.close()  # the other ends in order

        with lock_workspace(workspace, waits) as notice:
            assert select.select([other.stdout], [], [], 0)[0], "the other had not let go"
            assert notice is None
    assert said == [f"another build runs here (process {other.pid}); waiting for its end"]


def test_reports_built_one_by_one_share_the_workspace_and_keep_a_build_of_everything_away(workspace: Workspace) -> None:
    with lock_report(workspace, workspace.reports / ".work/kent/2018"):
        with lock_report(workspace, workspace.reports / ".work/durham/2017"):
            pass
        with (
            pytest.raises(RunFailed, match=r"another build runs here \(of single reports\)"),
            lock_workspace(workspace),
        ):
            pass
    with lock_workspace(workspace):
        pass


@pytest.mark.parametrize("held", thin(["lock_workspace(workspace)", "lock_report(workspace, work)"], keep=1))
def test_one_report_waits_for_a_build_of_everything_and_for_another_of_itself(workspace: Workspace, held: str) -> None:
    work = workspace.reports / ".work/kent/2018"
    with another(workspace, held, str(work)) as other:
        ended = Event()
        Timer(0.2, lambda: (ended.set(), other.kill())).start()
        with lock_report(workspace, work):
            assert ended.is_set()

"""Two builds at once are refused; one that was cut off is not in the way of the next."""

from __future__ import annotations

import select
import subprocess
import sys

import pytest

from cdi.build.lock import only_build
from cdi.model.errors import RunFailed
from cdi.settings import Workspace

HOLD = """
import sys
import time
from pathlib import Path
from cdi.build.lock import only_build
from cdi.settings import Workspace
with only_build(Workspace(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
    time.sleep(0.5)
    print("lets go", flush=True)
"""


def test_another_build_is_refused_and_a_cut_off_one_is_taken_over(spoilable: Workspace) -> None:
    command = [sys.executable, "-c", HOLD, str(spoilable.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunFailed, match=rf"another build runs here \(process {other.pid}\)"), only_build(spoilable):
            pass
        other.kill()
    with only_build(spoilable) as notice:
        assert notice == f"process {other.pid} ended in the middle of a build; going on from there"
    with only_build(spoilable) as notice:
        assert notice is None


def test_who_waits_says_so_once_and_goes_on_when_the_other_has_ended(spoilable: Workspace) -> None:
    said: list[str] = []
    command = [sys.executable, "-c", HOLD, str(spoilable.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        closing = other.stdin

        def waits(words: str) -> None:
            said.append(words)
            closing.close()  # the other ends in order

        with only_build(spoilable, waits) as notice:
            assert select.select([other.stdout], [], [], 0)[0], "the other had not let go"
            assert notice is None
    assert said == [f"another build runs here (process {other.pid}); waiting for its end"]

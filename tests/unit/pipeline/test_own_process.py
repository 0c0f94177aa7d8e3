"""A command in a fork with limits: what it says when time or memory runs out, and that nothing it started stays."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from cdi.model.errors import RunFailed, UsageRefused
from cdi.pipeline.own_process import run_within
from cdi.pipeline.processes import Died, run_all
from cdi.workspace.limits import Limits, read_limits
from tests.clean_process import in_clean_process
from tests.thin import thin


def end_with(code: int) -> int:
    os._exit(code)


def take_memory(mebibytes: int) -> int:
    try:
        bytearray(mebibytes * 2**20)
    except MemoryError:
        os._exit(3)
    os._exit(0)


def be_killed() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def leave_a_process(note: Path, _send: Callable[[object], None] | None = None) -> int:
    """Start a process that takes a session of its own, through one that ends at once, and wait."""
    shell = subprocess.run(
        ["/bin/sh", "-c", "setsid sleep 600 >/dev/null 2>&1 & echo $!"], capture_output=True, text=True, check=True
    )
    note.write_text(shell.stdout, encoding="utf-8")
    time.sleep(600)
    return 0


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("code", thin([0, 1, 3], keep=2))
def test_the_exit_code_is_that_of_the_work(code: int) -> None:
    assert in_clean_process(run_within, Limits(), partial(end_with, code)) == code


def test_the_work_may_take_as_much_memory_as_it_is_given() -> None:
    assert in_clean_process(run_within, Limits(mebibytes=4096), partial(take_memory, 64)) == 0
    assert in_clean_process(run_within, Limits(mebibytes=4096), partial(take_memory, 4096)) == 3


def test_what_takes_too_long_is_ended_in_words() -> None:
    with pytest.raises(RunFailed, match=r"longer than 0\.3 seconds and was ended; CDI_TIME_LIMIT in the environment"):
        in_clean_process(run_within, Limits(seconds=0.3), partial(time.sleep, 600))


def test_what_the_system_kills_is_said_in_words() -> None:
    with pytest.raises(RunFailed, match=r"ended by the system \(signal 9\); most likely .* CDI_MEMORY_LIMIT"):
        in_clean_process(run_within, Limits(), be_killed)


def run_job(note: Path) -> list[object]:
    return [event for event in run_all([note], leave_a_process, 1, Limits(seconds=0.5)) if isinstance(event, Died)]


def test_what_a_command_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(RunFailed):
        in_clean_process(run_within, Limits(seconds=0.5), partial(leave_a_process, note))
    assert not is_alive(int(note.read_text(encoding="utf-8")))


def test_what_a_report_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    assert len(in_clean_process(run_job, note)) == 1
    assert not is_alive(int(note.read_text(encoding="utf-8")))


def test_limits_are_those_asked_for_else_those_of_the_environment() -> None:
    assert read_limits({}) == Limits(1800, 4096)
    assert read_limits({"CDI_TIME_LIMIT": "7200", "CDI_MEMORY_LIMIT": "512"}) == Limits(7200, 512)
    assert read_limits({"CDI_TIME_LIMIT": "7200"}, 60, 300) == Limits(60, 300)
    assert Limits(7200).to_look().seconds < 7200


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "a lot", "9" * 30])
def test_a_limit_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(UsageRefused, match="CDI_TIME_LIMIT="):
        read_limits({"CDI_TIME_LIMIT": written})

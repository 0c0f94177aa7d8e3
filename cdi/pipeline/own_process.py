"""A command within limits: a fork does the work, and the process that was started ends it when it takes too long."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cdi.model.errors import RunFailed
from cdi.notebook.engine.process import adopt_orphans, count_threads, end_family, end_with_parent
from cdi.pipeline.processes import limit_memory
from cdi.workspace.limits import Limits


def run_within(limits: Limits, work: Callable[[], int]) -> int:
    """The exit code of the work, done in a fork of this process with limits of time and memory.

    Both processes return from this call; the fork with the exit code of the work, to end as any process does, and this
    one with the same when the fork has ended. What the fork started ends with it. Where a process cannot be forked, or
    must not be because it has threads, the work is done here and without limits.

    Raises RunFailed when time ran out, or when the system ended the fork, nearly always for lack of memory.
    """
    if sys.platform != "linux" or count_threads() != 1:
        return work()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # or the fork would print it once more
    pid = os.fork()
    if pid == 0:
        end_with_parent()
        adopt_orphans()
        limit_memory(limits.mebibytes)
        return work()
    with _passing_on(pid):
        in_time = _wait(pid, limits.seconds)
        if not in_time:
            end_family(pid)
        _, status = os.waitpid(pid, 0)
    if not in_time:
        raise RunFailed(limits.too_long)
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return code
    if -code in (signal.SIGINT, signal.SIGTERM):
        return 128 - code
    raise RunFailed(f"its process was ended by the system (signal {-code}); most likely {limits.too_large}")


def _wait(pid: int, seconds: float) -> bool:
    """Whether a child ended within so many seconds."""
    handle = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([handle], [], [], seconds)
    finally:
        os.close(handle)
    return bool(ready)


@contextmanager
def _passing_on(pid: int) -> Iterator[None]:
    """Pass the requests to end on to the fork; but not Ctrl-C at a terminal, which interrupts the fork too."""
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    interrupted_too = sys.stdin is not None and sys.stdin.isatty()

    def pass_on(number: int, _frame: object) -> None:
        if number == signal.SIGTERM or not interrupted_too:
            os.kill(pid, number)

    for number, handler in usual.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, pass_on)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)

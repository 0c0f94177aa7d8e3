"""A process for each job, a few at a time, each with its own group, time and memory; none sees another's."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from cdi.notebook.engine.process import count_threads, end_with_parent

Job = TypeVar("Job")
Tell = Callable[[str, tuple[Any, ...]], None]
"""How a job tells of its progress: what happened, and what belongs to it."""

_TICK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may take. Memory is what a process itself allocates, for each process of the report."""

    seconds: float = 1800
    mebibytes: int = 4096


@dataclass(frozen=True, slots=True)
class Event(Generic[Job]):
    """Something a job told (`what` is its word, `told` what belongs to it), or how it ended.

    `what` is "ended" with the job's result, "broke" with a traceback, "died" with a reason, or "tick" with no job.
    """

    job: Job | None
    what: str
    told: tuple[Any, ...] = ()


@dataclass
class _Running(Generic[Job]):
    job: Job
    process: Any
    ends_by: float
    events: list[Event[Job]] = field(default_factory=list)


def count_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def run_all(
    jobs: Sequence[Job], work: Callable[[Job, Tell], Any], workers: int, limits: Limits
) -> Generator[Event[Job]]:
    """Run every job in a process of its own and yield what happens; a job that fails stops no other.

    `work` must be a function of a module, for platforms where a process cannot be forked. When the caller stops
    iterating, what runs is ended.
    """
    waiting = list(reversed(jobs))
    running: dict[Connection, _Running[Job]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                connection, started = _start(waiting.pop(), work, limits)
                running[connection] = started
                yield Event(started.job, "started")
            for ready in wait([*running], timeout=_TICK_SECONDS):
                yield from _read(running, cast(Connection, ready))
            yield from _end_late(running, limits)
            yield Event(None, "tick")
    finally:
        for held in running.values():
            _kill(held.process)


def _start(job: Job, work: Callable[[Job, Tell], Any], limits: Limits) -> tuple[Connection, _Running[Job]]:
    # A process with threads must not fork: then a new interpreter is started.
    method = "fork" if sys.platform == "linux" and count_threads() == 1 else "spawn"
    context: Any = multiprocessing.get_context(method)
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_process, args=(work, job, there, limits.mebibytes))
    process.start()
    there.close()
    return here, _Running(job, process, time.monotonic() + limits.seconds)


def _read(running: dict[Connection, _Running[Job]], connection: Connection) -> Iterator[Event[Job]]:
    held = running[connection]
    try:
        what, told = connection.recv()
    except EOFError:
        del running[connection]
        held.process.join()
        yield Event(held.job, "died", (f"its process ended with {held.process.exitcode}",))
        return
    if what in ("ended", "broke"):
        del running[connection]
        held.process.join()
    yield Event(held.job, what, told)


def _end_late(running: dict[Connection, _Running[Job]], limits: Limits) -> Iterator[Event[Job]]:
    for connection, held in list(running.items()):
        if time.monotonic() > held.ends_by:
            del running[connection]
            _kill(held.process)
            yield Event(held.job, "died", (f"it took longer than {limits.seconds:g} seconds and was ended",))


def _kill(process: Any) -> None:
    """End a job with all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _in_process(work: Callable[[Job, Tell], Any], job: Job, connection: Connection, mebibytes: int) -> None:
    end_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # only the process that builds has anything to put in order
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    _limit_memory(mebibytes)
    try:
        result = work(job, lambda what, told: connection.send((what, told)))
    except Exception:  # whatever it is, it must not stop the other jobs
        connection.send(("broke", (traceback.format_exc(),)))
    else:
        connection.send(("ended", (result,)))


def _limit_memory(mebibytes: int) -> None:
    """For this process and what it starts, each; where the platform can."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        asked = mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (asked if most == resource.RLIM_INFINITY else min(asked, most), most))

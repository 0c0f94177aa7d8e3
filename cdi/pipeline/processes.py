"""A process for each job, a few at a time, each with its own group, time and memory; none sees another's."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from cdi.model.trace import trace_without_values
from cdi.notebook.engine.process import adopt_orphans, count_threads, end_family, end_with_parent
from cdi.workspace.limits import Limits

Job = TypeVar("Job")
Message = TypeVar("Message")
Result = TypeVar("Result")

_TICK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Started(Generic[Job]):
    """The process of a job has started."""

    job: Job


@dataclass(frozen=True, slots=True)
class Sent(Generic[Job, Message]):
    """A job has sent a message."""

    job: Job
    message: Message


@dataclass(frozen=True, slots=True)
class Ended(Generic[Job, Result]):
    """A job has returned its result."""

    job: Job
    result: Result


@dataclass(frozen=True, slots=True)
class Broke(Generic[Job]):
    """A job has raised; the traceback as text."""

    job: Job
    traceback: str


@dataclass(frozen=True, slots=True)
class Died(Generic[Job]):
    """The process of a job ended without a result, or was ended; the reason in words."""

    job: Job
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A tenth of a second went by, at most."""


JobEvent = Started[Job] | Sent[Job, Message] | Ended[Job, Result] | Broke[Job] | Died[Job]
Work = Callable[[Job, Callable[[Message], None]], Result]
"""What is done for a job: a function of the job and of a way to send messages; it returns the result."""


@dataclass(frozen=True, slots=True)
class _Running(Generic[Job]):
    job: Job
    process: Any
    ends_by: float


def run_each(
    jobs: Sequence[Job], work: Work[Job, Message, Result], limits: Limits
) -> Iterator[Ended[Job, Result] | Broke[Job] | Died[Job]]:
    """How each job ended, in the order in which they end, as many at a time as there are processors."""
    for event in run_all(jobs, work, count_processors(), limits):
        if isinstance(event, Ended | Broke | Died):
            yield event


def count_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def run_all(
    jobs: Sequence[Job], work: Work[Job, Message, Result], workers: int, limits: Limits
) -> Generator[JobEvent[Job, Message, Result] | Tick]:
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
                yield Started(started.job)
            for ready in wait([*running], timeout=_TICK_SECONDS):
                yield _receive(running, cast(Connection, ready))
            yield from _end_late(running, limits)
            yield Tick()
    finally:
        for unfinished in running.values():
            _kill(unfinished.process)


def _start(job: Job, work: Work[Job, Message, Result], limits: Limits) -> tuple[Connection, _Running[Job]]:
    # A process with threads must not fork: then a new interpreter is started.
    method = "fork" if sys.platform == "linux" and count_threads() == 1 else "spawn"
    context: Any = multiprocessing.get_context(method)
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_process, args=(work, job, there, limits))
    process.start()
    there.close()
    return here, _Running(job, process, time.monotonic() + limits.seconds)


def _receive(running: dict[Connection, _Running[Job]], connection: Connection) -> JobEvent[Job, Any, Any]:
    source = running[connection]
    try:
        event: JobEvent[Job, Any, Any] = connection.recv()
    except EOFError:
        del running[connection]
        source.process.join()
        return Died(source.job, f"its process ended with {source.process.exitcode}")
    if not isinstance(event, Sent):
        del running[connection]
        source.process.join()
    return event


def _end_late(running: dict[Connection, _Running[Job]], limits: Limits) -> Iterator[Died[Job]]:
    for connection, late in list(running.items()):
        if time.monotonic() > late.ends_by:
            del running[connection]
            _kill(late.process)
            yield Died(late.job, limits.too_long)


def _kill(process: Any) -> None:
    """End a job with all that it started."""
    end_family(process.pid)
    process.kill()
    process.join()


def _in_process(work: Work[Job, Message, Result], job: Job, connection: Connection, limits: Limits) -> None:
    end_with_parent()
    adopt_orphans()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # only the process that builds has anything to put in order
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    limit_memory(limits.mebibytes)
    try:
        result = work(job, lambda message: connection.send(Sent(job, message)))
    except MemoryError:
        connection.send(Died(job, limits.too_large))
    except Exception as error:  # whatever it is, it must not stop the other jobs
        connection.send(Broke(job, trace_without_values(error)))
    else:
        connection.send(Ended(job, result))


def limit_memory(mebibytes: int) -> None:
    """Bound what this process allocates, and each that it starts; nothing where the platform cannot."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        asked = mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (asked if most == resource.RLIM_INFINITY else min(asked, most), most))

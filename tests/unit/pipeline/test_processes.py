"""Each job in a process of its own, with its own limits; what one does reaches no other."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cdi.pipeline.processes import Broke, Died, Ended, JobEvent, Sent, Started, Tick, run_all
from cdi.workspace.limits import Limits
from tests.clean_process import in_clean_process

Ending = Ended[str, str] | Broke[str] | Died[str]


def work(job: str, send: Callable[[str], None]) -> str:
    """What the jobs of these tests do, by name."""
    send(f"{job} begins")
    actions: dict[str, Callable[[], Any]] = {
        "raise": lambda: 1 / 0,
        "die": lambda: os._exit(7),
        "sleep": lambda: time.sleep(60),
        "eat": lambda: bytearray(600 * 2**20),
    }
    actions.get(job, lambda: None)()
    return f"{job} in {os.getpid()} of {os.getppid()}"


def events_here(jobs: Sequence[str], workers: int, limits: Limits) -> list[JobEvent[str, str, str]]:
    """All that happens to the jobs, in processes that this one starts."""
    return [event for event in run_all(jobs, work, workers, limits) if not isinstance(event, Tick)]


def events_of(*jobs: str, workers: int = 2, limits: Limits | None = None) -> list[JobEvent[str, str, str]]:
    """All that happens to the jobs, in forks of a process with one thread."""
    return in_clean_process(events_here, jobs, workers, limits or Limits())


def ends(*jobs: str, workers: int = 2, limits: Limits | None = None) -> dict[str, Ending]:
    """How each job ended."""
    return endings(events_of(*jobs, workers=workers, limits=limits), jobs[0])


def endings(events: Sequence[JobEvent[str, str, str]], first: str) -> dict[str, Ending]:
    assert Sent(first, f"{first} begins") in events
    return {event.job: event for event in events if isinstance(event, Ended | Broke | Died)}


def test_every_job_has_a_process_of_its_own() -> None:
    ended = ends("a", "b", "c", workers=3)
    results = [event.result.split() for event in ended.values() if isinstance(event, Ended)]
    parents = {parent for *_, parent in results}
    assert len(parents) == 1
    assert len({process for _, _, process, _, _ in results} | parents) == 4


def test_a_job_that_fails_in_whatever_way_stops_no_other() -> None:
    ended = ends("raise", "die", "fine", workers=1)
    assert isinstance(ended["raise"], Broke)
    assert "ZeroDivisionError" in ended["raise"].traceback
    assert ended["die"] == Died("die", "its process ended with 7")
    assert isinstance(ended["fine"], Ended)


def test_a_job_that_takes_too_long_is_ended() -> None:
    *_, died = events_of("sleep", workers=1, limits=Limits(seconds=0.5))
    assert died == Died("sleep", Limits(seconds=0.5).too_long)


def test_a_job_that_takes_too_much_memory_fails_and_the_next_has_its_own() -> None:
    limits = Limits(mebibytes=512)
    ended = ends("eat", "fine", workers=1, limits=limits)
    assert ended["eat"] == Died("eat", limits.too_large)
    assert isinstance(ended["fine"], Ended)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_run_than_asked_for(workers: int) -> None:
    running, most = 0, 0
    for event in events_of("a", "b", "c", "d", workers=workers):
        running += isinstance(event, Started) - isinstance(event, Ended)
        most = max(most, running)
    assert most == workers


def test_what_runs_is_ended_when_nobody_looks_any_more() -> None:
    events = run_all(["sleep"], work, 1, Limits())
    assert next(events) == Started("sleep")
    start = time.monotonic()
    events.close()
    assert time.monotonic() - start < 30


def test_a_process_with_threads_starts_new_interpreters_instead_of_forking() -> None:
    ends_now = threading.Event()
    thread = threading.Thread(target=ends_now.wait)
    thread.start()
    try:
        assert isinstance(endings(events_here(("a",), 2, Limits()), "a")["a"], Ended)
    finally:
        ends_now.set()
        thread.join()

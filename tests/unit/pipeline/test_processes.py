"""Each job in a process of its own, with its own limits; what one does reaches no other."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from cdi.pipeline.processes import Event, Limits, Tell, run_all


def work(job: str, tell: Tell) -> str:
    """What the jobs of these tests do, by name."""
    tell("said", (job,))
    actions: dict[str, Callable[[], Any]] = {
        "raise": lambda: 1 / 0,
        "die": lambda: os._exit(7),
        "sleep": lambda: time.sleep(60),
        "eat": lambda: bytearray(600 * 2**20),
    }
    actions.get(job, lambda: None)()
    return f"{job} in {os.getpid()}"


def ends(*jobs: str, workers: int = 2, limits: Limits | None = None) -> dict[str, tuple[str, str]]:
    """How each job ended, and with what."""
    events = list(run_all(jobs, work, workers, limits or Limits()))
    assert [event.told for event in events if event.what == "said" and event.job == jobs[0]] == [(jobs[0],)]
    last = {event.job: event for event in events if event.job is not None}
    return {job: (event.what, str(event.told[0])) for job, event in last.items()}


def test_every_job_has_a_process_of_its_own() -> None:
    found = ends("a", "b", "c", workers=3)
    processes = {told.split()[-1] for _, told in found.values()}
    assert {what for what, _ in found.values()} == {"ended"}
    assert len(processes | {str(os.getpid())}) == 4


def test_a_job_that_fails_in_whatever_way_stops_no_other() -> None:
    found = ends("raise", "die", "fine", workers=1)
    assert found["raise"][0] == "broke"
    assert "ZeroDivisionError" in found["raise"][1]
    assert found["die"] == ("died", "its process ended with 7")
    assert found["fine"][0] == "ended"


def test_a_job_that_takes_too_long_is_ended() -> None:
    found = ends("sleep", "fine", limits=Limits(seconds=4))
    assert found["sleep"] == ("died", "it took longer than 4 seconds and was ended")
    assert found["fine"][0] == "ended"


def test_a_job_that_takes_too_much_memory_fails_and_the_next_has_its_own() -> None:
    found = ends("eat", "fine", workers=1, limits=Limits(mebibytes=512))
    assert found["eat"][0] == "broke"
    assert found["eat"][1].rstrip().endswith("MemoryError")
    assert found["fine"][0] == "ended"


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_run_than_asked_for(workers: int) -> None:
    running, most = 0, 0
    for event in run_all(["a", "b", "c", "d"], work, workers, Limits()):
        running += {"started": 1, "ended": -1}.get(event.what, 0)
        most = max(most, running)
    assert most == workers


def test_what_runs_is_ended_when_nobody_looks_any_more() -> None:
    events = run_all(["sleep"], work, 1, Limits())
    assert next(events) == Event("sleep", "started")
    start = time.monotonic()
    events.close()
    assert time.monotonic() - start < 30


def test_a_process_with_threads_starts_new_interpreters_instead_of_forking() -> None:
    ends_now = threading.Event()
    thread = threading.Thread(target=ends_now.wait)
    thread.start()
    try:
        assert ends("a", "raise")["a"][0] == "ended"
    finally:
        ends_now.set()
        thread.join()

"""What a build shows while it runs: a progress display on a terminal, plain lines when not; all on stderr."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from cdi.pipeline import Request, Watcher
from cdi.pipeline.all_audits import Onlooker, Report
from cdi.pipeline.freshness import Reason
from cdi.pipeline.processes import Event


class Progress(Watcher):
    """A bar for each stage with its parts counted; without a terminal, one line when a stage starts."""

    def __init__(self, request: Request, *, explain: bool) -> None:
        console = Console(stderr=True)
        self._explain, self._request = explain, request
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._plain = not console.is_terminal
        self._running: TaskID | None = None

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._bars.stop()

    def stage(self, name: str, reasons: tuple[Reason, ...]) -> None:
        """A stage starts."""
        self._finish()
        line = f"{self._request.ref}: {name}"
        if self._plain:
            print(line, file=sys.stderr, flush=True)
        else:
            self._running = self._bars.add_task(line, total=1)
        if self._explain:
            for reason in reasons:
                self._bars.console.print(f"    because {reason}", markup=False, highlight=False, soft_wrap=True)

    def step(self, done: int, total: int) -> None:
        """A part of the running stage is done."""
        if self._running is not None:
            self._bars.update(self._running, completed=done, total=total)

    def _finish(self) -> None:
        if self._running is not None:
            total = self._bars.tasks[-1].total
            self._bars.update(self._running, completed=total)
        self._running = None


class ProgressOfAll(Onlooker):
    """One bar for all reports (done, running, failed, time left) on a terminal; without one, a line for each report.

    Drawn by the process that builds, between two looks at its children: a thread of its own would forbid it to fork.
    """

    def __init__(self, *, explain: bool) -> None:
        console = Console(stderr=True)
        self._explain, self._plain = explain, not console.is_terminal
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        self._bars = Bars(*columns, console=console, disable=self._plain, auto_refresh=False,
                          redirect_stdout=False, redirect_stderr=False)  # fmt: skip
        self._all: TaskID | None = None
        self._running: dict[Request, None] = {}
        self._done = self._failed = self._stale = 0

    def __enter__(self) -> ProgressOfAll:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begins(self, stale: int, fresh: int) -> None:
        """So many reports will be built, and so many need not."""
        self._stale = stale
        if self._plain:
            self._line(f"{stale} to build, {fresh} not")
        elif stale:
            self._bars.start()
            self._all = self._bars.add_task("", total=stale)

    def event(self, event: Event[Request]) -> None:
        """Count it, and say it when it is something to say."""
        request = event.job
        if request is not None:
            self._count(request, event)
        if self._all is not None:
            words = f"{len(self._running)} running, {self._failed} failed"
            self._bars.update(self._all, completed=self._done, description=words, refresh=True)

    def _count(self, request: Request, event: Event[Request]) -> None:
        name = f"{request.ref}"
        if event.what == "started":
            self._running[request] = None
        if event.what == "stage" and self._explain:
            stage, reasons = event.told
            self._line(f"{name}: {stage}, because {'; '.join(str(reason) for reason in reasons)}")
        if event.what in ("built", "failed"):
            self._running.pop(request, None)
            self._done += 1
            self._failed += event.what == "failed"
            if self._plain or event.what == "failed":
                report: Report = event.told[0]
                self._line(f"[{self._done}/{self._stale}] {name}: {event.what}{_cause(report)}")

    def say(self, words: str) -> None:
        """A line about the build itself, above the bar."""
        self._line(f"cdi: {words}")

    def _line(self, text: str) -> None:
        self._bars.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _cause(report: Report) -> str:
    """The first line of what went wrong."""
    return f", {report.failure.splitlines()[0]}" if report.failure else ""

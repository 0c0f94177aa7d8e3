"""What a build shows while it runs: a progress display on a terminal, plain lines when not; all on stderr."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from cdi.cli import terminal
from cdi.model.audit_ref import AuditRef
from cdi.pipeline.events import CellsDone, Event, ReportEnded, ReportStarted, StageStarted, WorkCounted
from cdi.pipeline.request import Report


class Progress:
    """A bar for each stage with its parts counted; without a terminal, one line when a stage starts."""

    def __init__(self, *, explain: bool) -> None:
        console = Console(stderr=True)
        self._explain = explain
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

    def show(self, event: Event) -> None:
        """Show what happened to the report."""
        match event:
            case StageStarted():
                self._start(event)
            case CellsDone() if self._running is not None:
                self._bars.update(self._running, completed=event.done, total=event.total)

    def _start(self, event: StageStarted) -> None:
        self._finish()
        line = f"{event.ref}: {event.stage}"
        if self._plain:
            terminal.show(line, err=True)
        else:
            self._running = self._bars.add_task(line, total=1)
        if self._explain:
            for reason in event.reasons:
                terminal.show_above(self._bars.console, f"    because {reason}")

    def _finish(self) -> None:
        if self._running is not None:
            total = self._bars.tasks[-1].total
            self._bars.update(self._running, completed=total)
        self._running = None


class ProgressOfAll:
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
        self._running: set[AuditRef] = set()
        self._done = self._failed = self._stale = 0

    def __enter__(self) -> ProgressOfAll:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def show(self, event: Event) -> None:
        """Count what happened, and report it where it is worth a line."""
        match event:
            case WorkCounted():
                self._begin(event)
            case ReportStarted():
                self._running.add(event.ref)
            case StageStarted() if self._explain:
                self._line(f"{event.ref}: {event.stage}, because {'; '.join(str(reason) for reason in event.reasons)}")
            case ReportEnded():
                self._end(event.report)
        if self._all is not None:
            words = f"{len(self._running)} running, {self._failed} failed"
            self._bars.update(self._all, completed=self._done, description=words, refresh=True)

    def _begin(self, count: WorkCounted) -> None:
        self._stale = count.stale
        if self._plain:
            self._line(f"{count.stale} to build, {count.others} not")
        elif count.stale:
            self._bars.start()
            self._all = self._bars.add_task("", total=count.stale)

    def _end(self, report: Report) -> None:
        self._running.discard(report.request.ref)
        self._done += 1
        self._failed += report.status == "failed"
        if self._plain or report.status == "failed":
            self._line(f"[{self._done}/{self._stale}] {report.request.ref}: {report.status}{_cause(report)}")

    def say(self, words: str) -> None:
        """A line about the build itself, above the bar."""
        self._line(f"cdi: {words}")

    def _line(self, text: str) -> None:
        terminal.show_above(self._bars.console, text)


def _cause(report: Report) -> str:
    """The first line of what went wrong."""
    return f", {report.failure.message.splitlines()[0]}" if report.failure else ""

"""What a build shows while it runs: a progress display on a terminal, plain lines when not; all on stderr."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from cdi.build import Request, Watcher


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

    def stage(self, name: str, reasons: tuple[str, ...]) -> None:
        """A stage starts."""
        self._finish()
        line = f"{self._request.force} {self._request.audit}: {name}"
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

"""What a build reports while it runs, and who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.freshness import Reason
from cdi.pipeline.request import Report


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage of a report starts, for these reasons."""

    ref: AuditRef
    stage: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CellsDone:
    """How many of the notebook's cells have run; sent only for a report that is built alone."""

    ref: AuditRef
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class WorkCounted:
    """How many reports will be built, and how many need not be."""

    stale: int
    others: int


@dataclass(frozen=True, slots=True)
class ReportStarted:
    """The process of a report has started."""

    ref: AuditRef


@dataclass(frozen=True, slots=True)
class ReportEnded:
    """A report was built, or failed."""

    report: Report


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A tenth of a second went by, at most: time to draw a display again."""


Event = StageStarted | CellsDone | WorkCounted | ReportStarted | ReportEnded | TimePassed
Listener = Callable[[Event], None]
"""Who is told of the events of a build, in the process that started the build."""


def ignore(_event: Event) -> None:
    """Take no notice of any event."""

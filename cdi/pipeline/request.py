"""What is asked of a build of one report, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.model.one_line import show_hidden
from cdi.pipeline.freshness import Reason

StageReasons = Mapping[str, tuple[Reason, ...]]
"""Stages in the order in which they run, each with the reasons why."""
Status = Literal["fresh", "stale", "built", "failed", "left", "not reached"]


ALL_DOCUMENTS = ("*",)
"""In a request: every document of the audit, of which nobody has read the names yet."""


@dataclass(frozen=True, slots=True)
class Request:
    """Documents of one audit; all names exist."""

    ref: AuditRef
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stages that a build ran, or that it would run, and the folder in which the report is delivered."""

    request: Request
    folder: Path
    ran: StageReasons


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in words, and the exit code that stands for it; unlike an exception it can be sent and kept."""

    message: str
    exit_code: int

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """The failure that an exception stands for; one that is not ours counts as a failed run.

        What the system refused is said with the name of the file, not with its place on the machine. Signs that nobody
        sees are shown as code points: the message goes into pages, logs and `build.json`.
        """
        if isinstance(error, OSError) and error.strerror:
            name = f" {Path(str(error.filename)).name}" if error.filename else ""
            said = f"the system refused a file{name} ({error.strerror.lower()}); mend that and build again"
        else:
            said = str(error)
        return cls(show_hidden(said), error.exit_code if isinstance(error, CdiError) else 1)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one audit's report; `ran` names the stages that ran or would, each with its reasons."""

    request: Request
    status: Status
    ran: StageReasons = field(default_factory=dict)
    seconds: float = 0.0
    failure: Failure | None = None

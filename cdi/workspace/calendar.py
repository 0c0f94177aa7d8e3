"""The calendar of audits in `data/forces.toml`: which are here, which are due, late or missing on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cdi.house_style import formatting
from cdi.model.audit import PlannedAudit
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import Fault
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_forces

State = Literal["held", "planned", "due", "late", "missing"]

# Chosen: a month is the time in which a reminder still helps.
DUE_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Expected:
    """What became of an entry of the calendar; `here` says that its data have come in, but there is no report yet."""

    force: str
    planned: PlannedAudit
    state: State
    here: bool = False

    def __str__(self) -> str:
        words = f"{self.force} {self.planned.audit}: {self.state}, due {formatting.day(self.planned.due)}"
        words += "; its data are here, a report is not" if self.here else ""
        return f"{words} ({self.planned.note})" if self.planned.note else words

    def as_json(self) -> dict[str, str | bool]:
        """The entry as plain values."""
        return {
            "force": self.force,
            "audit": self.planned.audit,
            "state": self.state,
            "due": self.planned.due.isoformat(),
            "here": self.here,
        }


def state_on(today: date, planned: PlannedAudit) -> State:
    """What an entry without a report is on a day, by how far the day on which it is due lies ahead or behind.

    It is planned while that day is more than 30 days ahead, then due until the day itself, late for `grace_days` after
    it, and missing from then on.
    """
    # Not due plus grace, which may lie past the last day that a date can hold.
    if (today - planned.due).days > planned.grace_days:
        return "missing"
    if today > planned.due:
        return "late"
    return "due" if planned.due - today <= DUE_WITHIN else "planned"


def read_calendar(workspace: Workspace, names: Iterable[str], today: date) -> tuple[list[Expected], list[Fault]]:
    """Every entry of the named forces on a day, in the order of forces and days; and the faults of `data/forces.toml`.

    An audit is held when its folder has an `audit.toml` and its report was delivered, or when it is data alone, without
    a `documents.toml`. A force whose entry in `data/forces.toml` is faulty has no calendar: its faults say so.
    """
    forces, faults = read_forces(workspace, names)
    faults = [*workspace.faults_of_force_names(), *faults]
    entries = [
        _expected(workspace, force.id, planned, today)
        for force in forces
        for planned in sorted(force.calendar, key=lambda entry: (entry.due, entry.audit))
    ]
    return entries, faults


def _expected(workspace: Workspace, force: str, planned: PlannedAudit, today: date) -> Expected:
    ref = AuditRef(force, planned.audit)
    here = ref in workspace.audits(force)
    reported = (workspace.report_folder(ref) / "figures.json").is_file()
    if here and (reported or ref not in workspace.reportable(force)):
        return Expected(force, planned, "held")
    return Expected(force, planned, state_on(today, planned), here)


def select_pressing(entries: Iterable[Expected]) -> list[Expected]:
    """The entries that somebody should do something about: due, late and missing."""
    return [entry for entry in entries if entry.state in ("due", "late", "missing")]

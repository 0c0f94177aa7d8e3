"""What is installed in this account, whichever scheduler it is for: install, show and remove."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal, Protocol

from cdi.model.errors import UsageRefused
from cdi.pipeline.log import last_line
from cdi.unattended.schedulers import cron, systemd, windows
from cdi.unattended.schedulers.plan import Plan
from cdi.workspace.calendar import read_calendar, select_pressing

Kind = Literal["systemd", "cron", "windows"]


class Scheduler(Protocol):
    """What each module of a scheduler offers."""

    def texts(self, plan: Plan) -> dict[str, str]:
        """What would be written, by where."""

    def installed(self, plan: Plan) -> dict[str, str]:
        """What of this workspace is there, by where."""

    def install(self, plan: Plan) -> list[str]:
        """Write it, in place of what was there; returns what there is to say."""

    def remove(self, plan: Plan) -> list[str]:
        """Take it away; returns what was removed."""


SCHEDULERS: Mapping[Kind, Scheduler] = {"systemd": systemd, "cron": cron, "windows": windows}


def read_time(text: str) -> time:
    """A time of day such as 06:00. Raises UsageRefused for anything else."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day
    except ValueError:
        raise UsageRefused(f"--at {text}: expected a time of day such as 06:00") from None


def install(plan: Plan, kind: Kind | None) -> list[str]:
    """Install for a scheduler (by default this machine's own); returns the texts and what there is to say.

    Raises UsageRefused when none is named and none can be reached.
    """
    scheduler = SCHEDULERS[kind or _find_kind()]
    remarks = scheduler.install(plan)
    return [*_indented(scheduler.installed(plan)), *remarks]


def show(plan: Plan, kind: Kind | None, today: date) -> list[str]:
    """What is installed or would be, how the last scheduled run went, and which audits are due, late or missing."""
    installed = {name: texts for name in _kinds(kind) if (texts := SCHEDULERS[name].installed(plan))}
    lines: list[str] = []
    for name, texts in installed.items():
        lines += [f"installed ({name}):", *_indented(texts)]
    if not installed:
        name = kind or _find_kind()
        lines += [f"not installed; {name} would get:", *_indented(SCHEDULERS[name].texts(plan))]
    if "systemd" in installed and systemd.lists_other_folders(plan):
        lines.append("folders of data/ came or went since the last run; the next one has them watched")
    lines.append(f"last run: {last_line(plan.workspace, 'schedule') or 'none yet'}")
    expected, faults = read_calendar(plan.workspace, plan.workspace.forces(), today)
    return [*lines, *map(str, faults), *map(str, select_pressing(expected))]


def remove(plan: Plan, kind: Kind | None) -> list[str]:
    """Remove what was installed for this workspace, and nothing else; returns what was removed, or that nothing was."""
    removed = [line for name in _kinds(kind) for line in SCHEDULERS[name].remove(plan)]
    return removed or ["nothing is installed for this folder"]


def _kinds(kind: Kind | None) -> list[Kind]:
    return [kind] if kind else [*SCHEDULERS]


def _find_kind() -> Kind:
    """The scheduler of this machine."""
    if sys.platform == "win32":
        return "windows"
    if systemd.reachable():
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    raise UsageRefused("neither your systemd nor crontab can be reached here; name one, as in --kind systemd")


def _indented(texts: Mapping[str, str]) -> list[str]:
    """Each text below where it is, indented."""
    lines: list[str] = []
    for where, text in texts.items():
        lines += [f"{where}:", *(f"    {line}".rstrip() for line in text.splitlines())]
    return lines

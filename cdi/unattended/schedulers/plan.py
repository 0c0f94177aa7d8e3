"""What is run, when, and the words of it in the dialect of each scheduler."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cdi.model.errors import UsageRefused
from cdi.workspace.paths import Workspace

_WATCH = ("-m", "cdi", "watch", "--once", "--started-by", "schedule")


@dataclass(frozen=True, slots=True)
class Plan:
    """A daily run for one workspace, at a local time. Raises UsageRefused for a folder that cannot be written down."""

    workspace: Workspace
    at: time = time(6)
    python: str = field(default=sys.executable)

    def __post_init__(self) -> None:
        if not _fits_a_line(self.root):
            raise UsageRefused(
                f"{self.root!r}: expected a folder without control characters in its name, and no \\ at its end"
            )

    @property
    def root(self) -> str:
        """The project folder."""
        return str(self.workspace.root)

    @property
    def command(self) -> tuple[str, ...]:
        """What is run: it waits for half-copied files, and then does what `cdi build --changed` does."""
        return (self.python, *_WATCH)

    @property
    def output(self) -> Path:
        """Where what the last run printed is kept."""
        return self.workspace.reports / "scheduled.txt"

    @property
    def folders(self) -> list[str]:
        """Every folder of `data/` as it is now, for a watcher that does not look below one.

        Without those whose names would begin a line of their own: no audit may be called so.
        """
        data = self.workspace.data
        below = [path.relative_to(data) for path in data.rglob("*") if path.is_dir()]
        shown = [path for path in sorted(below) if not any(part.startswith(".") for part in path.parts)]
        return [folder for path in (Path(), *shown) if _fits_a_line(folder := str(data / path))]


def render(template: str, plan: Plan, *, mark: str = "", user: str = "") -> str:
    """A file of `templates/schedule`; `mark` is the line that says it is ours, `user` the account."""
    environment = Environment(  # noqa: S701 - one of the templates is XML, and escapes by itself
        loader=FileSystemLoader(plan.workspace.templates.places("schedule")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"specifiers": _specifiers, "argument": _argument, "shell": _shell, "cron": _cron}
    words = {"root": plan.root, "command": plan.command, "output": str(plan.output), "folders": plan.folders}
    times = {"at": f"{plan.at:%H:%M}", "hour": plan.at.hour, "minute": plan.at.minute}
    return environment.get_template(template).render(**words, **times, mark=mark, user=user)


def _fits_a_line(path: str) -> bool:
    """Whether a path stays one line in a unit or a crontab: a backslash at its end would join two lines."""
    return path.isprintable() and not path.endswith("\\")


def _specifiers(text: str) -> str:
    """For a unit: a percent sign begins a specifier."""
    return text.replace("%", "%%")


def _argument(text: str) -> str:
    """One argument of a unit's command: in quotes, without specifiers, variables and escapes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_specifiers(escaped)}"'


def _shell(text: str) -> str:
    return shlex.quote(text)


def _cron(text: str) -> str:
    """For the command of a crontab line: an unescaped percent sign would end it."""
    return text.replace("%", "\\%")

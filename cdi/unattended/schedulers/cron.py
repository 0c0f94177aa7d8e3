"""The user's own crontab: one line, which the mark at its end tells from others."""

from __future__ import annotations

import shutil
import subprocess

from cdi.model.errors import RunFailed
from cdi.unattended.schedulers.plan import Plan, render

_WHERE = "crontab"


def texts(plan: Plan) -> dict[str, str]:
    """The line as it would be written."""
    return {_WHERE: render("crontab.j2", plan, mark=_mark(plan))}


def installed(plan: Plan) -> dict[str, str]:
    """The line of this workspace that is there."""
    ours = [line for line in _read_lines() if _is_ours(line, plan)]
    return {_WHERE: "".join(ours)} if ours else {}


def install(plan: Plan) -> list[str]:
    """Put the line into the crontab, in place of the one there was; every other line stays as it is."""
    plan.output.parent.mkdir(parents=True, exist_ok=True)
    others = [line for line in _read_lines() if not _is_ours(line, plan)]
    if others and not others[-1].endswith("\n"):
        others[-1] += "\n"
    _write("".join(others) + texts(plan)[_WHERE])
    return ["cron does not make up for a run that it missed while the machine was off"]


def remove(plan: Plan) -> list[str]:
    """Take the line away; returns it."""
    before = _read_lines()
    ours = [line for line in before if _is_ours(line, plan)]
    if ours:
        _write("".join(line for line in before if line not in ours))
    return [line.rstrip("\n") for line in ours]


def _mark(plan: Plan) -> str:
    return f"# cdi-reports of {plan.root}"


def _is_ours(line: str, plan: Plan) -> bool:
    escaped = _mark(plan).replace("%", "\\%")
    return line.rstrip("\n").endswith(f" {escaped}")


def _read_lines() -> list[str]:
    """The lines of the crontab; a user who has none has no lines, and neither has one without cron."""
    if shutil.which("crontab") is None:
        return []
    ended = _crontab("-l")
    if ended.returncode and "no crontab" not in ended.stderr:
        raise RunFailed(f"crontab -l: {ended.stderr.strip()}")
    return ended.stdout.splitlines(keepends=True)


def _write(text: str) -> None:
    if shutil.which("crontab") is None:
        raise RunFailed("there is no program crontab on this machine")
    ended = _crontab("-", text) if text else _crontab("-r")
    if ended.returncode:
        raise RunFailed(f"crontab: {ended.stderr.strip()}")


def _crontab(word: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["crontab", word], input=text, capture_output=True, text=True, check=False)  # noqa: S603, S607

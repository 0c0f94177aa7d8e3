"""Task Scheduler of Windows: a file that describes the task, and the commands that register and remove it."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path

from cdi.model.errors import RunFailed
from cdi.unattended.schedulers.plan import Plan, render

_TASK = "CDI reports"


def texts(plan: Plan) -> dict[str, str]:
    """The file as it would be written, by where."""
    domain = os.environ.get("USERDOMAIN")
    user = f"{domain}\\{getpass.getuser()}" if domain else getpass.getuser()
    return {str(_path(plan)): render("cdi-reports.xml.j2", plan, user=user)}


def installed(plan: Plan) -> dict[str, str]:
    """The file of this workspace that is there."""
    path = _path(plan)
    return {str(path): path.read_text(encoding="utf-16")} if path.is_file() else {}


def install(plan: Plan) -> list[str]:
    """Write the file and register the task; elsewhere than on Windows, say how."""
    for name, text in texts(plan).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-16")  # the one encoding that every schtasks reads
    return _schtasks("/Create", "/TN", _TASK, "/XML", str(_path(plan)), "/F")


def remove(plan: Plan) -> list[str]:
    """Remove the task and the file; returns what was removed, and elsewhere than on Windows how to remove the task."""
    if not installed(plan):
        return []
    remarks = _schtasks("/Delete", "/TN", _TASK, "/F")
    _path(plan).unlink()
    return [str(_path(plan)), *remarks]


def _path(plan: Plan) -> Path:
    return plan.workspace.reports / ".work" / "schedule" / "cdi-reports.xml"


def _schtasks(*words: str) -> list[str]:
    command = ["schtasks", *words]
    if sys.platform != "win32":
        return [f"on Windows: {subprocess.list2cmdline(command)}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise RunFailed(f"{subprocess.list2cmdline(command)}: {ended.stderr.strip()}")
    return [ended.stdout.strip()]

"""The user's own systemd: a service, what starts it when a folder of `data/` changes, and once a day."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from cdi.model.errors import RunFailed, UsageRefused
from cdi.unattended.schedulers.plan import Plan, render

NAMES = ("cdi-reports.service", "cdi-reports.path", "cdi-reports.timer")
_STARTED = NAMES[1:]
_LINGER = "while you are not logged in it only runs after: loginctl enable-linger"


def reachable() -> bool:
    """Whether this user has a systemd that can be talked to."""
    return shutil.which("systemctl") is not None and _systemctl("show-environment").returncode == 0


def texts(plan: Plan) -> dict[str, str]:
    """The units as they would be written, by where."""
    return {str(_folder() / name): render(f"{name}.j2", plan, mark=_mark(plan)) for name in NAMES}


def installed(plan: Plan) -> dict[str, str]:
    """The units of this workspace that are there; those of another are not shown."""
    paths = [path for path in map(_folder().joinpath, NAMES) if path.is_file()]
    texts_there = {str(path): path.read_text(encoding="utf-8") for path in paths}
    return {path: text for path, text in texts_there.items() if text.splitlines()[:1] == [_mark(plan)]}


def install(plan: Plan) -> list[str]:
    """Write and start the units; returns what there is to say. Raises UsageRefused when another workspace has them."""
    ours = installed(plan)
    for name in texts(plan):
        if Path(name).exists() and name not in ours:
            raise UsageRefused(
                f"{name} belongs to another folder than {plan.root}; run cdi schedule remove in that folder first"
            )
    plan.output.parent.mkdir(parents=True, exist_ok=True)
    for name, text in texts(plan).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    commands = (("daemon-reload",), ("enable", *_STARTED), ("restart", *_STARTED))
    if not reachable():
        to_run = " && ".join(" ".join(("systemctl", "--user", *words)) for words in commands)
        return [f"your systemd cannot be reached from here; where it can: {to_run}", _LINGER]
    for words in commands:
        ended = _systemctl(*words)
        if ended.returncode:
            raise RunFailed(f"systemctl --user {' '.join(words)}: {ended.stderr.strip()}")
    return [f"started {' and '.join(_STARTED)}", _LINGER]


def remove(plan: Plan) -> list[str]:
    """Stop the units of this workspace and take them away; returns what was removed."""
    ours = installed(plan)
    if not ours:
        return []
    if reachable():
        _systemctl("disable", "--now", *_STARTED)
    for name in ours:
        Path(name).unlink()
    for link in _folder().glob("*.wants/cdi-reports.*"):
        if link.is_symlink() and not link.exists():
            link.unlink()
    if reachable():
        _systemctl("daemon-reload")
    return [*ours]


def lists_other_folders(plan: Plan) -> bool:
    """Whether folders of `data/` came or went since the list of those that are watched was written."""
    there = installed(plan).get(_path())
    return there is not None and there != texts(plan)[_path()]


def follow_folders(plan: Plan) -> list[str]:
    """Have the folders of `data/` watched as they are now, if this workspace has units; returns what was done."""
    if not lists_other_folders(plan):
        return []
    Path(_path()).write_text(texts(plan)[_path()], encoding="utf-8")
    ended = [_systemctl(*words) for words in (("daemon-reload",), ("restart", "--no-block", _STARTED[0]))]
    if any(each.returncode for each in ended):
        return [f"{_STARTED[0]} was written anew, but systemctl did not restart it: {ended[-1].stderr.strip()}"]
    return [f"{_STARTED[0]} now watches {len(plan.folders)} folders"]


def _path() -> str:
    return str(_folder() / _STARTED[0])


def _mark(plan: Plan) -> str:
    return f"# Written by cdi schedule install for {plan.root}"


def _folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _systemctl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemctl", "--user", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607

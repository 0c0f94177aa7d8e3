"""The commands for audits that come in by themselves: parse, call one function, print."""

from __future__ import annotations

import signal
import time
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cdi.pipeline.log import StartedBy

if TYPE_CHECKING:
    from types import ModuleType

    from cdi.unattended.schedulers.plan import Plan
    from cdi.workspace.paths import Workspace

Kind = Literal["systemd", "cron", "windows"]
_Kind = Annotated[Kind | None, typer.Option(help="The scheduler (default: the one that this machine has).")]
_At = Annotated[str, typer.Option("--at", help="Local time of the daily run.")]

schedule = typer.Typer(help="Have this machine look for audits by itself, under your own account.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("watch")(watch)
    app.add_typer(schedule, name="schedule")


def watch(
    once: Annotated[
        bool, typer.Option("--once", help="Take up what is waiting, then end with the exit code of the build.")
    ] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds from one look at data/ to the next.")] = 1,
    settle: Annotated[float, typer.Option(min=0, help="Seconds for which files must stay as they are.")] = 3,
    patience: Annotated[float, typer.Option(min=0, help="Seconds for which an unfinished file is waited for.")] = 600,
    started_by: Annotated[StartedBy, typer.Option(help="What reports/build.log says started it.")] = "watch",
) -> None:
    """Watch data/: an audit that comes in or changes is waited for until it is all there, validated and built."""
    from cdi.unattended.watch import Clock, Commands, Pace, Watch
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    clock = Clock(time.time, time.sleep)
    watching = Watch(workspace, Commands(workspace, started_by), _say, Pace(every, settle, patience), clock)
    if once:
        code = watching.once()
        if started_by == "schedule":
            _follow_folders(workspace)
        raise typer.Exit(code)
    _say(f"watching {workspace.data}; Ctrl-C ends it")
    try:
        watching.go_on()
    except KeyboardInterrupt:
        _say("ended")


def _follow_folders(workspace: Workspace) -> None:
    """A new audit's own folder is to be watched too, for what is mended in it."""
    from cdi.unattended.schedulers.plan import Plan
    from cdi.unattended.schedulers.systemd import follow_folders

    for line in follow_folders(Plan(workspace)):
        _say(line)


def _say(words: str) -> None:
    typer.echo(f"{datetime.now().astimezone():%H:%M:%S} {words}")


@schedule.command("install")
def install(kind: _Kind = None, at: _At = "06:00") -> None:
    """Install a daily run, and with systemd one whenever a folder of data/ changes; twice is the same as once."""
    plan = _plan(at)
    chosen = _kinds()[kind or _kind_here()]
    said = chosen.install(plan)
    _print_texts(chosen.installed(plan))
    for line in said:
        typer.echo(line)


@schedule.command("show")
def show(kind: _Kind = None, at: _At = "06:00") -> None:
    """Show what is installed, or else what would be; how the last run went; and which audits are due."""
    plan = _plan(at)
    kinds = {name: held for name, held in _kinds().items() if kind in (None, name)}
    found = {name: texts for name, held in kinds.items() if (texts := held.installed(plan))}
    for name, texts in found.items():
        typer.echo(f"installed ({name}):")
        _print_texts(texts)
    if not found:
        name = kind or _kind_here()
        typer.echo(f"not installed; {name} would get:")
        _print_texts(kinds[name].texts(plan))
    if "systemd" in found and _kinds()["systemd"].lists_other_folders(plan):
        typer.echo("folders of data/ came or went since the last run; the next one has them watched")
    _print_state(plan.workspace)


@schedule.command("remove")
def remove(kind: _Kind = None) -> None:
    """Remove what install wrote for this folder, and nothing else."""
    plan = _plan("06:00")
    removed = [line for name, held in _kinds().items() if kind in (None, name) for line in _removed(held, plan)]
    for line in removed or ["nothing is installed for this folder"]:
        typer.echo(line)


def _removed(kind: ModuleType, plan: Plan) -> list[str]:
    lines: list[str] = kind.remove(plan)
    return lines


def _print_state(workspace: Workspace) -> None:
    """The last run that the schedule started, and the audits that are due, late or missing."""
    from cdi.pipeline.log import last_line
    from cdi.workspace.calendar import read_calendar, select_pressing

    typer.echo(f"last run: {last_line(workspace, 'schedule') or 'none yet'}")
    expected, faults = read_calendar(workspace, workspace.forces(), datetime.now().astimezone().date())
    for line in (*faults, *select_pressing(expected)):
        typer.echo(str(line))


def _print_texts(texts: dict[str, str]) -> None:
    for where, text in texts.items():
        typer.echo(f"{where}:")
        for line in text.splitlines():
            typer.echo(f"    {line}".rstrip())


def _plan(at: str) -> Plan:
    from cdi.model.errors import UsageRefused
    from cdi.unattended.schedulers.plan import Plan
    from cdi.workspace.paths import Workspace

    try:
        moment = datetime.strptime(at, "%H:%M").time()  # noqa: DTZ007 - a time of day
    except ValueError:
        raise UsageRefused(f"--at {at}: expected a time of day such as 06:00") from None
    return Plan(Workspace.find(), moment)


def _kinds() -> dict[Kind, ModuleType]:
    from cdi.unattended.schedulers import cron, systemd, windows

    return {"systemd": systemd, "cron": cron, "windows": windows}


def _kind_here() -> Kind:
    import shutil
    import sys

    from cdi.model.errors import UsageRefused
    from cdi.unattended.schedulers import systemd

    if sys.platform == "win32":
        return "windows"
    if systemd.reachable():
        return "systemd"
    if shutil.which("crontab"):
        return "cron"
    raise UsageRefused("neither your systemd nor crontab can be reached here; name one, as in --kind systemd")

"""The commands for audits that come in by themselves: parse, call one function, print."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cdi.cli import terminal
from cdi.cli.options import environ_of
from cdi.model.one_line import on_one_line
from cdi.pipeline.log import StartedBy

if TYPE_CHECKING:
    from cdi.unattended.schedulers.plan import Plan

_Kind = Annotated[
    Literal["systemd", "cron", "windows"] | None,
    typer.Option("--kind", help="The scheduler (default: the one that this machine has)."),
]
_At = Annotated[str, typer.Option("--at", help="Local time of the daily run.")]

schedule = typer.Typer(help="Have this machine look for audits by itself, under your own account.")


def watch(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Take up what is waiting, then end with the exit code of the build.")
    ] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds from one listing of data/ to the next.")] = 1,
    settle: Annotated[float, typer.Option(min=0, help="Seconds for which files must stay as they are.")] = 3,
    patience: Annotated[float, typer.Option(min=0, help="Seconds for which an unfinished file is waited for.")] = 600,
    started_by: Annotated[StartedBy, typer.Option(help="What reports/build.log says started it.")] = "watch",
) -> None:
    """Watch data/: an audit that comes in or changes is waited for until it is all there, validated and built."""
    from cdi.unattended.commands import Commands
    from cdi.unattended.watch import Pace, watch_data
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    commands = Commands(workspace, started_by, environ_of(context))
    raise typer.Exit(watch_data(workspace, commands, _say, Pace(every, settle, patience), once=once))


def _say(words: str) -> None:
    """A line with the time; one line, so that no file's name looks like a line of ours."""
    terminal.show(f"{datetime.now().astimezone():%H:%M:%S} {on_one_line(words)}")


@schedule.command("install")
def install(kind: _Kind = None, at: _At = "06:00") -> None:
    """Install a daily run, and with systemd one whenever a folder of data/ changes; twice is the same as once."""
    from cdi.unattended.schedulers import installation

    _print_lines(installation.install(_plan(at), kind))


@schedule.command("show")
def show(kind: _Kind = None, at: _At = "06:00") -> None:
    """Show what is installed, or else what would be; how the last run went; and which audits are due."""
    from cdi.unattended.schedulers import installation

    _print_lines(installation.show(_plan(at), kind, datetime.now().astimezone().date()))


@schedule.command("remove")
def remove(kind: _Kind = None) -> None:
    """Remove what install wrote for this folder, and nothing else."""
    from cdi.unattended.schedulers import installation

    _print_lines(installation.remove(_plan("06:00"), kind))


def _plan(at: str) -> Plan:
    from cdi.unattended.schedulers.installation import read_time
    from cdi.unattended.schedulers.plan import Plan
    from cdi.workspace.paths import Workspace

    return Plan(Workspace.find(), read_time(at))


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        terminal.show(line)

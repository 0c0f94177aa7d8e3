"""The commands for audits that come in by themselves: parse, call one function, print."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import Annotated

import typer

from cdi.build.log import StartedBy


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("watch")(watch)


def watch(
    once: Annotated[
        bool, typer.Option("--once", help="Take up what is waiting, then end with the exit code of the build.")
    ] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds from one look at data/ to the next.")] = 1,
    settle: Annotated[float, typer.Option(min=0, help="Seconds for which files must stay as they are.")] = 3,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds for which a file that is not whole is waited for.")
    ] = 600,
    started_by: Annotated[StartedBy, typer.Option(help="What reports/build.log says started it.")] = "watch",
) -> None:
    """Watch data/: an audit that comes in or changes is waited for until it is all there, validated and built."""
    from cdi.settings import Workspace
    from cdi.watch import Clock, Commands, Pace, Watch

    workspace = Workspace.find()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    watching = Watch(workspace, Commands(workspace, started_by), _say, Pace(every, settle, patience), Clock())
    if once:
        raise typer.Exit(watching.once())
    _say(f"watching {workspace.data}; Ctrl-C ends it")
    try:
        watching.go_on()
    except KeyboardInterrupt:
        _say("ended")


def _say(words: str) -> None:
    typer.echo(f"{datetime.now().astimezone():%H:%M:%S} {words}")

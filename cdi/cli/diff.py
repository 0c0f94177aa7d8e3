"""The command that compares two builds: parse, call one function, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import terminal
from cdi.cli.options import environ_of


def diff(
    context: typer.Context,
    force: Annotated[str | None, typer.Argument(help="The force (default: $FORCE).")] = None,
    audit: Annotated[str | None, typer.Argument(help="The audit (default: $AUDIT, else the latest).")] = None,
    before: Annotated[
        Path | None, typer.Option("--before", help="A report folder to compare with (default: the build before).")
    ] = None,
    after: Annotated[
        Path | None, typer.Option("--after", help="The other report folder (default: what is delivered now).")
    ] = None,
    shown: Annotated[int, typer.Option("--rows", min=0, help="Rows and sentences listed of each kind.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Say what changed in figures, words and data between two builds, and whether by more than chance."""
    from cdi.diff import as_json as comparison_as_json
    from cdi.diff import as_text, choose_builds, compare
    from cdi.workspace.names import read_option, require_force
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    name = require_force(workspace, read_option(force, "FORCE", environ))
    builds = choose_builds(workspace, name, read_option(audit, "AUDIT", environ), before, after)
    comparison = compare(workspace, *builds)
    if as_json:
        terminal.show(json.dumps(comparison_as_json(comparison), ensure_ascii=False, indent=1))
    else:
        terminal.show(as_text(comparison, shown))

"""The commands to start with and to look around: parse, call one function, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import environ_of
from cdi.model.command_line import as_command


def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder; a folder .venv may be in it.")],
    sample: Annotated[
        bool, typer.Option("--sample", help="With the shipped audits of one force, made up from published counts.")
    ] = False,
) -> None:
    """Make a workspace: a folder for audit data, reports, and templates and notebooks of your own."""
    from cdi.new_audit.new_workspace import SAMPLE, write_workspace

    for path in write_workspace(folder, sample=sample):
        terminal.show(str(folder / path.relative_to(folder.resolve())))
    first = f"cdi report {SAMPLE}" if sample else "cdi import FILE --force FORCE --audit AUDIT"
    terminal.show(f"Next: {as_command('cd', folder)}, cdi doctor, then {first}", err=True)


def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List forces, audits and documents, and whether each is fresh, stale, failed or never built."""
    from cdi.overview import listing
    from cdi.workspace.limits import read_limits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    audits = listing.list_audits(workspace, read_limits(environ_of(context)))
    terminal.show(json.dumps(listing.as_json(workspace, audits), indent=1) if as_json else listing.as_text(audits))


def doctor(context: typer.Context) -> None:
    """Check that everything a report needs is here; a cure for each fault, and exit code 1 when there is one."""
    from cdi.model.errors import RunFailed
    from cdi.overview.doctor import examine

    checks = [*examine(environ_of(context))]
    for check in checks:
        terminal.show(str(check))
    if any(check.state == "fault" for check in checks):
        raise typer.Exit(RunFailed.exit_code)


def override(
    name: Annotated[
        str | None, typer.Argument(help="A shipped file, such as templates/html/style.css (default: list them).")
    ] = None,
) -> None:
    """Copy a shipped template or the notebook into the workspace, to change it there; or list what can be replaced."""
    from cdi.new_audit.new_workspace import copy_shipped, list_replaceable
    from cdi.workspace.paths import Workspace

    if name is None:
        terminal.show("\n".join(list_replaceable()))
        return
    workspace = Workspace.find()
    results.print_paths(workspace, [copy_shipped(workspace, name)])

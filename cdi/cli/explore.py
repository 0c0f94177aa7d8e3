"""The command that opens an analysis: parse, call one function, print."""

from __future__ import annotations

from typing import Annotated

import typer

from cdi.cli.options import AuditName, ForceName, environ_of


def explore(
    context: typer.Context,
    force: ForceName = None,
    audit: AuditName = None,
    lab: Annotated[
        list[str] | None, typer.Option("--lab", help="A word for JupyterLab itself, such as --lab=--allow-root.")
    ] = None,
) -> None:
    """Open the analysis of a force's audit in JupyterLab, on the project's own kernel."""
    from cdi.notebook.explore import open_lab, write_working_copy
    from cdi.workspace.names import choose_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_audit(workspace, read_option(force, "FORCE", environ), read_option(audit, "AUDIT", environ))
    target, written = write_working_copy(workspace, ref)
    typer.echo(f"{'Wrote' if written else 'Kept your copy of'} {target.relative_to(workspace.root)}", err=True)
    raise typer.Exit(open_lab(workspace.root, target, lab or []))

"""The command that opens an analysis: parse, call one function, print."""

from __future__ import annotations

from typing import Annotated

import typer

from cdi.cli import terminal
from cdi.cli.options import AuditName, AuditWord, ForceName, environ_of, read_audit_name


def explore(
    context: typer.Context,
    force: ForceName = None,
    audit_word: AuditWord = None,
    audit: AuditName = None,
    guide: Annotated[
        str | None,
        typer.Option("--guide", help="Open this guide instead, such as 03 (default: $GUIDE)."),
    ] = None,
    lab: Annotated[
        list[str] | None,
        typer.Option("--lab", help="A word for JupyterLab itself, such as --lab=--allow-root (default: $LAB)."),
    ] = None,
) -> None:
    """Open the analysis of a force's audit in JupyterLab, with a page to start from beside it."""
    from cdi.notebook.explore import choose_guide, list_guides, write_guide, write_start_page, write_working_copy
    from cdi.notebook.lab import Opening, open_lab
    from cdi.workspace.names import choose_analysed_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    named, number = read_option(force, "FORCE", environ), read_option(guide, "GUIDE", environ)
    guides = list_guides(workspace)
    copies = {each.path: write_guide(workspace, each) for each in guides}
    ref = None
    if named or number is None:  # a guide needs no force
        ref = choose_analysed_audit(workspace, named, read_audit_name(audit_word, audit, environ))
    if number is not None:
        target, written = copies[choose_guide(guides, number).path]
    elif ref is not None:
        target, written = write_working_copy(workspace, ref)
    beside = write_start_page(workspace, ref, guides)
    terminal.show(f"{'Wrote' if written else 'Kept your copy of'} {target.relative_to(workspace.root)}", err=True)
    words = lab or environ.get("LAB", "").split()
    raise typer.Exit(open_lab(Opening(workspace.root, target, beside), words))

"""The command that follows a figure back: parse, call one function, print."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cdi.cli import terminal
from cdi.cli.options import AuditName, environ_of


def why(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help="The id of a figure or a gap, such as recording.rape.")],
    force: Annotated[str | None, typer.Option("--force", help="The force (default: $FORCE).")] = None,
    audit: AuditName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, with the id of every row.")] = False,
) -> None:
    """Say how a figure was made: definition, formula, rows, decisions, sources, and the sentences that print it."""
    from cdi.derivation import explain_figure
    from cdi.workspace.names import choose_analysed_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_analysed_audit(workspace, read_option(force, "FORCE", environ), read_option(audit, "AUDIT", environ))
    answer = explain_figure(figure, ref.force, ref.audit, workspace)
    terminal.show(json.dumps(answer.as_json(), ensure_ascii=False, indent=1) if as_json else str(answer))

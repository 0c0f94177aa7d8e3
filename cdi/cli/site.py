"""The command that makes the site: parse, call one function, print."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import environ_of


def site(
    context: typer.Context,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a build that runs here.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Make the site over every force and every built report in reports/site/, as far as anything changed."""
    from cdi.pipeline.locks import build_alone
    from cdi.site.make import make_site, outcome_as_json, outcome_as_text
    from cdi.workspace.limits import read_limits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    with build_alone(workspace, terminal.say, wait=wait):
        outcome = make_site(workspace, read_limits(environ_of(context)))
    if as_json:
        terminal.show(json.dumps(outcome_as_json(workspace, outcome), ensure_ascii=False, indent=1))
        return
    terminal.show(outcome_as_text(outcome))
    terminal.show(results.path_to_open(outcome.folder / "index.html"))

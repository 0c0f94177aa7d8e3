"""The command that compares all forces: parse, call one function, print."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import DryRun, Explain, NotebookEngine


def national(
    as_at: Annotated[
        datetime | None, typer.Option("--as-at", formats=["%Y-%m-%d"], help="The day on which reports are looked at.")
    ] = None,
    measure: Annotated[
        str | None, typer.Option("--measure", help="What forces are compared by, such as rate_violence.")
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", help="The inspection programme, such as CDI-rolling.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="What fixes places and simulation.")] = None,
    explain: Explain = False,
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    engine: NotebookEngine = "fork",
) -> None:
    """Compare all forces by their published results and deliver the pages to reports/national/.

    What is not given is as data/national/comparison.toml says.
    """
    from cdi.cli.progress import Progress
    from cdi.pipeline.locks import build_alone
    from cdi.pipeline.national import build_national, plan_national
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    given = {"as_at": as_at and as_at.date(), "measure": measure, "regime": regime, "seed": seed}
    chosen = {name: value for name, value in given.items() if value is not None}
    if dry_run:
        outcome = plan_national(workspace, chosen)
    else:
        with build_alone(workspace, terminal.say), Progress(explain=explain) as progress:
            outcome = build_national(workspace, chosen, progress.show, engine=engine)
    if as_json:
        terminal.show(json.dumps(results.outcome_as_json(workspace, outcome), indent=1))
    else:
        terminal.show(results.reasons_as_text(outcome) if dry_run else results.outcome_as_text(workspace, outcome))

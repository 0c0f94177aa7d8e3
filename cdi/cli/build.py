"""The commands that build: parse, call one function, print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import results, terminal
from cdi.cli.options import (
    AuditName,
    AuditWord,
    DocumentName,
    DryRun,
    Explain,
    ForceName,
    MemoryLimit,
    NotebookEngine,
    TimeLimit,
    environ_of,
    read_audit_name,
)
from cdi.model.command_line import as_command
from cdi.pipeline.log import StartedBy


def report(
    context: typer.Context,
    force: ForceName = None,
    audit_word: AuditWord = None,
    audit: AuditName = None,
    doc: DocumentName = None,
    explain: Explain = False,
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    engine: NotebookEngine = "fork",
) -> None:
    """Build the document of a force's audit, as far as it is stale; leaves no line in reports/build.log."""
    from cdi.cli.progress import Progress
    from cdi.pipeline import stages
    from cdi.pipeline.locks import build_alone
    from cdi.pipeline.request import Request
    from cdi.workspace.names import choose_audit, choose_document, read_option
    from cdi.workspace.paths import Workspace

    workspace, environ = Workspace.find(), environ_of(context)
    ref = choose_audit(workspace, read_option(force, "FORCE", environ), read_audit_name(audit_word, audit, environ))
    if explain:
        results.say_overrides(workspace)
    request = Request(ref, (choose_document(workspace, ref, read_option(doc, "DOC", environ)),))
    if dry_run:
        outcome = stages.plan(workspace, request)
    else:
        with build_alone(workspace, terminal.say), Progress(explain=explain) as progress:
            outcome = stages.build(workspace, request, progress.show, engine=engine)
    results.say_unused_text(workspace, ref)
    if as_json:
        terminal.show(json.dumps(results.outcome_as_json(workspace, outcome), indent=1))
    else:
        terminal.show(results.reasons_as_text(outcome) if dry_run else results.outcome_as_text(workspace, outcome))


def build(
    context: typer.Context,
    forces: Annotated[list[str] | None, typer.Argument(help="The forces (default: all).")] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only audits whose own data or words changed; others that are stale stay.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Reports built at a time (default: one for each processor)."),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going/--stop", help="Whether the others are still built when one failed.")
    ] = True,
    dry_run: DryRun = False,
    explain: Explain = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    engine: NotebookEngine = "fork",
    seconds: TimeLimit = None,
    mebibytes: MemoryLimit = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another build that runs here.")] = False,
    started_by: Annotated[StartedBy, typer.Option(help="What reports/build.log says started it.")] = "hand",
) -> None:
    """Build every document of every audit, as far as it is stale; a force that fails stops no other."""
    from cdi.cli.progress import ProgressOfAll
    from cdi.pipeline.all_audits import Settings, list_requests, plan_all
    from cdi.pipeline.processes import count_processors
    from cdi.unattended.recorded_builds import build_and_record
    from cdi.workspace.limits import read_limits
    from cdi.workspace.paths import Workspace

    workspace, names = Workspace.find(), forces or []
    settings = Settings(
        jobs or count_processors(),
        engine,
        read_limits(environ_of(context), seconds, mebibytes),
        "own changes" if changed else "all",
        "go on" if keep_going else "stop",
    )
    if explain:
        results.say_overrides(workspace)
    if dry_run:
        summary = plan_all(workspace, list_requests(workspace, names), settings.scope, settings.limits)
    else:
        with ProgressOfAll(explain=explain) as progress:
            summary = build_and_record(
                workspace, names, settings, progress.show,
                started_by=started_by, environ=environ_of(context), say=progress.say, wait=wait,
            )  # fmt: skip
    results.print_summary(workspace, summary, as_json=as_json)
    summary.refuse_failed()


def demo(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write a workspace with all 43 forces, reconstructed from their published rates."""
    from cdi.new_audit.demo import write_demo
    from cdi.workspace.paths import Workspace
    from cdi.workspace.shipped import SHIPPED

    workspace = write_demo(Workspace(SHIPPED), folder)
    terminal.show(f"{folder}: {len(workspace.forces())} forces. Next: {as_command('cd', folder)}, then cdi build")

"""The command that builds everything: parse, call one function, print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.model.errors import CdiError
from cdi.notebook.engine import Engine
from cdi.pipeline.log import Occasion, StartedBy

if TYPE_CHECKING:
    from cdi.pipeline.request import Status
    from cdi.pipeline.summary import Summary
    from cdi.workspace.paths import Workspace

_STATUS: dict[Status, str] = {
    "stale": "to build",
    "built": "built",
    "fresh": "up to date",
    "failed": "failed",
    "left": "stale for other reasons and left",
    "not reached": "not reached",
}
# What a shell reports for a program that Ctrl-C ended.
_INTERRUPTED = 130
EngineOption = Annotated[
    Engine, typer.Option("--engine", help="How a notebook runs: in a fork, or on a kernel of its own (slower).")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("build")(build)
    app.command("demo")(demo)


@contextmanager
def lock(workspace: Workspace, *, wait: bool = False) -> Iterator[None]:
    """Keep other builds away; says so when it waits or when the build before was cut off."""
    from cdi.pipeline.locks import lock_workspace

    waits = (lambda words: typer.echo(f"cdi: {words}", err=True)) if wait else None
    with lock_workspace(workspace, waits) as notice:
        if notice:
            typer.echo(f"cdi: {notice}", err=True)
        yield


@contextmanager
def recorded(workspace: Workspace, occasion: Occasion) -> Iterator[None]:
    """However a build ends, send a notice when one is wanted, and leave a line in `reports/build.log`."""
    code = 1
    try:
        yield
        code = 0
    except CdiError as failed:
        code = failed.exit_code
        raise
    except KeyboardInterrupt:
        code = _INTERRUPTED
        raise
    finally:
        _leave_record(workspace, occasion, code)


def _leave_record(workspace: Workspace, occasion: Occasion, code: int) -> None:
    from cdi.pipeline.log import read_record, write_line
    from cdi.unattended import notices

    addresses, record, said = os.environ.get(notices.VARIABLE), read_record(workspace, occasion), None
    if addresses and record is not None and (text := notices.text_of(record, code)):
        said = notices.send(addresses, *text)
        typer.echo(f"cdi: {said}", err=True)
    write_line(workspace, occasion, code, said)


def build(
    forces: Annotated[list[str] | None, typer.Argument(help="The forces (default: all).")] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only audits whose own data or words changed; others that are stale stay.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Reports built at a time (default: one a processor).")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going/--stop", help="Whether the others are still built when one failed.")
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be built, and why.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each stage is built.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    engine: EngineOption = "fork",
    seconds: Annotated[float, typer.Option("--time-limit", min=1, help="Seconds that one report may take.")] = 1800,
    mebibytes: Annotated[int, typer.Option("--memory-limit", min=256, help="MiB that one process may take.")] = 4096,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another build that runs here.")] = False,
    started_by: Annotated[StartedBy, typer.Option(help="What reports/build.log says started it.")] = "hand",
) -> None:
    """Build every document of every audit, as far as it is stale; a force that fails stops no other."""
    from cdi.cli.progress import ProgressOfAll
    from cdi.pipeline.all_audits import AfterFailure, Scope, Settings, build_all, list_requests, plan_all
    from cdi.pipeline.processes import Limits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    requests = list_requests(workspace, forces or [])
    scope: Scope = "own changes" if changed else "all"
    if dry_run:
        _show(workspace, plan_all(workspace, requests, scope), as_json=as_json)
        return
    occasion = Occasion(datetime.now().astimezone(), started_by, tuple(forces or workspace.forces()))
    after_failure: AfterFailure = "go on" if keep_going else "stop"
    limits = Limits(seconds, mebibytes)
    settings = Settings(jobs or _processors(), engine, limits, scope, after_failure, occasion)
    with recorded(workspace, occasion):
        with lock(workspace, wait=wait), ProgressOfAll(explain=explain) as progress:
            summary = build_all(workspace, requests, settings, progress.show)
        _show(workspace, summary, as_json=as_json)


def _show(workspace: Workspace, summary: Summary, *, as_json: bool) -> None:
    """Print a summary, and raise SomeForcesFailed when a report failed."""
    from cdi.pipeline.summary import as_json as summary_as_json

    for fault in summary.faults:
        typer.echo(str(fault), err=True)
    if as_json:
        typer.echo(json.dumps(summary_as_json(workspace, summary), ensure_ascii=False, indent=1))
    else:
        _print(workspace, summary)
    summary.refuse_failed()


def demo(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write a workspace with all 43 forces, reconstructed from their published rates."""
    from cdi.new_audit.demo import write_demo
    from cdi.workspace.paths import Workspace

    made = write_demo(Workspace.find(), folder)
    typer.echo(f"{folder}: {len(made.forces())} forces. Next: cd {folder}, then cdi build")


def _processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _print(workspace: Workspace, summary: Summary) -> None:
    """What would run and why, or how many of each there were and what failed."""
    from cdi.pipeline import failure_page
    from cdi.workspace.calendar import select_pressing

    for report in summary.of("stale"):
        for stage, reasons in report.ran.items():
            words = "; ".join(str(reason) for reason in reasons)
            typer.echo(f"{report.request.ref}: {stage}: {words}")
    for report in summary.of("failed"):
        page = failure_page(workspace, report.request.ref).relative_to(workspace.root)
        typer.echo(f"{report.request.ref}: {report.failure}\n  {page}")
    for entry in select_pressing(summary.calendar):
        typer.echo(str(entry))
    counts = {words: len(summary.of(status)) for status, words in _STATUS.items()}
    listed = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    all_of_them = "1 report" if len(summary.reports) == 1 else f"{len(summary.reports)} reports"
    typer.echo(f"{all_of_them}: {listed}" + ("; reports/build.json" if summary.occasion else ""))

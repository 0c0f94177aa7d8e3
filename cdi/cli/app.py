"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 run failed, 2 usage or parameters,
3 data contract, 4 some forces failed, 5 publication gate.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.cli import build as build_commands
from cdi.cli import data, diff, unattended
from cdi.cli.sampling import draw_sample, plan_sample
from cdi.model.errors import CdiError

if TYPE_CHECKING:
    from cdi.pipeline import Outcome, Request
    from cdi.workspace.paths import Workspace

app = typer.Typer(
    help="Crime data integrity audits: from audit data to figures, charts and panel papers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(plan_sample)
app.command()(draw_sample)

_Force = Annotated[str | None, typer.Argument(help="The force, as data/forces.toml names it (default: $FORCE).")]
_Audit = Annotated[str | None, typer.Option("--audit", help="The audit folder (default: $AUDIT, else the latest).")]
_Document = Annotated[str | None, typer.Option("--doc", help="The document type (default: $DOC, else the first).")]
_Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]

data.register(app)
build_commands.register(app)
diff.register(app)
unattended.register(app)

HEADLINES = (
    "recording.overall",
    "recording.violence",
    "recording.sexual",
    "change.overall",
    "additional.overall",
)


def main() -> None:
    """Run the command line; every refusal made on purpose ends with its own exit code and no traceback."""
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    try:
        app()
    except CdiError as refusal:
        print(f"cdi: {refusal}", file=sys.stderr)
        sys.exit(refusal.exit_code)


@app.callback()
def _callback() -> None:
    """Crime data integrity audits."""


@app.command()
def report(
    force: _Force = None,
    audit: _Audit = None,
    doc: _Document = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each stage is built.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be built, and why.")] = False,
    as_json: _Json = False,
    engine: build_commands.EngineOption = "fork",
) -> None:
    """Build the document of a force's audit, as far as it is stale; leaves no line in reports/build.log."""
    from cdi.cli.progress import Progress
    from cdi.pipeline import build, plan

    workspace, request = _request(force, audit, doc)
    if dry_run:
        outcome = plan(workspace, request)
    else:
        with build_commands.lock(workspace), Progress(explain=explain) as progress:
            outcome = build(workspace, request, progress.show, engine=engine)
    if as_json:
        print(json.dumps(_as_json(workspace, outcome), indent=1))
    elif dry_run:
        _print_reasons(outcome)
    else:
        _print_outcome(workspace, outcome)


@app.command()
def explore(
    force: _Force = None,
    audit: _Audit = None,
    lab: Annotated[
        list[str] | None, typer.Option("--lab", help="A word for JupyterLab itself, such as --lab=--allow-root.")
    ] = None,
) -> None:
    """Open the analysis of a force's audit in JupyterLab, on the project's own kernel."""
    from cdi.notebook.runner import open_lab, working_copy
    from cdi.workspace.names import choose_audit, read_option
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    ref = choose_audit(workspace, read_option(force, "FORCE"), read_option(audit, "AUDIT"))
    target = workspace.root / "explore" / f"{ref.force}-{ref.audit}.ipynb"
    made = working_copy(workspace.notebook, target, ref)
    print(f"{'Made' if made else 'Kept your copy of'} {target.relative_to(workspace.root)}", file=sys.stderr)
    raise typer.Exit(open_lab(workspace.root, target, lab or []))


@app.command("backtest")
def backtest(
    notes: Annotated[bool, typer.Option("--notes", help="Also say where the sources contradict themselves.")] = False,
    as_json: _Json = False,
) -> None:
    """Look for every figure of the source documents in our own; anything different ends with exit code 5."""
    from dataclasses import asdict

    from cdi.evidence.backtest import as_text, back_test
    from cdi.model.errors import PublicationRefused
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    with build_commands.lock(workspace):
        board = back_test(workspace)
    if as_json:
        print(json.dumps([asdict(each) for each in board.statements], indent=1, ensure_ascii=False))
    else:
        print(as_text(board, notes=notes), end="")
    if different := board.count("different"):
        raise PublicationRefused(f"{different} figures of the source documents are different or missing in ours")


@app.command()
def methods(
    draws: Annotated[int, typer.Option("--draws", min=1, help="Audits drawn from each design.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="What fixes all draws.")] = 2018,
) -> None:
    """Check the methods by simulation again and renew the tables of docs/methods.md; a minute or two."""
    from cdi.notebook.runner import CheckParameters, run_notebook
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    page = workspace.root / "docs" / "methods.md"
    executed = workspace.root / "reports" / ".work" / "method_checks.ipynb"
    executed.parent.mkdir(parents=True, exist_ok=True)
    notebook = workspace.root / "notebooks" / "method_checks.ipynb"
    run_notebook(notebook, executed, CheckParameters(draws, seed, str(page)))
    print(f"{page.relative_to(workspace.root)}\n{executed.relative_to(workspace.root)}")


def _request(force: str | None, audit: str | None, doc: str | None) -> tuple[Workspace, Request]:
    from cdi.pipeline import Request
    from cdi.workspace.names import choose_audit, choose_document, read_option
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    ref = choose_audit(workspace, read_option(force, "FORCE"), read_option(audit, "AUDIT"))
    return workspace, Request(ref, (choose_document(workspace, ref, read_option(doc, "DOC")),))


def _print_reasons(outcome: Outcome) -> None:
    if not outcome.ran:
        print("Nothing would be built: everything is up to date.")
    for stage, reasons in outcome.ran.items():
        print(f"{stage}: {'; '.join(str(reason) for reason in reasons)}")


def _print_outcome(workspace: Workspace, outcome: Outcome) -> None:
    folder = outcome.folder.relative_to(workspace.root)
    (document,) = outcome.request.documents
    if not outcome.ran:
        print(f"Nothing changed: {folder} is up to date.")
    print(f"{folder}/{document}.html\n{folder}/{document}.pdf\n{folder}/figures.json\n{folder}/analysis.html")
    for label, printed in _headlines(outcome):
        print(f"  {label}: {printed}")


def _headlines(outcome: Outcome) -> list[tuple[str, str]]:
    """The five headline figures, as far as the audit has them; a gap is named."""
    data = json.loads((outcome.folder / "figures.json").read_text(encoding="utf-8"))
    found = []
    for figure_id in HEADLINES:
        figure = data["figures"].get(figure_id)
        if figure is None:
            found.append((figure_id, f"not available ({data['gaps'].get(figure_id, 'not measured')})"))
            continue
        found.append((figure["label"], figure["printed"]))
    return found


def _as_json(workspace: Workspace, outcome: Outcome) -> dict[str, object]:
    request = outcome.request
    return {
        "format": 1,
        "force": request.ref.force,
        "audit": request.ref.audit,
        "document": request.documents[0],
        "folder": str(outcome.folder.relative_to(workspace.root)),
        "ran": {stage: [str(reason) for reason in reasons] for stage, reasons in outcome.ran.items()},
    }


if __name__ == "__main__":
    main()

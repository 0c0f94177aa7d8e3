"""The command line: parse, call one function, turn errors into exit codes.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 run failed, 2 usage or parameters,
3 data contract, 4 some forces failed, 5 publication gate.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.cli_sampling import draw_sample, plan_sample
from cdi.model.errors import CdiError

if TYPE_CHECKING:
    from cdi.build import Outcome, Request
    from cdi.schema.columns import Fault
    from cdi.settings import Workspace

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

HEADLINES = (
    "recording.overall",
    "recording.violence",
    "recording.sexual",
    "change.overall",
    "additional.overall",
)


def main() -> None:
    """Run the command line; every refusal made on purpose ends with its own exit code and no traceback."""
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
) -> None:
    """Build the document of a force's audit, as far as it is stale."""
    from cdi.build import build
    from cdi.console import Progress

    workspace, request = _request(force, audit, doc)
    with Progress(request, explain=explain) as progress:
        outcome = build(workspace, request, progress, dry=dry_run)
    if as_json:
        print(json.dumps(_as_json(workspace, outcome), indent=1))
    elif dry_run:
        _print_reasons(outcome)
    else:
        _print_outcome(workspace, outcome)


@app.command()
def explore(force: _Force = None, audit: _Audit = None) -> None:
    """Open the analysis of a force's audit in JupyterLab, on the project's own kernel."""
    from cdi.run import open_lab, working_copy
    from cdi.settings import Workspace, asked, known_audit, known_force

    workspace = Workspace.find()
    name = known_force(workspace, asked(force, "FORCE"))
    held = known_audit(workspace, name, asked(audit, "AUDIT"))
    target = workspace.root / "explore" / f"{name}-{held}.ipynb"
    made = working_copy(workspace.notebook, target, name, held)
    print(f"{'Made' if made else 'Kept your copy of'} {target.relative_to(workspace.root)}", file=sys.stderr)
    raise typer.Exit(open_lab(workspace.root, target))


@app.command()
def reconstruct() -> None:
    """Write the rows of every reconstructed audit again from its published counts."""
    from cdi.reconstruction import write_reconstruction
    from cdi.settings import Workspace

    workspace = Workspace.find()
    for counts in sorted(workspace.data.glob("*/*/reconstruction.toml")):
        for path in write_reconstruction(counts.parent):
            print(path.relative_to(workspace.root))


@app.command()
def new(force: Annotated[str, typer.Argument()], audit: Annotated[str, typer.Argument()]) -> None:
    """Scaffold an empty audit with comments, and the force's entry when it has none."""
    from cdi.intake import new_audit
    from cdi.settings import Workspace

    workspace = Workspace.find()
    for path in new_audit(workspace, force, audit):
        print(path.relative_to(workspace.root))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or a CSV file.")],
    force: Annotated[str, typer.Option("--force", help="The force, as it is or will be called.")],
    audit: Annotated[str, typer.Option("--audit", help="The new audit, beginning with its year.")],
) -> None:
    """Make an audit folder from a file: propose how its headings fit the contract, show it, write it."""
    from cdi.intake import import_file
    from cdi.settings import Workspace

    workspace = Workspace.find()
    written, proposals = import_file(workspace, file, force, audit)
    for found in proposals:
        print(f"{found.table}:")
        for name, (heading, how) in found.columns.items():
            print(f"  {name} <- {heading} ({how})")
        for name in found.missing:
            print(f"  {name}: no heading fits; it must be there")
        for heading in found.unused:
            print(f"  {heading}: not in the contract; dropped")
    for path in written:
        print(path.relative_to(workspace.root))


@app.command()
def validate(
    force: Annotated[str | None, typer.Argument(help="The force (default: all).")] = None,
    audit: Annotated[str | None, typer.Argument(help="The audit (default: all of the force).")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write faults.csv, faults.json and a marked workbook here.")
    ] = None,
    as_json: _Json = False,
) -> None:
    """Check audits against the data contract; every fault of every file in one pass."""
    from cdi.faultfinding import as_json as faults_as_json
    from cdi.faultfinding import find_faults
    from cdi.settings import Workspace, known_audit_folder, known_force

    workspace = Workspace.find()
    forces = [known_force(workspace, force)] if force else workspace.forces()
    chosen = [(name, held) for name in forces for held in workspace.audits(name)]
    if force and audit:
        chosen = [(force, known_audit_folder(workspace, force, audit))]
    faults = {(name, held): find_faults(workspace, name, held) for name, held in chosen}
    together = [fault for found in faults.values() for fault in found]
    if as_json:
        print(faults_as_json(together), end="")
    else:
        for fault in together:
            print(fault)
        for (name, held), found in faults.items():
            print(f"{name} {held}: {'no faults' if not found else f'{len(found):,} faults'}")
    if out is not None:
        _write_faults(workspace, faults, out)
    if together:
        raise typer.Exit(3)


def _write_faults(workspace: Workspace, faults: dict[tuple[str, str], list[Fault]], out: Path) -> None:
    from cdi.faultfinding import as_csv, as_json, write_marked_copy

    out.mkdir(parents=True, exist_ok=True)
    together = [fault for found in faults.values() for fault in found]
    (out / "faults.csv").write_text(as_csv(together), encoding="utf-8")
    (out / "faults.json").write_text(as_json(together), encoding="utf-8")
    for (force, audit), found in faults.items():
        for workbook in sorted(workspace.audit_folder(force, audit).glob("*.xlsx")):
            write_marked_copy(workbook, found, out / f"{force}-{audit}-marked.xlsx")


@app.command()
def contract(
    template: Annotated[
        Path | None, typer.Option("--template", help="Write an Excel template workbook here instead.")
    ] = None,
) -> None:
    """Publish the data contract: docs/data-contract.md and Table Schema files, or a template workbook to fill in."""
    from cdi.contract import publish, write_template
    from cdi.settings import Workspace

    workspace = Workspace.find()
    if template is not None:
        write_template(template)
        print(template)
        return
    for path in publish(workspace.root / "docs"):
        print(path.relative_to(workspace.root))


def _request(force: str | None, audit: str | None, doc: str | None) -> tuple[Workspace, Request]:
    from cdi.build import Request
    from cdi.settings import Workspace, asked, known_audit, known_document, known_force

    workspace = Workspace.find()
    name = known_force(workspace, asked(force, "FORCE"))
    held = known_audit(workspace, name, asked(audit, "AUDIT"))
    return workspace, Request(name, held, known_document(workspace, name, held, asked(doc, "DOC")))


def _print_reasons(outcome: Outcome) -> None:
    if not outcome.ran:
        print("Nothing would be built: everything is up to date.")
    for stage, reasons in outcome.ran.items():
        print(f"{stage}: {'; '.join(reasons)}")


def _print_outcome(workspace: Workspace, outcome: Outcome) -> None:
    folder = outcome.folder.relative_to(workspace.root)
    document = outcome.request.document
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
        "force": request.force,
        "audit": request.audit,
        "document": request.document,
        "folder": str(outcome.folder.relative_to(workspace.root)),
        "ran": {stage: list(reasons) for stage, reasons in outcome.ran.items()},
    }


if __name__ == "__main__":
    main()

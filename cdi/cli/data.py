"""The commands that bring audit data in and check it: parse, call one function, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cdi.cli import results
from cdi.model.audit_ref import AuditRef


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("new")(new)
    app.command("import")(import_)
    app.command("validate")(validate)
    app.command("contract")(contract)


def new(
    force: Annotated[str, typer.Argument()],
    audit: Annotated[str, typer.Argument()],
    documents: Annotated[
        list[str] | None, typer.Option("--doc", help="A document it is to have; may be repeated (default: panel-pack).")
    ] = None,
) -> None:
    """Scaffold an empty audit with comments, and the force's entry when it has none."""
    from cdi.new_audit.scaffold import scaffold_audit
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    results.print_paths(workspace, scaffold_audit(workspace, AuditRef(force, audit), documents or []))


def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx), a CSV or a Parquet file.")],
    force: Annotated[str, typer.Option("--force", help="The force, as it is or will be called.")],
    audit: Annotated[str, typer.Option("--audit", help="The new audit, beginning with its year.")],
) -> None:
    """Make an audit folder from a file: propose how its headings and values fit the contract, show it, write it."""
    from cdi.new_audit.import_file import import_file
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    written, proposals = import_file(workspace, file, AuditRef(force, audit))
    for proposal in proposals:
        typer.echo(results.proposal_as_text(proposal))
    results.print_paths(workspace, written)
    typer.echo(f"Next: fill in data/{force}/{audit}/audit.toml, then cdi validate {force} {audit}", err=True)


def validate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FORCE [AUDIT] | FOLDER...]",
            help="The force and the audit (default: all of the force), or audit folders (default: all).",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write faults.csv, faults.json and a marked workbook here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Print no more faults than this.")] = None,
    values: Annotated[
        bool, typer.Option("--values/--no-values", help="Whether faulty cells are quoted; not in what others may read.")
    ] = True,
) -> None:
    """Check one audit, some folders or all audits against the data contract; every fault of every file in one pass."""
    from cdi.load import fault_report
    from cdi.model.errors import ContractBroken
    from cdi.workspace.names import select_named_audits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    faults = {ref: fault_report.find_faults(workspace, ref) for ref in select_named_audits(workspace, names or [])}
    if not values:
        faults = {ref: [fault.without_values() for fault in of_audit] for ref, of_audit in faults.items()}
    together = [fault for of_audit in faults.values() for fault in of_audit]
    typer.echo(fault_report.as_json(together) if as_json else fault_report.as_text(faults, most), nl=not as_json)
    if out is not None:
        fault_report.write_faults(workspace, faults, out)
    if together:
        raise typer.Exit(ContractBroken.exit_code)


def contract(
    template: Annotated[
        Path | None, typer.Option("--template", help="Write an Excel template workbook here instead.")
    ] = None,
) -> None:
    """Publish the data contract: docs/data-contract.md and schema files, or a template workbook to fill in."""
    from cdi.contract.publish import publish, write_template
    from cdi.workspace.paths import Workspace

    if template is not None:
        write_template(template)
        typer.echo(str(template))
        return
    workspace = Workspace.find()
    results.print_paths(workspace, publish(workspace.root / "docs"))

"""The commands that bring audit data in and check it: parse, call one function, print."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.cli import results, terminal
from cdi.model.audit_ref import AuditRef
from cdi.model.command_line import as_command
from cdi.model.errors import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cdi.new_audit.answers import OpenQuestion
    from cdi.workspace.paths import Workspace


def new(
    force: Annotated[str, typer.Argument()],
    audit: Annotated[str, typer.Argument()],
    documents: Annotated[
        list[str] | None, typer.Option("--doc", help="A document it is to have; may be repeated (default: panel-pack).")
    ] = None,
    published: Annotated[
        bool, typer.Option("--published", help="Make the whole audit from the published results of the reference.")
    ] = False,
) -> None:
    """Start an audit with what the reference knows of it, and an entry for a force that the reference lacks."""
    from cdi.new_audit.scaffold import scaffold_audit
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    ref = AuditRef(force.lower(), audit)
    results.print_paths(workspace, scaffold_audit(workspace, ref, documents or [], published=published))


def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx), a CSV or a Parquet file.")],
    force: Annotated[str, typer.Option("--force", help="The force, as it is or will be called.")],
    audit: Annotated[str, typer.Option("--audit", help="The new audit, beginning with its year.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A mapping file with answers, as an earlier run wrote it.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Bring in this sheet alone.")] = None,
    table: Annotated[str | None, typer.Option("--table", help="The table of the contract that the sheet is.")] = None,
) -> None:
    """Make an audit folder from a file: show how its headings and values fit the contract, ask what is not sure."""
    from cdi.new_audit.import_file import Choices, import_file
    from cdi.new_audit.import_report import import_as_text
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    ask = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
    result = import_file(workspace, file, AuditRef(force.lower(), audit), Choices(mapping, sheet, table), ask)
    terminal.show(import_as_text(result))
    results.print_paths(workspace, result.written)
    if result.questions:
        (pending,) = result.written
        shown = pending.relative_to(workspace.root)
        again = as_command("cdi", "import", file, "--force", force, "--audit", audit, "--mapping", shown)
        terminal.show(f'Nothing is stored yet. Answer each "?" in {shown}, then run: {again}', err=True)
        raise typer.Exit(ContractBroken.exit_code)
    terminal.show(f"Next: fill in data/{force}/{audit}/audit.toml, then cdi validate {force} {audit}", err=True)


def _ask(question: OpenQuestion) -> str:
    """Put a question to the person at the terminal; an empty answer is "the file does not have it"."""
    where = f"{question.table}: " if question.table else ""
    hint = " (a heading, =value for every row, or nothing)" if question.of == "columns" else ""
    return terminal.ask(f"{where}{question.text}{hint}", question.offered or "")


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
    needs: Annotated[
        str | None, typer.Option("--needs", help="Show what this document needs, what is there and what will be lost.")
    ] = None,
    each: Annotated[bool, typer.Option("--all", help="Print a line for each fault.")] = False,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Print no more faults than this.")] = None,
    values: Annotated[
        bool, typer.Option("--values/--no-values", help="Whether faulty cells are quoted; not in what others may read.")
    ] = True,
) -> None:
    """Check one audit, some folders or all audits against the data contract; every fault of every file in one pass."""
    from cdi.load import fault_report
    from cdi.workspace.names import select_named_audits
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    refs = select_named_audits(workspace, names or [])
    if needs is not None:
        _print_readiness(workspace, refs, needs)
    faults = {ref: fault_report.find_faults(workspace, ref) for ref in refs}
    if not values:
        faults = {ref: [fault.without_values() for fault in of_audit] for ref, of_audit in faults.items()}
    together = [fault for of_audit in faults.values() for fault in of_audit]
    terminal.show(
        fault_report.as_json(together) if as_json else fault_report.as_text(faults, most, each=each), nl=not as_json
    )
    if not as_json:
        _print_notices(workspace, refs)
        if len(refs) == 1 and not together and refs[0] in workspace.reportable(refs[0].force):
            terminal.say(f"Next: cdi report {refs[0].force} --audit {refs[0].audit}")
    if out is not None:
        fault_report.write_faults(workspace, faults, out, values=values)
    beside = _list_beside(workspace, {ref.force for ref in refs} if names else None, values=values)
    for line in beside:
        terminal.say(line)
    if together or beside:
        raise typer.Exit(ContractBroken.exit_code)


def _list_beside(workspace: Workspace, forces: Collection[str] | None, *, values: bool) -> list[str]:
    """What is no audit and was perhaps meant as one: workbooks without settings, and tables of no force."""
    from cdi.workspace.names import describe_bare_workbook, find_bare_workbooks

    bare = [
        describe_bare_workbook(workspace, ref, workbook)
        for ref, workbook in find_bare_workbooks(workspace)
        if forces is None or ref.force in forces
    ]
    misnamed = workspace.faults_of_force_names() if forces is None else []
    return [*bare, *(str(fault if values else fault.without_values()) for fault in misnamed)]


def _print_notices(workspace: Workspace, refs: Sequence[AuditRef]) -> None:
    """For each audit what stays unknown and which author text is not printed, none of which is a fault."""
    from cdi.load.notices import find_notices

    for ref in refs:
        for notice in find_notices(workspace, ref, datetime.now().astimezone().date()):
            terminal.say(f"{ref}: unknown, no fault: {notice}")
        results.say_unused_text(workspace, ref)


def _print_readiness(workspace: Workspace, refs: Sequence[AuditRef], document: str) -> None:
    """For each audit what a document needs and whether it is there; one that cannot be read has its faults below."""
    from cdi.model.fault import InputFaulty
    from cdi.new_audit.readiness import check_readiness, readiness_as_text

    for ref in refs:
        try:
            terminal.show(readiness_as_text(ref, document, check_readiness(workspace, ref, document)))
        except InputFaulty:
            terminal.say(f"{ref}: audit.toml cannot be read, so what it lacks cannot be said yet")


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
        terminal.show(str(template))
        return
    workspace = Workspace.find()
    results.print_paths(workspace, publish(workspace.root / "docs"))

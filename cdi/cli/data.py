"""The commands that bring audit data in and check it: parse, call one function, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdi.model.audit_ref import AuditRef

if TYPE_CHECKING:
    from cdi.model.fault import Fault
    from cdi.new_audit.import_file import Proposal
    from cdi.workspace.paths import Workspace


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("new")(new)
    app.command("import")(import_)
    app.command("validate")(validate)
    app.command("contract")(contract)
    app.command("reconstruct")(reconstruct)


def new(
    force: Annotated[str, typer.Argument()],
    audit: Annotated[str, typer.Argument()],
    documents: Annotated[
        list[str] | None, typer.Option("--doc", help="A document it is to have; may be repeated (default: panel-pack).")
    ] = None,
) -> None:
    """Scaffold an empty audit with comments, and the force's entry when it has none."""
    from cdi.new_audit.import_file import new_audit
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    _print_paths(workspace, new_audit(workspace, AuditRef(force, audit), documents or []))


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
    for found in proposals:
        _print_proposal(found)
    _print_paths(workspace, written)
    typer.echo(f"Next: fill in data/{force}/{audit}/audit.toml, then cdi validate {force} {audit}", err=True)


def _print_proposal(found: Proposal) -> None:
    typer.echo(f"{found.table} <- {found.title}")
    for name, (heading, how) in found.columns.items():
        typer.echo(f"  {name} <- {heading} ({how})")
    for name, value in found.constants.items():
        typer.echo(f"  {name} = {value} (throughout)")
    for name, by_value in found.values.items():
        for value, words in by_value.items():
            typer.echo(f"  {name} {value} <- {', '.join(words)}")
    for name, words in found.strange.items():
        typer.echo(f"  {name}: {', '.join(words)}: no such value; mend them, or name them under [values] in audit.toml")
    for name in found.missing:
        typer.echo(f"  {name}: no heading fits; name one under [map], or one value under [constants], in audit.toml")
    for heading in found.unused:
        typer.echo(f"  {heading}: not in the contract; dropped")


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
) -> None:
    """Check one audit, some folders or all audits against the data contract; every fault of every file in one pass."""
    from cdi.load.fault_report import as_json as faults_as_json
    from cdi.load.fault_report import find_faults
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    faults = {ref: find_faults(workspace, ref) for ref in _chosen(workspace, names or [])}
    together = [fault for found in faults.values() for fault in found]
    if as_json:
        typer.echo(faults_as_json(together), nl=False)
    else:
        for fault in together[:most]:
            typer.echo(str(fault))
        if more := len(together) - len(together[:most]):
            typer.echo(f"and {more:,} more")
        for ref, found in faults.items():
            count = "no faults" if not found else "1 fault" if len(found) == 1 else f"{len(found):,} faults"
            typer.echo(f"{ref}: {count}")
    if out is not None:
        _write_faults(workspace, faults, out)
    if together:
        raise typer.Exit(3)


def _chosen(workspace: Workspace, names: list[str]) -> list[AuditRef]:
    """The audits that are meant: those of several folders, or as one or two names say."""
    from cdi.model.errors import UsageRefused
    from cdi.workspace.names import select_audits

    if len(names) > 1 and all(Path(name).is_dir() for name in names):
        return [ref for name in names for ref in select_audits(workspace, name, None)]
    if len(names) > 2:
        raise UsageRefused(f"{' '.join(names)}: expected a force, a force and an audit, or audit folders")
    force, audit, *_ = *names, None, None
    return select_audits(workspace, force, audit)


def _write_faults(workspace: Workspace, faults: dict[AuditRef, list[Fault]], out: Path) -> None:
    from cdi.load.fault_report import as_csv, as_json, write_marked_copy

    out.mkdir(parents=True, exist_ok=True)
    together = [fault for found in faults.values() for fault in found]
    (out / "faults.csv").write_text(as_csv(together), encoding="utf-8")
    (out / "faults.json").write_text(as_json(together), encoding="utf-8")
    for ref, found in faults.items():
        for workbook in sorted({Path(fault.file) for fault in found if fault.sheet}):
            write_marked_copy(workspace.root / workbook, found, out / f"{ref.force}-{ref.audit}-marked.xlsx")


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
    _print_paths(workspace, publish(workspace.root / "docs"))


def reconstruct() -> None:
    """Write the rows of every reconstructed audit again from its published counts."""
    from cdi.new_audit.reconstruct import write_reconstruction
    from cdi.workspace.paths import Workspace

    workspace = Workspace.find()
    for counts in sorted(workspace.data.glob("*/*/reconstruction.toml")):
        _print_paths(workspace, write_reconstruction(counts.parent))


def _print_paths(workspace: Workspace, paths: list[Path]) -> None:
    for path in paths:
        typer.echo(str(path.relative_to(workspace.root)))

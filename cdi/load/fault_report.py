"""The faults of an audit folder as a person can act on them: lines, CSV, JSON, and a marked copy of the workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cdi.contract.tables import BACKTEST
from cdi.load.audit import read_chain
from cdi.load.folder import check_folder
from cdi.load.reference import check_reference
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import Fault, InputFaulty
from cdi.model.formula import without_formula
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_forces

_COLUMNS = ("file", "sheet", "cell", "column", "found", "problem", "expected", "nearest")


def find_faults(workspace: Workspace, ref: AuditRef) -> list[Fault]:
    """Every fault of an audit folder, its force's entry, the audits it names as prior, and the national registers.

    A file that cannot be opened is one fault that says why.
    """
    try:
        chain = read_chain(workspace, ref)
    except InputFaulty as refused:
        return workspace.shown(refused.faults)
    _, settings = chain.audits[0]
    _, faults = read_forces(workspace, [ref.force])
    faults += check_folder(workspace.audit_folder(ref), settings, ref.force).faults
    faults += [*chain.faults, *check_reference(workspace.data / "reference").faults]
    if (workspace.data / "backtest").is_dir():
        faults += check_reference(workspace.data / "backtest", BACKTEST).faults
    return workspace.shown(faults)


def as_csv(faults: Sequence[Fault]) -> str:
    """One fault on each line: where it is, what was found or is wrong, what is expected, the nearest valid value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([without_formula(getattr(fault, name) or "") for name in _COLUMNS] for fault in faults)
    return text.getvalue()


def as_json(faults: Sequence[Fault]) -> str:
    """The faults as a JSON list."""
    return (
        json.dumps(
            {"format": 1, "faults": [{name: getattr(fault, name) for name in _COLUMNS} for fault in faults]},
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )


def as_text(faults: Mapping[AuditRef, Sequence[Fault]], most: int | None = None) -> str:
    """A line for each fault, of the first `most` if not of all, then how many each audit has."""
    together = [fault for of_audit in faults.values() for fault in of_audit]
    lines = [str(fault) for fault in together[:most]]
    if more := len(together) - len(lines):
        lines.append(f"and {more:,} more")
    for ref, of_audit in faults.items():
        count = "no faults" if not of_audit else "1 fault" if len(of_audit) == 1 else f"{len(of_audit):,} faults"
        lines.append(f"{ref}: {count}")
    return "\n".join(lines)


def write_faults(workspace: Workspace, faults: Mapping[AuditRef, Sequence[Fault]], folder: Path) -> None:
    """Write `faults.csv`, `faults.json` and, for each audit with faults in a workbook, a marked copy of it."""
    folder.mkdir(parents=True, exist_ok=True)
    together = [fault for of_audit in faults.values() for fault in of_audit]
    (folder / "faults.csv").write_text(as_csv(together), encoding="utf-8")
    (folder / "faults.json").write_text(as_json(together), encoding="utf-8")
    for ref, of_audit in faults.items():
        for workbook in sorted({Path(fault.file) for fault in of_audit if fault.sheet}):
            write_marked_copy(workspace.root / workbook, of_audit, folder / f"{ref.force}-{ref.audit}-marked.xlsx")


def write_marked_copy(workbook: Path, faults: Sequence[Fault], target: Path) -> int:
    """A copy of a workbook with a comment and a fill on each faulty cell, and a sheet that lists them all.

    Returns how many cells were marked. The list stands in "_faults", which a later import leaves alone.
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(workbook)
    fault_list = book.create_sheet("_faults")
    fault_list.append(_COLUMNS)
    marked = 0
    for fault in faults:
        fault_list.append([without_formula(getattr(fault, name) or "") for name in _COLUMNS])
        if fault.sheet in book.sheetnames and fault.cell:
            cell = book[fault.sheet][fault.cell]
            cell.fill = PatternFill("solid", fgColor="FFE27A")
            earlier = f"{cell.comment.text}\n" if cell.comment else ""
            nearest = f"\nDid you mean {fault.nearest}?" if fault.nearest else ""
            cell.comment = Comment(f"{earlier}Expected {fault.expected}{nearest}", "Data contract")
            marked += 1
    book.save(target)
    return marked

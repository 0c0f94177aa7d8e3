"""The faults of an audit folder as a person can act on them: lines, CSV, JSON, and a marked copy of the workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string

from cdi.contract.personal_data import WITHHELD, looks_personal
from cdi.contract.tables import BACKTEST
from cdi.contract.vocabulary import TextTable
from cdi.house_style import formatting
from cdi.load.audit import read_chain
from cdi.load.folder import check_folder, read_text_tables
from cdi.load.reference import check_reference
from cdi.model.audit_ref import AuditRef
from cdi.model.fault import Fault, InputFaulty, group_as_text, group_faults
from cdi.model.formula import without_formula
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings, read_documents, read_forces

# Each column of a list of faults, with the part of a fault that it shows.
_COLUMNS = {
    "file": "file",
    "sheet": "sheet",
    "cell": "cell",
    "column": "column",
    "found": "value",
    "problem": "problem",
    "expected": "expected",
    "nearest": "nearest",
    "why": "why",
}


def find_faults(workspace: Workspace, ref: AuditRef) -> list[Fault]:
    """Every fault of an audit folder, its force's entry, the audits it names as prior, and the national registers.

    A file that cannot be opened is one fault that says why.
    """
    try:
        chain = read_chain(workspace, ref)
    except InputFaulty as refused:
        return workspace.shown(refused.faults)
    _, settings = chain.audits[0]
    folder = workspace.audit_folder(ref)
    _, faults = read_forces(workspace, [ref.force], settings.inspection.seen_on)
    faults += [*check_folder(folder, settings, ref.force).faults, *_faults_of_documents(folder)]
    faults += [*chain.faults, *check_reference(workspace.data / "reference").faults]
    if (workspace.data / "backtest").is_dir():
        faults += check_reference(workspace.data / "backtest", BACKTEST).faults
    return workspace.shown(faults)


def _faults_of_documents(folder: Path) -> list[Fault]:
    """What is wrong with the `documents.toml` of an audit, if it has one."""
    try:
        if (folder / "documents.toml").is_file():
            read_documents(folder)
    except InputFaulty as refused:
        return [*refused.faults]
    return []


def as_csv(faults: Sequence[Fault]) -> str:
    """One fault on each line: where it is, what was found or is wrong, what is expected, the nearest valid value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([without_formula(getattr(fault, part) or "") for part in _COLUMNS.values()] for fault in faults)
    return text.getvalue()


def as_json(faults: Sequence[Fault]) -> str:
    """The faults as a JSON list."""
    listed = [{name: getattr(fault, part) for name, part in _COLUMNS.items()} for fault in faults]
    return json.dumps({"format": 1, "faults": listed}, indent=1, ensure_ascii=False) + "\n"


def as_text(faults: Mapping[AuditRef, Sequence[Fault]], most: int | None = None, *, each: bool = False) -> str:
    """A line for each rule and column with faults, of the first `most` if not of all, then how many each audit has.

    With `each` there is a line for each fault.
    """
    together = [fault for of_audit in faults.values() for fault in of_audit]
    groups = [[fault] for fault in together] if each else group_faults(together)
    lines = [group_as_text(group) for group in groups[:most]]
    if more := sum(map(len, groups)) - sum(map(len, groups[:most])):
        lines.append(f"and {formatting.count(more)} more")
    for ref, of_audit in faults.items():
        lines.append(f"{ref}: {formatting.counted(len(of_audit), 'fault') if of_audit else 'no faults'}")
    return "\n".join(lines)


def write_faults(
    workspace: Workspace, faults: Mapping[AuditRef, Sequence[Fault]], folder: Path, *, values: bool = True
) -> None:
    """Write `faults.csv`, `faults.json` and, for each audit with faults in a workbook, a marked copy of it.

    Without `values` the copy has the headings, the marks and the comments, and no cell of the rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    together = [fault for of_audit in faults.values() for fault in of_audit]
    (folder / "faults.csv").write_text(as_csv(together), encoding="utf-8")
    (folder / "faults.json").write_text(as_json(together), encoding="utf-8")
    for ref, of_audit in faults.items():
        if any(fault.sheet for fault in of_audit):
            settings = read_audit_settings(workspace.audit_folder(ref))
            tables = read_text_tables(workspace.audit_folder(ref), settings)
            if not values:
                tables = [replace(text, frame=text.frame.iloc[:0]) for text in tables]
            write_marked_copy(tables, of_audit, folder / f"{ref.force}-{ref.audit}-marked.xlsx")


def write_marked_copy(tables: Sequence[TextTable], faults: Sequence[Fault], target: Path) -> int:
    """A workbook of the contract's columns with a comment and a fill on each faulty cell, and a sheet that lists all.

    Each cell stands where it stands in the original, so that it is found there; other columns, titles and notes are
    left out, since they may hold personal data. Returns how many cells were marked. The list stands in "_faults", which
    a later import leaves alone.
    """
    import openpyxl

    book = openpyxl.Workbook()
    fault_list = book.active
    fault_list.title = "_faults"
    fault_list.append([*_COLUMNS])
    for fault in faults:
        fault_list.append([without_formula(getattr(fault, part) or "") for part in _COLUMNS.values()])
    for text in tables:
        for title in text.sheets or (text.sheet,):
            if title is not None:
                _copy_cells(book.create_sheet(title, len(book.sheetnames) - 1), text)
    marked = 0
    for fault in faults:
        if fault.sheet in book.sheetnames and fault.cell:
            _mark(book[fault.sheet][fault.cell], fault)
            marked += 1
    book.save(target)
    return marked


def _copy_cells(sheet: Any, text: TextTable) -> None:
    """The headings and the cells of the contract's columns, as text, where they stand in the original."""
    places = {name: column_index_from_string(text.letters[name]) for name in text.headings if name in text.letters}
    for name, place in places.items():
        sheet.cell(text.heading_row, place, name)
        for each, written in zip(text.frame.index.tolist(), text.frame[name], strict=True):
            title, row = text.place(each)
            if written and title == sheet.title:
                shown = WITHHELD if looks_personal(written) else written
                sheet.cell(row, place).value = without_formula(shown)


def _mark(cell: Any, fault: Fault) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor="FFE27A")
    earlier = f"{cell.comment.text}\n" if cell.comment else ""
    why = f"{fault.why}\n" if fault.why else ""
    nearest = f"\nDid you mean {fault.nearest}?" if fault.nearest else ""
    cell.comment = Comment(f"{earlier}{why}Expected {fault.expected}{nearest}", "Data contract")

"""The only opener of rows: an audit folder in, a checked audit out."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd

from cdi.model.audit import Audit
from cdi.model.errors import ContractBroken, nearest
from cdi.schema.columns import Fault, TableSchema
from cdi.schema.parsing import typed
from cdi.schema.tables import AUDIT_TABLES, FOREIGN_KEYS, REFERENCE_TABLES
from cdi.settings import Workspace, read_audit_settings, read_force

_FAULTS_SHOWN = 200


def read_audit(workspace: Workspace, force: str, audit: str) -> Audit:
    """An audit with its reference registers and, when `audit.toml` names one, the audit before it.

    Raises ContractBroken with one line for every fault of every file; nothing is computed from a faulty folder.
    """
    settings = read_audit_settings(workspace.audit_folder(force, audit))
    prior = settings.inspection.prior
    return Audit(
        force=read_force(workspace, force),
        inspection=settings.inspection,
        provenance=settings.provenance,
        method=settings.method,
        tables=read_tables(workspace.audit_folder(force, audit), AUDIT_TABLES),
        reference=read_tables(workspace.data / "reference", REFERENCE_TABLES),
        prior=read_audit(workspace, force, prior) if prior else None,
        inputs=_checksums(workspace, force, audit, prior),
    )


def _checksums(workspace: Workspace, force: str, audit: str, prior: str | None) -> dict[str, str]:
    """Every file the audit rests on, by its path in the project, with its checksum."""
    folders = [workspace.data / "reference", *(workspace.audit_folder(force, name) for name in (audit, prior) if name)]
    files = [workspace.data / "forces.toml"]
    for folder in folders:
        files += [path for path in sorted(folder.iterdir()) if path.suffix == ".csv" or path.name == "audit.toml"]
    return {
        path.relative_to(workspace.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def read_tables(folder: Path, schemas: dict[str, TableSchema]) -> dict[str, pd.DataFrame]:
    """Every CSV file of a folder, typed by the contract; a table without a file is simply not held.

    Raises ContractBroken with all faults of all files in one pass.
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in schemas:
            hint = nearest(path.stem, list(schemas))
            faults.append(Fault(str(path), None, None, path.name, f"a table of the data contract; {hint}"))
            continue
        text = read_text_table(path)
        frames[path.stem], found = typed(schemas[path.stem], text, str(path))
        faults += found
    if not faults:
        faults = _orphans(folder, frames)
    if faults:
        shown = [str(fault) for fault in faults[:_FAULTS_SHOWN]]
        if len(faults) > _FAULTS_SHOWN:
            shown.append(f"and {len(faults) - _FAULTS_SHOWN:,} more")
        raise ContractBroken("\n".join(shown))
    return frames


def read_text_table(path: Path) -> pd.DataFrame:
    """A CSV file with every cell as text and the file's line numbers as the index.

    Raises ContractBroken for a file that is not UTF-8, is empty, or has a row of another width than its headings.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            headings = next(reader, [])
            rows, lines = [], []
            for cells in reader:
                if len(cells) != len(headings):
                    raise ContractBroken(
                        f"{path}, row {reader.line_num}: found {len(cells)} cells; expected {len(headings)}, "
                        "one for each heading"
                    )
                rows.append(cells)
                lines.append(reader.line_num)
    except UnicodeDecodeError as broken:
        raise ContractBroken(f"{path}: not UTF-8 text ({broken.reason} at byte {broken.start})") from broken
    except csv.Error as broken:
        raise ContractBroken(f"{path}: not readable as CSV ({broken})") from broken
    if not headings:
        raise ContractBroken(f"{path}: the file is empty; expected a heading row")
    return pd.DataFrame(rows, index=pd.Index(lines, dtype="int64"), columns=headings, dtype="str")


def _orphans(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Fault]:
    """Rows that point at a row of another supplied table that is not there."""
    faults = []
    for (table, column), (other, key) in FOREIGN_KEYS.items():
        if table not in frames or other not in frames:
            continue
        pointers = frames[table][column].dropna()
        for row, value in pointers[~pointers.isin(frames[other][key])].items():
            faults.append(Fault(str(folder / f"{table}.csv"), int(str(row)), column, str(value), f"a {key} of {other}"))
    return faults

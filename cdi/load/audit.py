"""The only opener of rows: an audit folder in, a checked audit out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cdi.contract.hand_decisions import HAND_DECISIONS
from cdi.contract.parsing import rule_faults, typed
from cdi.contract.records import AUDIT_REPORTS, RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES, BACKTEST, FOREIGN_KEYS, REFERENCE_TABLES
from cdi.contract.vocabulary import Rule, TableSchema, TextTable
from cdi.house_style import formatting
from cdi.load.corrections import Correction, corrected, corrections, exclusions, without
from cdi.load.csv import read_csv
from cdi.load.mapping import Fitting, mapped
from cdi.model.audit import Audit, Exclusion
from cdi.model.audit_ref import AuditRef
from cdi.model.clock import clock_changes
from cdi.model.errors import ContractBroken, closest
from cdi.model.fault import Fault, InputFaulty
from cdi.model.rows import FrameRows, Rows
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import find_unfilled_keys, read_audit_settings, read_force
from cdi.workspace.settings_models import AuditSettings

if TYPE_CHECKING:
    from cdi.load.database import DatabaseRows

# How long before its period an audit's reports may have been received, and how long after it recorded.
_AROUND = timedelta(days=366)
_RECORD_NAMES = [schema.name for schema in RECORD_TABLES]


@dataclass
class Reading:
    """What was read of an audit folder: typed tables, rows that stay elsewhere, exclusions, and every fault."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    records: dict[str, DatabaseRows] = field(default_factory=dict)
    texts: dict[str, TextTable] = field(default_factory=dict)
    excluded: tuple[Exclusion, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def refuse_faults(self, workspace: Workspace) -> None:
        """Raise InputFaulty with every fault, if there are any."""
        if self.faults:
            raise InputFaulty(workspace.shown(self.faults))

    def rows(self, table: str) -> Rows:
        """The table as it can be counted, wherever its rows are."""
        return self.records[table] if table in self.records else FrameRows(self.tables[table])


def read_audit(workspace: Workspace, ref: AuditRef) -> Audit:
    """An audit with its reference registers and, when `audit.toml` names one, the audit before it.

    Raises InputFaulty with one line for every fault of every file; nothing is computed from a faulty folder.
    """
    folder = workspace.audit_folder(ref)
    settings = read_audit_settings(folder)
    reading = read_folder(folder, settings, ref.force)
    reading.refuse_faults(workspace)
    reference = read_reference(workspace.data / "reference")
    reference.refuse_faults(workspace)
    prior = settings.inspection.prior
    return Audit(
        force=read_force(workspace, ref.force),
        inspection=settings.inspection,
        provenance=settings.provenance,
        method=settings.method,
        tables=reading.tables,
        records=reading.records,
        reference=reference.tables,
        prior=read_audit(workspace, AuditRef(ref.force, prior)) if prior else None,
        excluded=reading.excluded,
        signed_off=tuple(settings.signed_off),
        inputs=_checksums(workspace, ref, prior),
    )


def read_source_figures(workspace: Workspace) -> pd.DataFrame:
    """What the source documents state and where it must be printed, for the back-test.

    One row a statement, empty cells as nulls. Raises InputFaulty with one line for every fault.
    """
    reading = read_reference(workspace.data / "backtest", BACKTEST)
    reading.refuse_faults(workspace)
    return reading.tables["source_figures"]


def read_folder(folder: Path, settings: AuditSettings, force: str) -> Reading:
    """Everything an audit folder holds, with all its faults in one pass; nothing is raised for bad data."""
    reading = Reading(faults=find_unfilled_keys(folder))
    _read_csv_files(reading, folder, AUDIT_TABLES)
    if settings.source.kind == "csv" and settings.source.path != ".":
        _read_csv_files(reading, folder / settings.source.path, AUDIT_TABLES)
    if settings.source.kind == "excel":
        _read_workbook(reading, folder, settings)
    decided, faults = corrections(folder, AUDIT_TABLES)
    reading.excluded, more = exclusions(folder, AUDIT_TABLES)
    reading.faults += faults + more
    for table in reading.texts.values():
        _add_table(reading, table, settings, force, decided)
    if settings.source.kind in ("parquet", "database"):
        _add_elsewhere(reading, folder, settings, force, decided)
    reading.faults += _orphans(reading) + _small_strata(reading)
    return reading


def read_reference(folder: Path, schemas: Mapping[str, TableSchema] = REFERENCE_TABLES) -> Reading:
    """The national registers, the same for every force; or, with other schemas, the tables of another such folder."""
    reading = Reading()
    _read_csv_files(reading, folder, schemas)
    for table in reading.texts.values():
        reading.tables[table.name], faults = typed(schemas[table.name], table)
        reading.faults += faults
    reading.faults += _orphans(reading)
    return reading


def _read_csv_files(reading: Reading, folder: Path, schemas: Mapping[str, TableSchema]) -> None:
    """The CSV files of a folder; a table without a file is simply not held."""
    if not folder.is_dir():
        reading.faults.append(Fault(str(folder), "the folder that audit.toml names", problem="this folder is missing"))
    for path in sorted(folder.glob("*.csv")):
        if path.stem in HAND_DECISIONS:
            continue
        if path.stem not in schemas:
            expected, near = (
                "the name of a table of the data contract",
                closest(path.stem, [*schemas, *HAND_DECISIONS]),
            )
            reading.faults.append(Fault(str(path), expected, problem="a file of no table", nearest=near))
            continue
        try:
            _keep(reading, read_csv(path, folder))
        except InputFaulty as broken:
            reading.faults += broken.faults


def _keep(reading: Reading, table: TextTable) -> None:
    if table.name in reading.texts:
        problem = f"{table.name} is held here and in {reading.texts[table.name].file}"
        reading.faults.append(Fault(table.file, "each table once", problem=problem, sheet=table.sheet))
    reading.texts[table.name] = table


def _read_workbook(reading: Reading, folder: Path, settings: AuditSettings) -> None:
    from cdi.load.excel import read_workbook

    source = settings.source
    known = {name: {*schema.names, *settings.map.get(name, {}).values()} for name, schema in AUDIT_TABLES.items()}
    try:
        found, faults = read_workbook(folder / source.path, folder, known, source.sheets, source.ignore_sheets)
    except InputFaulty as broken:
        reading.faults += broken.faults
        return
    reading.faults += faults
    for table in found.values():
        _keep(reading, table)


def _fitting(settings: AuditSettings, table: str) -> Fitting:
    return Fitting(
        settings.map.get(table, {}),
        settings.values.get(table, {}),
        settings.constants.get(table, {}),
        settings.drop.get(table, []),
    )


def _add_table(
    reading: Reading,
    table: TextTable,
    settings: AuditSettings,
    force: str,
    decided: list[Correction],
) -> None:
    """Map, correct, exclude and type a table that was read as text."""
    schema = AUDIT_TABLES[table.name]
    table = mapped(table, schema, _fitting(settings, table.name))
    if schema.key[0] in table.frame.columns:
        table, wrong = corrected(table, schema, decided)
        table, absent = without(table, schema, reading.excluded)
        reading.faults += wrong + absent
    reading.texts[table.name] = table
    reading.tables[table.name], faults = typed(schema, table, _own_rules(schema, settings, force))
    reading.faults += faults


def _add_elsewhere(
    reading: Reading,
    folder: Path,
    settings: AuditSettings,
    force: str,
    decided: list[Correction],
) -> None:
    """Record-level tables of Parquet files or a database: fitted, checked by counts, and left where they are."""
    from cdi.load import database, database_mapping

    source = settings.source
    try:
        if source.kind == "parquet":
            found = database.from_parquet(folder / source.path, _RECORD_NAMES)
        else:
            found = database.from_database(source.url_env, source.database_schema, _RECORD_NAMES)
    except InputFaulty as broken:
        reading.faults += broken.faults
        return
    except ContractBroken as refused:
        reading.faults.append(Fault("audit.toml", "a source that can be reached", problem=str(refused)))
        return
    own = settings.inspection
    changes = clock_changes(own.audit_period_start - _AROUND, own.audit_period_end + _AROUND)
    for name, table in found.items():
        schema = AUDIT_TABLES[name]
        keys = [exclusion.key for exclusion in reading.excluded if exclusion.table == name]
        try:
            held, wrong = database_mapping.corrected(
                database_mapping.fitted(table, schema, _fitting(settings, name), changes), decided
            )
            held, absent = database_mapping.without(held, keys)
            reading.faults += (
                wrong + absent + database_mapping.counted_faults(held, _own_rules(schema, settings, force))
            )
            reading.records[name] = held.rows
        except InputFaulty as broken:
            reading.faults += broken.faults


def _own_rules(schema: TableSchema, settings: AuditSettings, force: str) -> list[Rule]:
    """What the rows of this audit must say beyond the contract: its inspection, its force, its audit period."""
    own, rules = settings.inspection, list[Rule]()
    if "inspection_id" in schema.names:
        rules.append(Rule("inspection_id", (), own.id, lambda rows: rows["inspection_id"] != own.id))
    if "force_id" in schema.names:
        rules.append(Rule("force_id", (), force, lambda rows: rows["force_id"] != force))
    if schema is AUDIT_REPORTS:
        start, end = own.audit_period_start, own.audit_period_end
        after = pd.Timestamp(end) + pd.Timedelta(days=1)
        rules.append(
            Rule(
                "received_at",
                ("sample",),
                f"a time within the audit period, {formatting.day(start)} to {formatting.day(end)}",
                lambda rows: (
                    (rows["sample"] == "main")
                    & ((rows["received_at"] < pd.Timestamp(start)) | (rows["received_at"] >= after))
                ),
            )
        )
    return rules


def _orphans(reading: Reading) -> list[Fault]:
    """Rows that point at a row of another supplied table that is not there."""
    faults = []
    for (table, column), (other, key) in FOREIGN_KEYS.items():
        expected = f"a {key} of {other}"
        if table in reading.tables and other in reading.tables:
            faults += _orphans_in_memory(reading, table, column, reading.tables[other].get(key), expected)
        if table in reading.records and other in reading.records:
            from cdi.load.database_mapping import orphans

            faults += orphans(reading.records[table], column, reading.records[other], key, expected)
    return faults


def _orphans_in_memory(reading: Reading, table: str, column: str, keys: pd.Series | None, expected: str) -> list[Fault]:
    frame = reading.tables[table]
    if keys is None or column not in frame.columns:
        return []
    rule = Rule(column, (), expected, lambda rows: rows[column].notna() & ~rows[column].isin(keys))
    return rule_faults([rule], frame, reading.texts[table])


def _small_strata(reading: Reading) -> list[Fault]:
    """Strata whose finite population is smaller than the sample that was drawn from it."""
    strata = reading.tables.get("audit_strata", pd.DataFrame())
    held = reading.tables.get("audit_reports")
    needed = {"stratum", "sampled", "reports_in_period"}
    if not needed <= {*strata.columns} or (held is None and "audit_reports" not in reading.records):
        return []
    if held is not None and not {"sample", "required", "stratum"} <= {*held.columns}:
        return []
    faults, reports = [], reading.rows("audit_reports")
    for row, line in strata[strata["sampled"].fillna(value=False)].iterrows():
        audited = reports.count({"sample": "main", "required": True, "stratum": line["stratum"]})
        if line["reports_in_period"] is not pd.NA and line["reports_in_period"] < audited:
            expected = f"{audited:,} or more, the reports audited in the stratum"
            found, table = str(line["reports_in_period"]), reading.texts["audit_strata"]
            faults.append(table.fault(expected, row=int(str(row)), column="reports_in_period", found=found))
    return faults


def _checksums(workspace: Workspace, ref: AuditRef, prior: str | None) -> dict[str, str]:
    """Every file the audit rests on, by its path in the project, with its checksum."""
    audits = [ref, AuditRef(ref.force, prior)] if prior else [ref]
    folders = [workspace.data / "reference", *(workspace.audit_folder(audit) for audit in audits)]
    files = [workspace.data / "forces.toml"]
    for folder in folders:
        files += [
            path
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".csv", ".xlsx", ".parquet") or path.name == "audit.toml"
        ]
    return {path.relative_to(workspace.root).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

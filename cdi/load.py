"""The only opener of rows: an audit folder in, a checked audit out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cdi.model.audit import Audit, Exclusion
from cdi.model.errors import CdiError, ContractBroken, nearest
from cdi.model.rows import Rows
from cdi.schema.columns import Fault, TableSchema, TextTable
from cdi.schema.parsing import typed
from cdi.schema.records import RECORD_TABLES
from cdi.schema.tables import AUDIT_TABLES, FOREIGN_KEYS, REFERENCE_TABLES
from cdi.settings import AuditSettings, Workspace, read_audit_settings, read_force
from cdi.sources import decisions
from cdi.sources.csv_text import read_csv
from cdi.sources.mapping import mapped

_FAULTS_SHOWN = 200
_RECORD_NAMES = [schema.name for schema in RECORD_TABLES]


@dataclass
class Reading:
    """What was read of an audit folder: typed tables, rows that stay elsewhere, exclusions, and every fault."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    records: dict[str, Rows] = field(default_factory=dict)
    texts: dict[str, TextTable] = field(default_factory=dict)
    excluded: tuple[Exclusion, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def refuse_faults(self) -> None:
        """Raise ContractBroken with one line for every fault, if there are any."""
        lines = [*self.refusals, *(str(fault) for fault in self.faults[:_FAULTS_SHOWN])]
        if len(self.faults) > _FAULTS_SHOWN:
            lines.append(f"and {len(self.faults) - _FAULTS_SHOWN:,} more; cdi validate lists them all")
        if lines:
            raise ContractBroken("\n".join(lines))


def read_audit(workspace: Workspace, force: str, audit: str) -> Audit:
    """An audit with its reference registers and, when `audit.toml` names one, the audit before it.

    Raises ContractBroken with one line for every fault of every file; nothing is computed from a faulty folder.
    """
    folder = workspace.audit_folder(force, audit)
    settings = read_audit_settings(folder)
    reading = read_folder(folder, settings, force)
    reading.refuse_faults()
    reference = read_registers(workspace.data / "reference", REFERENCE_TABLES)
    reference.refuse_faults()
    prior = settings.inspection.prior
    return Audit(
        force=read_force(workspace, force),
        inspection=settings.inspection,
        provenance=settings.provenance,
        method=settings.method,
        tables=reading.tables,
        records=reading.records,
        reference=reference.tables,
        prior=read_audit(workspace, force, prior) if prior else None,
        excluded=reading.excluded,
        inputs=_checksums(workspace, force, audit, prior),
    )


def read_folder(folder: Path, settings: AuditSettings, force: str) -> Reading:
    """Everything an audit folder holds, with all its faults in one pass; nothing is raised for bad data."""
    reading = read_registers(folder, AUDIT_TABLES, settings, parse=False)
    _add_workbook(reading, folder, settings)
    _parse(reading, folder, AUDIT_TABLES, settings)
    _add_elsewhere(reading, folder, settings)
    if not reading.faults:
        reading.faults += _orphans(reading) + _strangers(reading, settings, force) + _small_strata(reading)
    return reading


def read_registers(
    folder: Path,
    schemas: Mapping[str, TableSchema],
    settings: AuditSettings | None = None,
    *,
    parse: bool = True,
) -> Reading:
    """The CSV files of a folder; a table without a file is simply not held."""
    reading = Reading()
    for path in sorted(folder.glob("*.csv")):
        if path.stem in decisions.FILES:
            continue
        if path.stem not in schemas:
            hint = nearest(path.stem, [*schemas, *decisions.FILES])
            reading.faults.append(Fault(str(path), None, path.name, f"a table of the data contract; {hint}"))
            continue
        try:
            reading.texts[path.stem] = read_csv(path, folder)
        except CdiError as refused:
            reading.refusals.append(str(refused))
    if parse:
        _parse(reading, folder, schemas, settings)
    return reading


def _add_workbook(reading: Reading, folder: Path, settings: AuditSettings) -> None:
    if settings.source.kind != "excel":
        return
    from cdi.sources.workbook import read_workbook

    known = {name: {*schema.names, *settings.map.get(name, {}).values()} for name, schema in AUDIT_TABLES.items()}
    try:
        reading.texts |= read_workbook(folder / settings.source.path, folder, known)
    except CdiError as refused:
        reading.refusals.append(str(refused))


def _parse(reading: Reading, folder: Path, schemas: Mapping[str, TableSchema], settings: AuditSettings | None) -> None:
    """Map, correct, exclude and type the text tables."""
    if settings is not None:
        for name, table in reading.texts.items():
            fitted, faults = mapped(
                table,
                schemas[name],
                settings.map.get(name, {}),
                settings.values.get(name, {}),
                settings.drop.get(name, []),
                settings.constants.get(name, {}),
            )
            reading.texts[name] = fitted
            reading.faults += faults
        reading.excluded, faults = decisions.excluded(folder)
        reading.faults += faults
        reading.texts, faults = decisions.corrected(folder, reading.texts, schemas)
        reading.faults += faults
    for name, table in reading.texts.items():
        kept, faults = decisions.without(table, schemas[name], reading.excluded)
        reading.tables[name], found = typed(schemas[name], kept)
        reading.faults += faults + found


def _add_elsewhere(reading: Reading, folder: Path, settings: AuditSettings) -> None:
    """Record-level tables of Parquet files or a database: fitted, checked by counts, and left where they are."""
    source = settings.source
    if source.kind not in ("parquet", "database"):
        return
    from cdi.sources import database

    try:
        if source.kind == "parquet":
            found = database.from_parquet(folder / source.path, _RECORD_NAMES)
        else:
            found = database.from_database(source.url_env, source.database_schema, _RECORD_NAMES)
        for name, table in found.items():
            schema = AUDIT_TABLES[name]
            rows = database.DatabaseRows(
                database.fitted(table, schema, settings.map.get(name, {}), settings.values.get(name, {}))
            )
            keys = [exclusion.key for exclusion in reading.excluded if exclusion.table == name]
            rows = rows.without(schema.key[0], keys) if keys else rows
            reading.faults += database.faults(rows, schema)
            reading.records[name] = rows
    except CdiError as refused:
        reading.refusals.append(str(refused))


def _orphans(reading: Reading) -> list[Fault]:
    """Rows that point at a row of another supplied table that is not there."""
    faults = []
    for (table, column), (other, key) in FOREIGN_KEYS.items():
        if table not in reading.tables or other not in reading.tables:
            continue
        pointers = reading.tables[table][column].dropna()
        for row, value in pointers[~pointers.isin(reading.tables[other][key])].items():
            faults.append(reading.texts[table].fault(int(str(row)), column, str(value), f"a {key} of {other}"))
    return faults


def _strangers(reading: Reading, settings: AuditSettings, force: str) -> list[Fault]:
    """Rows of another inspection or another force: the wrong file, or several forces in one."""
    faults = []
    for column, own in (("inspection_id", settings.inspection.id), ("force_id", force)):
        for name, frame in reading.tables.items():
            if column in frame.columns:
                others = frame.loc[frame[column] != own, column]
                for row, value in others.head(5).items():
                    faults.append(reading.texts[name].fault(int(str(row)), column, str(value), own))
    return faults


def _small_strata(reading: Reading) -> list[Fault]:
    """Strata whose finite population is smaller than the sample that was drawn from it."""
    if not {"audit_strata", "audit_reports"} <= reading.tables.keys():
        return []
    reports, faults = reading.tables["audit_reports"], []
    main = reports[(reports["sample"] == "main") & reports["required"]]
    for row, line in reading.tables["audit_strata"].iterrows():
        audited = int((main["stratum"] == line["stratum"]).sum())
        if line["sampled"] and line["reports_in_period"] < audited:
            table = reading.texts["audit_strata"]
            expected = f"{audited:,} or more, the reports audited in the stratum"
            faults.append(table.fault(int(str(row)), "reports_in_period", str(line["reports_in_period"]), expected))
    return faults


def _checksums(workspace: Workspace, force: str, audit: str, prior: str | None) -> dict[str, str]:
    """Every file the audit rests on, by its path in the project, with its checksum."""
    folders = [workspace.data / "reference", *(workspace.audit_folder(force, name) for name in (audit, prior) if name)]
    files = [workspace.data / "forces.toml"]
    for folder in folders:
        files += [
            path
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".csv", ".xlsx", ".parquet") or path.name == "audit.toml"
        ]
    return {
        path.relative_to(workspace.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }

"""An audit folder: its tables read from wherever they are, then fitted to the contract and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pandas as pd

from cdi.contract.hand_decisions import HAND_DECISIONS
from cdi.contract.parsing import ParsedTable
from cdi.contract.people import unknown_names
from cdi.contract.records import RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TextTable
from cdi.load.corrections import Correction, Decisions, read_decisions
from cdi.load.cross_checks import orphan_faults, own_rules, small_strata_faults
from cdi.load.csv import read_csv_files
from cdi.load.extra_measures import check_extra_measures
from cdi.load.fit import CheckedTable, SourceTable, fit_table
from cdi.load.mapping import Fitting, plan_columns
from cdi.load.origin import place_by_origin
from cdi.load.text_table import TextSource
from cdi.model.clock import clock_changes
from cdi.model.decisions import Exclusion
from cdi.model.errors import ContractBroken
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.fault import Fault, InputFaulty
from cdi.model.rows import RowsElsewhere
from cdi.workspace.audit_files import resolve_inside
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import find_unfilled_keys, read_source_settings
from cdi.workspace.settings_models import AuditSettings

# How long before its period an audit's reports may have been received, and how long after it recorded.
_AROUND = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SourceTables:
    """The tables of a source as they were written, by name, and what kept others from being read."""

    tables: Mapping[str, SourceTable] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedTables:
    """Tables checked against the contract, what was left out and corrected by hand, extra measures, and every fault.

    The tables may be counted only when there are no faults; `refuse_faults` sees to that.
    """

    tables: Mapping[str, CheckedTable]
    faults: tuple[Fault, ...]
    excluded: tuple[Exclusion, ...] = ()
    extra: tuple[ExtraMeasure, ...] = ()
    corrected: tuple[Correction, ...] = ()

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The typed rows of the tables that are in memory."""
        return {name: table.frame for name, table in self.tables.items() if isinstance(table, ParsedTable)}

    @property
    def elsewhere(self) -> dict[str, RowsElsewhere]:
        """The tables whose rows stay where they are."""
        outside = {name: table.rows for name, table in self.tables.items() if not isinstance(table, ParsedTable)}
        return cast("dict[str, RowsElsewhere]", outside)


def refuse_faults(workspace: Workspace, faults: Iterable[Fault]) -> None:
    """Raise InputFaulty with every fault, if there are any."""
    if listed := workspace.shown(faults):
        raise InputFaulty(listed)


def missing_folder(folder: Path, expected: str) -> Fault:
    """The fault of a folder that is not there."""
    return Fault(str(folder), expected, problem="this folder is missing")


def check_folder(folder: Path, settings: AuditSettings, force: str) -> CheckedTables:
    """The tables of an audit folder, checked, with all their faults in one pass; nothing is raised for bad data."""
    sources = _read_sources(folder, settings)
    decisions = read_decisions(folder, AUDIT_TABLES)
    tables, faults = dict[str, CheckedTable](), [*find_unfilled_keys(folder), *sources.faults, *decisions.faults]
    faults += unknown_names(settings.disclosure, folder / "audit.toml")
    for name, source in sources.tables.items():
        schema = AUDIT_TABLES[name]
        rules = own_rules(schema, settings.inspection, force)
        try:
            tables[name], table_faults = fit_table(source, schema, Fitting.of(settings, name), decisions, rules)
            faults += table_faults
        except InputFaulty as refused:
            faults += refused.faults
    try:
        faults += [*orphan_faults(tables), *small_strata_faults(tables)]
    except InputFaulty as refused:
        faults += refused.faults
    extra, extra_faults = check_extra_measures(folder, tables)
    return CheckedTables(tables, (*faults, *extra_faults), decisions.exclusions, extra, decisions.corrections)


def _read_sources(folder: Path, settings: AuditSettings) -> SourceTables:
    """The CSV files of the folder, and the tables of the source that `audit.toml` names."""
    sources = [_read_csv_tables(folder, settings)]
    try:
        named = resolve_inside(folder, settings.source.path)
    except InputFaulty as refused:
        return replace(sources[0], faults=(*sources[0].faults, *refused.faults))
    match settings.source.kind:
        case "csv" | "parquet" if not named.is_dir():
            missing = missing_folder(named, "the folder that source.path of audit.toml names")
            sources.append(SourceTables(faults=(missing,)))
        case "csv" if settings.source.path != ".":
            sources.append(_read_csv_tables(named, settings))
        case "excel":
            sources.append(_read_workbook(folder, settings))
        case "parquet" | "database":
            sources.append(_read_elsewhere(folder, settings))
    tables, faults = dict[str, SourceTable](), [fault for source in sources for fault in source.faults]
    for name, table in (pair for source in sources for pair in source.tables.items()):
        if name in tables:
            other = tables[name].fault("each table once")
            faults.append(replace(table.fault("each table once"), problem=f"{name} is here and in {other.file}"))
        tables[name] = table
    return SourceTables(tables, tuple(faults))


def read_text_tables(folder: Path, settings: AuditSettings) -> list[TextTable]:
    """The tables that are in memory as text, with the contract's columns and no others, at their places in the source.

    The words are those of the source. A table that cannot be read is left out.
    """
    tables = []
    for name, source in _read_sources(folder, settings).tables.items():
        if isinstance(source, TextSource):
            plan = plan_columns(source.headings, source.schema, Fitting.of(settings, name))
            text = source.rename_columns(replace(plan, words={}, constants={}, absent=())).text
            own = [each in source.schema.names for each in text.frame.columns]
            tables.append(replace(text, frame=text.frame.loc[:, own]))
    return tables


def read_tables_alone(folder: Path) -> dict[str, CheckedTable]:
    """The tables of a folder whose `audit.toml` is not filled in yet, to see what is in them, not whether it is right.

    Rows that stay where they are (Parquet, a database) need the audit period, so there are none of them. Raises
    InputFaulty when `audit.toml` is no TOML, or what it says of the source does not hold.
    """
    settings = read_source_settings(folder)
    tables = dict[str, CheckedTable]()
    for name, source in _read_sources(folder, settings).tables.items():
        tables[name], _ = fit_table(source, AUDIT_TABLES[name], Fitting.of(settings, name), Decisions(), [])
    return tables


def _read_csv_tables(folder: Path, settings: AuditSettings) -> SourceTables:
    texts, faults = read_csv_files(folder, AUDIT_TABLES, aside=HAND_DECISIONS)
    placed = [place_by_origin(folder, replace(text, dates=settings.source.dates)) for text in texts]
    return _text_tables(placed, faults)


def _text_tables(texts: Iterable[TextTable], faults: Iterable[Fault]) -> SourceTables:
    tables = {text.name: TextSource(AUDIT_TABLES[text.name], text) for text in texts}
    return SourceTables(tables, tuple(faults))


def _read_workbook(folder: Path, settings: AuditSettings) -> SourceTables:
    from cdi.load.excel import read_workbook

    source = settings.source
    headings = {name: {*schema.names, *settings.map.get(name, {}).values()} for name, schema in AUDIT_TABLES.items()}
    try:
        tables, faults = read_workbook(
            folder / source.path, folder, headings, source.sheets, source.ignore_sheets, source.dates
        )
    except InputFaulty as refused:
        return SourceTables(faults=refused.faults)
    return _text_tables(tables.values(), faults)


def _read_elsewhere(folder: Path, settings: AuditSettings) -> SourceTables:
    """Record-level tables of Parquet files or a database, which are left where they are."""
    from cdi.load import database_connection
    from cdi.load.database_mapping import DatabaseSource

    source, names = settings.source, [schema.name for schema in RECORD_TABLES]
    try:
        if source.kind == "parquet":
            tables = database_connection.from_parquet(folder / source.path, names)
        else:
            tables = database_connection.from_database(source.url_env, source.database_schema, names)
    except InputFaulty as refused:
        return SourceTables(faults=refused.faults)
    except ContractBroken as refused:
        return SourceTables(faults=(Fault("audit.toml", "a source that can be reached", problem=str(refused)),))
    start, end = settings.inspection.period or (settings.inspection.day, settings.inspection.day)
    changes = tuple(clock_changes(start - _AROUND, end + _AROUND))
    return SourceTables(
        {
            name: DatabaseSource(AUDIT_TABLES[name], table, list(table.columns), changes)
            for name, table in tables.items()
        }
    )

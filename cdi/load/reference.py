"""Tables that belong to no audit: the national registers, and what the source documents state."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from cdi.contract.parsing import parse_table
from cdi.contract.tables import BACKTEST, REFERENCE_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.load.cross_checks import orphan_faults
from cdi.load.csv import read_csv_files
from cdi.load.folder import CheckedTables, missing_folder, refuse_faults
from cdi.workspace.paths import Workspace


def check_reference(folder: Path, schemas: Mapping[str, TableSchema] = REFERENCE_TABLES) -> CheckedTables:
    """The national registers, which are the same for every force; or, with other schemas, tables of another folder."""
    if not folder.is_dir():
        return CheckedTables({}, (missing_folder(folder, f"a folder with {', '.join(sorted(schemas))} as CSV files"),))
    return _check_files(folder, tuple(schemas.values()), _stamps(folder))


def _stamps(folder: Path) -> tuple[object, ...]:
    """What changes when a CSV file of the folder comes, goes or is written; of a link, what it leads to as well."""
    paths = sorted(folder.glob("*.csv"))
    return tuple((path.name, _stamp(path.lstat()), _stamp(path.stat()) if path.exists() else None) for path in paths)


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


# The same registers go with every audit of a workspace: they are read again when a file of theirs has changed.
@lru_cache(maxsize=4)
def _check_files(folder: Path, schemas: tuple[TableSchema, ...], _state: tuple[object, ...]) -> CheckedTables:
    by_name = {schema.name: schema for schema in schemas}
    texts, faults = read_csv_files(folder, by_name)
    tables = {text.name: parse_table(by_name[text.name], text) for text in texts}
    faults += [fault for table in tables.values() for fault in table.all_faults()]
    return CheckedTables(tables, (*faults, *orphan_faults(tables)))


def read_reference(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """The national registers by name. Raises InputFaulty with every fault of every file."""
    reference = check_reference(workspace.data / "reference")
    refuse_faults(workspace, reference.faults)
    return reference.frames


def read_source_figures(workspace: Workspace) -> pd.DataFrame:
    """What the source documents state and where it must be printed, for the back-test.

    One row for each statement, empty cells as nulls. Raises InputFaulty with every fault.
    """
    statements = check_reference(workspace.data / "backtest", BACKTEST)
    refuse_faults(workspace, statements.faults)
    return statements.frames["source_figures"]

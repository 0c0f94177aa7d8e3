"""Tables that belong to no audit: the national registers, and what the source documents state."""

from __future__ import annotations

from collections.abc import Mapping
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
    texts, faults = read_csv_files(folder, schemas)
    tables = {text.name: parse_table(schemas[text.name], text) for text in texts}
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

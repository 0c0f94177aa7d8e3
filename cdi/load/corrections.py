"""Hand decisions as data: cells corrected and rows left out, each with a reason, a role and a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.contract.hand_decisions import CORRECTIONS, EXCLUSIONS
from cdi.contract.parsing import typed
from cdi.contract.vocabulary import TableSchema, TextTable
from cdi.load.csv import read_csv
from cdi.model.audit import Exclusion
from cdi.model.errors import closest
from cdi.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell that is known to be wrong: where it is, what it says ("" for an empty one) and what it should say."""

    table: str
    key: str
    column: str
    expect: str
    value: str
    stands: Fault
    """The fault to report, with the place in the file, when the source does not say what the correction expects."""


def corrections(folder: Path, tables: Mapping[str, TableSchema]) -> tuple[list[Correction], list[Fault]]:
    """The declared corrections of an audit folder; a table or column that does not exist is a fault.

    A correction whose row is not there, or whose cell no longer says what was expected, must go: the source was mended
    or changed. `corrected` and the database say so.
    """
    path = folder / "corrections.csv"
    if not path.exists():
        return [], []
    declared = read_csv(path, folder)
    frame, faults = typed(CORRECTIONS, declared)
    found = []
    for row, line in zip(frame.index, frame.to_dict("records"), strict=True) if not faults else ():
        at = {"row": int(row), "column": "column", "found": line["column"]}
        if line["table"] not in tables:
            name = line["table"]
            at |= {"column": "table", "found": name, "nearest": closest(name, tables)}
            faults.append(declared.fault("a table of the data contract", **at))
        elif line["column"] not in tables[line["table"]].names:
            near = closest(line["column"], tables[line["table"]].names)
            faults.append(declared.fault(f"a column of {line['table']}", **at, nearest=near))
        else:
            expect, value = (_plain(line[name]) for name in ("expect", "value"))
            what = f"the source to say {expect!r}; it was mended or changed, so take the correction out"
            stands = declared.fault(what, row=int(row), column="expect")
            found.append(Correction(line["table"], line["key"], line["column"], expect, value, stands))
    return found, faults


def _plain(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def corrected(table: TextTable, schema: TableSchema, declared: list[Correction]) -> tuple[TextTable, list[Fault]]:
    """The table with its declared corrections applied, and those that no longer fit the source."""
    faults = []
    for correction in (one for one in declared if one.table == table.name):
        held = table.frame
        at = held.index[held[schema.key[0]].str.strip() == correction.key]
        found = [str(held.at[place, correction.column]).strip() for place in at]
        if found != [correction.expect]:
            faults.append(replace(correction.stands, found=found[0] if found else "no such row"))
            continue
        changed = held.copy()
        changed.loc[at, correction.column] = correction.value
        table = replace(table, frame=changed)
    return table, faults


def exclusions(folder: Path, tables: Mapping[str, TableSchema]) -> tuple[tuple[Exclusion, ...], list[Fault]]:
    """The declared exclusions of an audit folder, in their order."""
    path = folder / "exclusions.csv"
    if not path.exists():
        return (), []
    declared = read_csv(path, folder)
    frame, faults = typed(EXCLUSIONS, declared)
    rows = frame.to_dict("records") if not faults else []
    for row, line in zip(frame.index, rows, strict=False):
        if (name := line["table"]) not in tables:
            near = closest(name, tables)
            expected = "a table of the data contract"
            faults.append(declared.fault(expected, row=int(row), column="table", found=name, nearest=near))
    return tuple(
        Exclusion(row["table"], row["key"], row["reason"], row["decided_by"], row["decided_on"].date().isoformat())
        for row in rows
    ), faults


def without(table: TextTable, schema: TableSchema, excluded: tuple[Exclusion, ...]) -> tuple[TextTable, list[Fault]]:
    """The table without its excluded rows; an exclusion of a row that is not there is a fault."""
    keys = [exclusion.key for exclusion in excluded if exclusion.table == table.name]
    held = table.frame[schema.key[0]].str.strip() if schema.key[0] in table.frame.columns else None
    if not keys or held is None:
        return table, []
    faults = [not_there(table.name, schema, key) for key in keys if not (held == key).any()]
    return replace(table, frame=table.frame[~held.isin(keys)]), faults


def not_there(table: str, schema: TableSchema, key: str) -> Fault:
    """The fault of an exclusion of a row that is not there."""
    return Fault("exclusions.csv", f"a {schema.key[0]} of {table}", column="key", found=key)

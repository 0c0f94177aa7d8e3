"""Hand decisions as data: cells corrected and rows left out, each with a reason, a role and a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cdi.model.audit import Exclusion
from cdi.schema.columns import Column, Fault, TableSchema, TextTable
from cdi.schema.parsing import typed
from cdi.sources.csv_text import read_csv

CORRECTIONS = TableSchema(
    name="corrections",
    grain="one cell of the source that is known to be wrong, and what it should say",
    key=("table", "key", "column"),
    columns=(
        Column("table", "text", "the table"),
        Column("key", "text", "the key of the row"),
        Column("column", "text", "the column"),
        Column(
            "expect", "text", "what the source says now; the correction fails once it says otherwise", optional=True
        ),
        Column("value", "text", "what it should say", optional=True),
        Column("reason", "text", "why"),
        Column("author_role", "text", "the role of who decided"),
        Column("decided_on", "date", "when"),
    ),
)
EXCLUSIONS = TableSchema(
    name="exclusions",
    grain="one row that is left out on purpose",
    key=("table", "key"),
    columns=(
        Column("table", "text", "the table"),
        Column("key", "text", "the key of the row"),
        Column("reason", "text", "why"),
        Column("decided_by", "text", "the role of who decided"),
        Column("decided_on", "date", "when"),
    ),
)
FILES = {schema.name: schema for schema in (CORRECTIONS, EXCLUSIONS)}


def corrected(
    folder: Path, tables: Mapping[str, TextTable], schemas: Mapping[str, TableSchema]
) -> tuple[dict[str, TextTable], list[Fault]]:
    """The tables with the declared corrections applied.

    A correction whose row is not there, or whose cell no longer says what was expected, is a fault: the source was
    mended or changed, and the correction must go.
    """
    mended = dict(tables)
    path = folder / "corrections.csv"
    if not path.exists():
        return mended, []
    declared = read_csv(path, folder)
    frame, faults = typed(CORRECTIONS, declared)
    for row, line in frame.iterrows() if not faults else ():
        name, column = line["table"], line["column"]
        if name not in mended or column not in mended[name].frame.columns:
            faults.append(declared.fault(int(str(row)), "column", column, f"a column of a table held; {name} is not"))
            continue
        held = mended[name].frame
        at = held.index[held[schemas[name].key[0]].str.strip() == line["key"]]
        expected = "" if line["expect"] is None or line["expect"] != line["expect"] else str(line["expect"])
        wanted = "" if line["value"] is None or line["value"] != line["value"] else str(line["value"])
        found = [str(held.at[place, column]).strip() for place in at]
        if found != [expected]:
            what = f"the source to say {expected!r}; it was mended or changed, so take the correction out"
            faults.append(declared.fault(int(str(row)), "expect", found[0] if found else "no such row", what))
            continue
        changed = held.copy()
        changed.loc[at, column] = wanted
        mended[name] = replace(mended[name], frame=changed)
    return mended, faults


def excluded(folder: Path) -> tuple[tuple[Exclusion, ...], list[Fault]]:
    """The declared exclusions of an audit folder, in their order."""
    path = folder / "exclusions.csv"
    if not path.exists():
        return (), []
    frame, faults = typed(EXCLUSIONS, read_csv(path, folder))
    rows = frame.to_dict("records") if not faults else []
    return tuple(
        Exclusion(row["table"], row["key"], row["reason"], row["decided_by"], row["decided_on"].date().isoformat())
        for row in rows
    ), faults


def without(table: TextTable, schema: TableSchema, exclusions: tuple[Exclusion, ...]) -> tuple[TextTable, list[Fault]]:
    """The table without its excluded rows; an exclusion of a row that is not there is a fault."""
    keys = [exclusion.key for exclusion in exclusions if exclusion.table == table.name]
    held = table.frame[schema.key[0]].str.strip() if schema.key[0] in table.frame.columns else None
    if not keys or held is None:
        return table, []
    faults = [
        Fault("exclusions.csv", "key", key, f"a {schema.key[0]} of {table.name}")
        for key in keys
        if not (held == key).any()
    ]
    return replace(table, frame=table.frame[~held.isin(keys)]), faults

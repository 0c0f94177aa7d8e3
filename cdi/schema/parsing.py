"""Text to typed values by the contract: one bad cell is one fault, and the good rows stay good.

Each column is read by its different values, not row by row, so that a million rows cost little more than reading.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cdi.model.errors import nearest
from cdi.schema.columns import Column, Fault, TableSchema, TextTable
from cdi.schema.personal import heading_is_personal, looks_personal
from cdi.schema.values import value

_DTYPES = {
    "text": "str",
    "choice": "str",
    "integer": "Int64",
    "decimal": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[s]",
}
# Faults of one column beyond these are counted, not listed: a column in the wrong order would drown the rest.
_LISTED = 50
_ZONE = "Europe/London"


def typed(schema: TableSchema, table: TextTable) -> tuple[pd.DataFrame, list[Fault]]:
    """The table with typed columns, and every fault found on the way.

    The frame is complete only when there are no faults; the key and the rules across columns are checked only then.
    """
    faults = _heading_faults(schema, table)
    if faults:
        return pd.DataFrame(), faults
    columns: dict[str, Any] = {}
    for column in schema.columns:
        columns[column.name], found = _typed_column(column, table)
        faults += found
    frame = pd.DataFrame(columns, index=table.frame.index)
    if not faults:
        faults = _key_faults(schema, frame, table) + _rule_faults(schema, frame, table)
    return frame, faults


def _heading_faults(schema: TableSchema, table: TextTable) -> list[Fault]:
    headings = list(table.frame.columns)
    faults = [
        table.fault(None, name, None, "this column, which is missing") for name in schema.names if name not in headings
    ]
    for name in sorted(set(headings)):
        if headings.count(name) > 1:
            faults.append(table.fault(table.heading_row, name, name, "each column once"))
        elif name in schema.names:
            continue
        elif heading_is_personal(name):
            expected = "no personal data; take the column out, or name it under [drop] in audit.toml"
            faults.append(table.fault(table.heading_row, name, name, expected))
        else:
            hint = nearest(name, schema.names)
            faults.append(table.fault(table.heading_row, name, name, f"a column of {schema.name}; {hint}"))
    return faults


def _typed_column(column: Column, table: TextTable) -> tuple[pd.Series, list[Fault]]:
    cells = table.frame[column.name].str.strip()
    codes, written = pd.factorize(cells)
    values, wrong = _by_value(column, list(written), serial_dates=table.serial_dates)
    series = pd.Series(values, dtype=_DTYPES[column.kind]).take(codes)
    series.index = cells.index
    return series, _column_faults(column, table, cells, wrong)


def _by_value(column: Column, written: list[str], *, serial_dates: bool) -> tuple[list[Any], dict[str, str]]:
    """Each different value read once; and what is expected instead of the wrong ones."""
    values: list[Any] = []
    wrong: dict[str, str] = {}
    quick = _quick_moments(column, written)
    for place, text in enumerate(written):
        found = None
        if text == "":
            if not column.optional:
                wrong[text] = column.expected
        elif quick is not None and not pd.isna(quick[place]):
            found = quick[place]
        else:
            try:
                found = value(column, text, serial_dates=serial_dates)
            except ValueError:
                wrong[text] = column.expected + (f"; {nearest(text, list(column.choices))}" if column.choices else "")
        if column.kind == "datetime" and found is not None and _never_was(found):
            wrong[text] = "a time that existed; the clocks went forward over this one"
        values.append(found)
    return values, wrong


def _quick_moments(column: Column, written: list[str]) -> Any:
    """ISO times in one go; the rest, and all other kinds, are read one by one."""
    if column.kind not in ("date", "datetime") or len(written) < 1000:
        return None
    found = pd.to_datetime(pd.Series(written), format="ISO8601", errors="coerce")
    return list(found.dt.floor("D") if column.kind == "date" else found)


def _never_was(moment: pd.Timestamp) -> bool:
    if moment.month != 3 or moment.day < 25 or moment.hour != 1:
        return False
    return bool(pd.isna(moment.tz_localize(_ZONE, nonexistent="NaT", ambiguous=True)))


def _column_faults(column: Column, table: TextTable, cells: pd.Series, wrong: dict[str, str]) -> list[Fault]:
    faults = []
    if wrong:
        bad = cells[cells.isin(list(wrong))]
        faults = [table.fault(_row(row), column.name, cell, wrong[cell]) for row, cell in bad.head(_LISTED).items()]
        if len(bad) > _LISTED:
            faults.append(table.fault(None, column.name, None, f"{column.expected}; {len(bad) - _LISTED:,} more"))
    if column.kind == "text" and not column.name.endswith("_id"):
        personal = {text: what for text in cells.unique() if (what := looks_personal(text))}
        for row, cell in cells[cells.isin(list(personal))].head(_LISTED).items():
            what = f"no personal data, but the cell looks like it holds {personal[cell]}"
            faults.append(table.fault(_row(row), column.name, "[withheld]", what))
    return faults


def _key_faults(schema: TableSchema, frame: pd.DataFrame, table: TextTable) -> list[Fault]:
    key = list(schema.key)
    repeated = frame[frame.duplicated(key, keep="first")]
    return [
        table.fault(_row(row), key[0], " / ".join(str(part) for part in values), "a key that occurs once")
        for row, values in zip(repeated.index, repeated[key].itertuples(index=False), strict=True)
    ]


def _rule_faults(schema: TableSchema, frame: pd.DataFrame, table: TextTable) -> list[Fault]:
    faults = []
    for rule in schema.rules:
        broken = rule.broken(frame).fillna(False).astype(bool)
        faults += [
            table.fault(_row(row), rule.column, str(table.frame.at[row, rule.column]), rule.expected)
            for row in frame.index[broken][:_LISTED]
        ]
    return faults


def _row(row: object) -> int:
    return int(str(row))

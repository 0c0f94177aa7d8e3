"""Text to typed values by the contract: one bad cell is one fault, and the good rows stay good.

Each column is read by its different values, not row by row, so that a million rows cost little more than reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cdi.contract.cells import meant, value
from cdi.contract.personal_data import heading_is_personal, looks_personal
from cdi.contract.vocabulary import Column, Rule, TableSchema, TextTable
from cdi.model.clock import ZONE
from cdi.model.errors import closest
from cdi.model.fault import Fault

_DTYPES = {
    "text": "str",
    "integer": "Int64",
    "decimal": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[s]",
}
# Faults of one column beyond these are counted, not listed: a column in the wrong order in a million rows.
_LISTED = 10_000
NO_PERSONAL_DATA = "no personal data; take the column out, or name it under [drop] in audit.toml"
"""What is expected where a heading names a person or a way to reach one."""

_Refused = tuple[str, str, str | None]
"""What was found, what is expected, the nearest valid value."""


def typed(schema: TableSchema, table: TextTable, rules: Sequence[Rule] = ()) -> tuple[pd.DataFrame, list[Fault]]:
    """The table with typed columns, and every fault of it in one pass; `rules` are held against it besides its own.

    Headings, cells, keys and rules are all checked, each as far as the others leave it something to check: a rule is
    not held against a cell that already has a fault. The frame may be used only when there are no faults.
    """
    faults = [*table.faults, *heading_faults(schema, table)]
    columns: dict[str, Any] = {}
    wrong: dict[str, pd.Series] = {}
    for column in schema.columns:
        if column.name in table.frame.columns and not isinstance(table.frame[column.name], pd.DataFrame):
            columns[column.name], wrong[column.name], found = _typed_column(column, table)
            faults += found
    frame = pd.DataFrame(columns, index=table.frame.index)
    faults += _key_faults(schema, frame, table)
    return frame, faults + rule_faults([*schema.rules, *rules], frame, table, wrong)


def heading_faults(schema: TableSchema, table: TextTable) -> list[Fault]:
    """Columns that are missing, stand there twice, are not in the contract, or could hold personal data."""
    headings = list(table.frame.columns)
    missing = [name for name in schema.names if name not in headings]
    faults = [table.fault("this column, which is missing", column=name) for name in missing]
    for name in sorted(set(headings)):
        if headings.count(name) > 1:
            faults.append(table.fault("each column once", column=name, found=name, row=table.heading_row))
        elif name not in schema.names:
            expected, near = stray_heading(schema, name, missing)
            faults.append(table.fault(expected, column=name, found=name, nearest=near, row=table.heading_row))
    return faults


def stray_heading(schema: TableSchema, name: str, missing: Sequence[str] = ()) -> tuple[str, str | None]:
    """What is expected instead of a heading that the contract lacks, and the nearest it has: a missing one first."""
    if heading_is_personal(name):
        return NO_PERSONAL_DATA, None
    return f"a column of {schema.name}", closest(name, missing) or closest(name, schema.names)


def _typed_column(column: Column, table: TextTable) -> tuple[pd.Series, pd.Series, list[Fault]]:
    """The typed cells, which of them are wrong, and their faults."""
    if column.kind == "text" and column.name.endswith("_id"):
        return _ids(column, table)
    codes, distinct = pd.factorize(table.frame[column.name])
    written = [text.strip() for text in distinct.tolist()]
    values, refused = _by_value(column, written, serial_dates=table.serial_dates)
    if column.kind == "text":
        refused |= {place: _personal(what) for place, text in enumerate(written) if (what := looks_personal(text))}
    series = _series(column, values, codes, table.frame.index)
    wrong = np.isin(codes, list(refused))
    faults = _faults_at(column, table, [(int(place), refused[codes[place]]) for place in np.flatnonzero(wrong)])
    return series, pd.Series(wrong, index=series.index), faults


def _ids(column: Column, table: TextTable) -> tuple[pd.Series, pd.Series, list[Fault]]:
    """The same for a column of ids, which are nearly all different, so that telling them apart would be for nothing."""
    cells = table.frame[column.name].str.strip()
    empty = cells == ""
    wrong = empty & (not column.optional)
    refused = [(int(place), ("", column.expected, None)) for place in np.flatnonzero(wrong)]
    return cells.mask(empty), wrong, _faults_at(column, table, refused)


def _faults_at(column: Column, table: TextTable, refused: Sequence[tuple[int, _Refused]]) -> list[Fault]:
    """A fault for each refused cell, by its place in the table, as far as they are listed."""
    faults = [
        table.fault(expected, row=int(table.frame.index[place]), column=column.name, found=found, nearest=near)
        for place, (found, expected, near) in refused[:_LISTED]
    ]
    if len(refused) > _LISTED:
        faults.append(table.fault(f"{column.expected}; {len(refused) - _LISTED:,} more such cells", column=column.name))
    return faults


def _series(column: Column, values: list[Any], codes: Any, index: pd.Index) -> pd.Series:
    """The typed cells from their different values; a choice is held as its place in the list, so it counts quickly."""
    if column.kind != "choice":
        cells = pd.Series(values, dtype=_DTYPES[column.kind]).take(codes)
        cells.index = index
        return cells
    places = np.array([column.choices.index(each) if each is not None else -1 for each in values], dtype=np.int8)
    kind = pd.CategoricalDtype(list(column.choices))
    return pd.Series(pd.Categorical.from_codes(places.take(codes), dtype=kind), index=index)


def _personal(what: str) -> _Refused:
    return "[withheld]", f"no personal data, but the cell looks like it holds {what}", None


def _by_value(column: Column, written: list[str], *, serial_dates: bool) -> tuple[list[Any], dict[int, _Refused]]:
    """Each different value read once; the places of those that are wrong with what is expected instead."""
    values: list[Any] = list(_quick_moments(column, written))
    refused: dict[int, _Refused] = {}
    for place, text in enumerate(written):
        if text == "":
            values[place] = None
            if not column.optional:
                refused[place] = (text, column.expected, None)
        elif column.kind == "text":
            values[place] = text
        elif values[place] is None or pd.isna(values[place]):
            try:
                values[place] = value(column, text, serial_dates=serial_dates)
            except (ValueError, OverflowError):
                values[place] = None
                refused[place] = (text, column.expected, meant(column, text))
    if column.kind == "datetime":
        existed = "a time that existed; the clocks went forward over this one"
        refused |= {place: (written[place], existed, None) for place in _never_was(values)}
    return values, refused


def _quick_moments(column: Column, written: list[str]) -> list[Any]:
    """ISO times in one go where there are many; the rest, and all other kinds, are read one by one."""
    if column.kind not in ("date", "datetime") or len(written) < 1000:
        return [None] * len(written)
    found = pd.to_datetime(pd.Series(written), format="ISO8601", errors="coerce")
    return list(found.dt.floor("D") if column.kind == "date" else found)


def _never_was(values: list[Any]) -> list[int]:
    """The places of times in the hour over which the clocks go forward."""
    moments = pd.Series(values, dtype="datetime64[s]")
    local = moments.dt.tz_localize(ZONE, nonexistent="NaT", ambiguous=np.ones(len(moments), dtype=bool))
    return list(np.flatnonzero(moments.notna() & local.isna()))


def _key_faults(schema: TableSchema, frame: pd.DataFrame, table: TextTable) -> list[Fault]:
    """Rows whose key stands above them already; a row without a whole key has had its fault."""
    key = list(schema.key)
    if any(name not in frame.columns for name in key):
        return []
    whole = frame[frame[key].notna().all(axis=1)]
    repeated = whole[whole.duplicated(key, keep="first")].head(_LISTED)
    return [
        table.fault("a key that occurs once", row=_row(row), column=key[0], found=" / ".join(map(_shown, values)))
        for row, values in zip(repeated.index, repeated[key].itertuples(index=False), strict=True)
    ]


def rule_faults(
    rules: Sequence[Rule], frame: pd.DataFrame, table: TextTable, wrong: Mapping[str, pd.Series] | None = None
) -> list[Fault]:
    """The rows that break a rule; `wrong` marks, by column, cells that had a fault and are not held against it."""
    faults = []
    for rule in rules:
        used = (rule.column, *rule.others)
        if any(name not in frame.columns for name in used):
            continue
        broken = rule.broken(frame).fillna(value=False).astype(bool)
        if wrong is not None:
            broken &= ~pd.concat([wrong[name] for name in used], axis="columns").any(axis="columns")
        faults += [
            table.fault(
                rule.expected,
                row=_row(row),
                column=rule.column,
                found=str(table.frame.at[row, rule.column]).strip(),
            )
            for row in frame.index[broken][:_LISTED]
        ]
    return faults


def _shown(part: object) -> str:
    return part.date().isoformat() if isinstance(part, pd.Timestamp) else str(part)


def _row(row: object) -> int:
    return int(str(row))

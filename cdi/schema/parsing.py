"""Text to typed values, cell by cell: the contract's own reading of what an analyst wrote.

Every column is read as text first, so that one bad cell is one fault and the good rows stay good.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd

from cdi.model.errors import nearest
from cdi.schema.columns import Column, Fault, TableSchema

_DTYPES = {
    "text": "str",
    "choice": "str",
    "integer": "Int64",
    "decimal": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[s]",
}
_BOOLEANS = {"true": True, "false": False}


def typed(schema: TableSchema, text: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """The table with typed columns, and every fault found on the way.

    `text` holds one string a cell ("" is empty) and the file's row numbers as its index. The frame is complete
    only when there are no faults; cross-column rules and the key are checked only then.
    """
    faults = _heading_faults(schema, list(text.columns), file)
    if faults:
        return pd.DataFrame(), faults
    columns: dict[str, Any] = {}
    for column in schema.columns:
        values, found = _typed_column(column, text[column.name], file)
        columns[column.name] = values
        faults += found
    frame = pd.DataFrame(columns, index=text.index)
    if not faults:
        faults = _key_faults(schema, frame, file) + _rule_faults(schema, frame, text, file)
    return frame, faults


def _heading_faults(schema: TableSchema, headings: list[str], file: str) -> list[Fault]:
    faults = [
        Fault(file, 1, name, None, "this column, which is missing") for name in schema.names if name not in headings
    ]
    faults += [
        Fault(file, 1, None, heading, f"a column of {schema.name}; {nearest(heading, schema.names)}")
        for heading in headings
        if heading not in schema.names
    ]
    faults += [
        Fault(file, 1, name, name, "each column once") for name in sorted(set(headings)) if headings.count(name) > 1
    ]
    return faults


def _typed_column(column: Column, cells: pd.Series, file: str) -> tuple[pd.Series, list[Fault]]:
    values: list[Any] = []
    faults: list[Fault] = []
    for row, cell in cells.items():
        written = cell.strip()
        value = None
        if written:
            try:
                value = _value(column, written)
            except ValueError:
                hint = f"; {nearest(written, list(column.choices))}" if column.choices else ""
                faults.append(Fault(file, _row(row), column.name, written, column.expected + hint))
        elif not column.optional:
            faults.append(Fault(file, _row(row), column.name, "", column.expected))
        values.append(value)
    return pd.Series(values, index=cells.index, dtype=_DTYPES[column.kind]), faults


def _value(column: Column, written: str) -> Any:
    match column.kind:
        case "boolean":
            if written.lower() not in _BOOLEANS:
                raise ValueError
            return _BOOLEANS[written.lower()]
        case "choice":
            if written not in column.choices:
                raise ValueError
            return written
        case "date":
            return pd.Timestamp(date.fromisoformat(written))
        case "datetime":
            return pd.Timestamp(datetime.fromisoformat(written))
        case "integer" | "decimal":
            number = int(written) if column.kind == "integer" else float(written)
            if column.minimum is not None and not number >= column.minimum:
                raise ValueError
            return number
        case "text":
            return written


def _key_faults(schema: TableSchema, frame: pd.DataFrame, file: str) -> list[Fault]:
    key = list(schema.key)
    repeated = frame[frame.duplicated(key, keep="first")]
    return [
        Fault(file, _row(row), ", ".join(key), " / ".join(str(part) for part in values), "a key that occurs once")
        for row, values in zip(repeated.index, repeated[key].itertuples(index=False), strict=True)
    ]


def _rule_faults(schema: TableSchema, frame: pd.DataFrame, text: pd.DataFrame, file: str) -> list[Fault]:
    return [
        Fault(file, _row(row), rule.column, str(text.at[row, rule.column]), rule.expected)
        for rule in schema.rules
        for row in frame.index[rule.broken(frame).fillna(False).astype(bool)]
    ]


def _row(row: object) -> int:
    return int(str(row))

"""Published counts in, rows out: made-up records whose counts are exactly the published ones.

No record-level audit is public. A `reconstruction.toml` lays out how many rows of each kind there are (`rows`) and,
in order, how many of the rows that meet a condition get which values (`mark`). Rows are picked by a seeded generator,
so the same counts give the same bytes. `expect` lists the published counts that the finished rows must hold.
"""

from __future__ import annotations

import csv
import io
import random
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cdi.contract.records import RECORD_TABLES
from cdi.contract.registers import ACTION_PLAN_ACTIONS
from cdi.contract.vocabulary import TableSchema
from cdi.model.clock import clock_changes
from cdi.model.errors import ContractBroken, nearest
from cdi.workspace.paths import Workspace

# A plan is published as counts too, so its actions are made like records.
_SCHEMAS: dict[str, TableSchema] = {schema.name: schema for schema in (*RECORD_TABLES, ACTION_PLAN_ACTIONS)}
_DELAY = "delay_hours"
_HOUR = timedelta(hours=1)
Row = dict[str, Any]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewRows(_Frozen):
    """A number of new rows of a table with these values; `records` makes them point at rows of `reviewed_records`."""

    table: str
    count: int
    values: Mapping[str, Any] = {}
    why: str


class Mark(_Frozen):
    """A number of the rows of a table that meet `where` get the values of `set`.

    A value of `set` that is a list is spread over the picked rows in that order, again and again. `delay_hours`
    takes a pair: hours from report to record, drawn evenly between the two.
    """

    table: str
    where: Mapping[str, Any]
    unset: tuple[str, ...] = ()
    count: int
    set: Mapping[str, Any]
    why: str


class Expect(_Frozen):
    """A published count that the finished rows must hold, with its source."""

    table: str
    where: Mapping[str, Any]
    unset: tuple[str, ...] = ()
    count: int
    why: str


class ReconstructionCounts(_Frozen):
    """The whole `reconstruction.toml`."""

    statement: str
    inspection_id: str
    id_prefix: str
    seed: int
    received_from: datetime
    received_to: datetime
    rows: tuple[NewRows, ...]
    mark: tuple[Mark, ...] = ()
    expect: tuple[Expect, ...] = ()


def read_counts(path: Path) -> ReconstructionCounts:
    """The counts of a `reconstruction.toml`; ContractBroken names every key that does not hold."""
    try:
        counts = ReconstructionCounts.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as broken:
        raise ContractBroken(f"{path}: {broken}") from broken
    return counts


def reconstruct(counts: ReconstructionCounts) -> dict[str, str]:
    """CSV text by table name.

    The column of the key that the counts do not give is numbered. Raises ContractBroken when a mark asks for more rows
    than meet its condition, names a column the table does not have, or an expected count does not hold in the end.
    """
    tables: dict[str, list[Row]] = {}
    generator = random.Random(counts.seed)  # noqa: S311 - made-up rows, not secrets
    for rows in counts.rows:
        _known_columns(rows.table, rows.values, rows.why)
        new = [dict(rows.values) for _ in range(rows.count)]
        tables.setdefault(rows.table, []).extend(new)
    for mark in counts.mark:
        _apply(mark, tables.get(mark.table, []), generator)
    for table, whole in tables.items():
        _finish(_SCHEMAS[table], whole, counts, generator)
    for expect in counts.expect:
        count = len(_meeting(tables.get(expect.table, []), expect.where, expect.unset))
        if count != expect.count:
            raise ContractBroken(f"{expect.why}: the rows of {expect.table} hold {count}, expected {expect.count}")
    return {table: _csv(_SCHEMAS[table], rows) for table, rows in tables.items()}


def write_reconstruction(folder: Path) -> list[Path]:
    """Write the tables of an audit folder from its `reconstruction.toml`; nothing is written when one fails."""
    texts = reconstruct(read_counts(folder / "reconstruction.toml"))
    paths = []
    for table, text in texts.items():
        path = folder / f"{table}.csv"
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def write_reconstructions(workspace: Workspace) -> list[Path]:
    """Write the tables of every reconstructed audit of a workspace; returns the files written."""
    folders = [counts.parent for counts in sorted(workspace.data.glob("*/*/reconstruction.toml"))]
    return [path for folder in folders for path in write_reconstruction(folder)]


def _known_columns(table: str, values: Mapping[str, Any], why: str) -> None:
    if table not in _SCHEMAS:
        raise ContractBroken(f"{why}: table {table!r}; {nearest(table, list(_SCHEMAS))}")
    names = [*_SCHEMAS[table].names, _DELAY]
    for column in values:
        if column not in names:
            raise ContractBroken(f"{why}: column {column!r} of {table}; {nearest(column, names)}")


def _apply(mark: Mark, rows: list[Row], generator: random.Random) -> None:
    _known_columns(mark.table, {**mark.where, **mark.set}, mark.why)
    eligible = _meeting(rows, mark.where, mark.unset)
    if mark.count > len(eligible):
        raise ContractBroken(f"{mark.why}: {mark.count} of {mark.table} asked for, {len(eligible)} meet the condition")
    for number, row in enumerate(generator.sample(eligible, mark.count)):
        for column, value in mark.set.items():
            spread = isinstance(value, list) and column != _DELAY
            row[column] = value[number % len(value)] if spread else value


def _meeting(rows: list[Row], where: Mapping[str, Any], unset: tuple[str, ...]) -> list[Row]:
    return [
        row
        for row in rows
        if all(row.get(column) in (value if isinstance(value, list) else [value]) for column, value in where.items())
        and all(row.get(column) is None for column in unset)
    ]


def _finish(schema: TableSchema, rows: list[Row], counts: ReconstructionCounts, generator: random.Random) -> None:
    """Times, then ids in the order of the times, so that neither gives away how the rows were laid out."""
    generator.shuffle(rows)
    clock = "cancelled_on" if schema.name == "cancelled_crimes" else "received_at"
    minutes = int((counts.received_to - counts.received_from).total_seconds() // 60)
    changes = clock_changes(counts.received_from.date(), counts.received_to.date())
    for row in rows:
        row["inspection_id"] = counts.inspection_id
        if clock in schema.names:
            drawn = counts.received_from + timedelta(minutes=generator.randrange(minutes))
            row[clock] = drawn + _HOUR if any(_skipped(drawn, *change) for change in changes) else drawn
        if _DELAY in row:
            low, high = row.pop(_DELAY)
            row["recorded_at"] = row["received_at"] + timedelta(
                minutes=generator.randint(int(low * 60), int(high * 60))
            )
    if clock in schema.names:
        rows.sort(key=lambda row: row[clock])
    key = next((name for name in schema.key if any(name not in row for row in rows)), schema.key[0])
    for number, row in enumerate(rows, start=1):
        row.setdefault(key, f"{counts.id_prefix}-{key.removesuffix('_id')[0].upper()}{number:05d}")


def _skipped(moment: datetime, change: datetime, ahead: int) -> bool:
    """Whether the clocks went forward over a local time, so that it never was."""
    return ahead > 0 and change - _HOUR <= moment < change


def _csv(schema: TableSchema, rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(schema.names)
    for row in rows:
        writer.writerow([_written(row.get(column.name), column.kind) for column in schema.columns])
    return text.getvalue()


def _written(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if kind == "date" else value.isoformat(timespec="minutes")
    return str(value)

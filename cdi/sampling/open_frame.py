"""Opening a sampling frame: a CSV or Parquet file by an embedded engine, or a table of a database.

The embedded engine is held to a fixed memory. What it needs for a while, such as the columns of a CSV file that are
asked for several times, lies in a private folder that is deleted afterwards.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import ceil, log2
from pathlib import Path
from typing import Any

from cdi.load.database_connection import connected, quiet
from cdi.load.files import checked
from cdi.model.errors import CdiError, UsageRefused, nearest
from cdi.sampling import hash_order
from cdi.sampling.frame import Frame, Layout, not_readable

with quiet():
    import ibis

# Enough for either kind of file; more threads would each need a share of it (docs/performance.md).
_ENGINE = {"memory_limit": "'400MB'", "threads": "2"}
# Telling ids apart takes about 60 bytes each: more rows than these are told apart in parts, to keep to the memory.
_PART = 3_000_000
_FILES = (".csv", ".parquet")


@contextmanager
def opened_file(path: Path, layout: Layout) -> Iterator[Frame]:
    """A frame in a CSV or Parquet file.

    Raises ContractBroken for a file that cannot be read and UsageRefused for a column that is not there.
    """
    if path.suffix.lower() not in _FILES:
        raise UsageRefused(f"{path}: expected a frame ending in {' or '.join(_FILES)}")
    checked(path.resolve(), path.resolve().parent)
    with _bounded(ibis.duckdb.connect()) as (connection, folder):
        try:
            frame = _framed(path.name, _read(connection, path, layout.place), layout, "duckdb")
            if path.suffix.lower() == ".csv":
                with quiet():
                    frame.table.to_parquet(folder / "frame.parquet")
                    frame = replace(frame, table=connection.read_parquet(str(folder / "frame.parquet")))
        except CdiError:
            raise
        except Exception as broken:
            raise not_readable(path.name, broken) from None
        yield _with_parts(frame)


@contextmanager
def opened_table(
    variable: str, schema: str | None, name: str, layout: Layout, environ: Mapping[str, str] = os.environ
) -> Iterator[Frame]:
    """A frame that is a table or view of the database whose address the environment variable holds."""
    place = {"database": schema} if schema else {}
    with connected(variable, environ) as connection:
        engine = connection.name
        if engine not in hash_order.ENGINES:
            engines = ", ".join(hash_order.ENGINES.values())
            raise UsageRefused(f"the database of {variable} is {engine}; frames are drawn from {engines}")
        tables = list(connection.list_tables(**place))
        if name not in tables:
            raise UsageRefused(f"table {name!r} is not in the database of {variable}; {nearest(name, tables)}")
        table = connection.table(name, **place)
    with _bounded(connection):
        yield _with_parts(_framed(name, table, layout, engine))


@contextmanager
def _bounded(connection: Any) -> Iterator[tuple[Any, Path]]:
    """Hold the embedded engine to its memory, with a private folder; close the connection at the end."""
    with tempfile.TemporaryDirectory(prefix="cdi-frame-") as folder:
        if connection.name == "duckdb":
            for setting, value in {**_ENGINE, "temp_directory": f"'{folder}'"}.items():
                connection.raw_sql(f"SET {setting} = {value}")
        try:
            yield connection, Path(folder)
        finally:
            connection.disconnect()


def _read(connection: Any, path: Path, place: str | None) -> Any:
    """A file as a table. Every cell of a CSV file is text, as 007 is an id; only the list order gets its type."""
    with quiet():
        if path.suffix.lower() == ".parquet":
            return connection.read_parquet(str(path))
        # The engine guesses from the first rows, which need not hold a quoted cell.
        rules = {"header": True, "quote": '"', "escape": '"'}
        texts = connection.read_csv(str(path), all_varchar=True, **rules)
        if place is None or place not in texts.columns:
            return texts
        guessed = connection.read_csv(str(path), **rules).schema()[place]
        if not (guessed.is_date() or guessed.is_timestamp() or guessed.is_integer()):
            return texts
        kind = "date" if guessed.is_date() else "timestamp" if guessed.is_timestamp() else "bigint"
        types = {name: kind if name == place else "varchar" for name in texts.columns}
        return connection.read_csv(str(path), types=types, **rules)


def _framed(name: str, table: Any, layout: Layout, engine: str) -> Frame:
    """The columns under their roles, as text; UsageRefused names a column that is missing or of no use."""
    columns, roles = list(table.columns), {}
    for role, column in layout.columns.items():
        if column not in columns:
            raise UsageRefused(f"{name}: no column {column!r}; {nearest(column, columns)}")
        roles[role] = _place(table[column], name) if role == "place" else _text(table[column], name)
    return Frame(name, layout, engine, table.select(**roles, unit=roles.get("cluster", roles["id"])))


def _text(values: Any, name: str) -> Any:
    kind = values.type()
    if not (kind.is_string() or kind.is_integer() or kind.is_uuid()):
        raise UsageRefused(f"{name}, column {values.get_name()}: found {kind}; expected text or whole numbers")
    return values if kind.is_string() else values.cast("string")


def _place(values: Any, name: str) -> Any:
    kind = values.type()
    if kind.is_timestamp() and kind.timezone is None:
        return values.date()
    if not (kind.is_date() or kind.is_integer()):
        raise UsageRefused(
            f"{name}, column {values.get_name()}: found {kind}; expected dates, times without a zone or whole numbers"
        )
    return values


def _with_parts(frame: Frame) -> Frame:
    """The frame with as many parts as the embedded engine needs; servers have memory and disks of their own."""
    if frame.engine != "duckdb":
        return frame
    rows = frame.ask(frame.table.aggregate(rows=frame.table.count()))[0]["rows"]
    return replace(frame, parts=2 ** ceil(log2(max(1, rows / _PART))))

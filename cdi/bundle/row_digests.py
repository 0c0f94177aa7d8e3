"""Fingerprints of an audit's rows: which rows a later build added, removed or altered, without what they say.

They are kept beside the build, never in a report. A digest of a cell hides nothing from somebody who can guess what
the cell says, so they stay where the rows are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cdi.contract.tables import AUDIT_TABLES

if TYPE_CHECKING:
    from cdi.model.audit import Audit

FORMAT = 1
FILE = "rows.json"
# One altered cell in 4,000 million looks unaltered.
_BYTES = 4
_EMPTY = "0" * (2 * _BYTES)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """One table: its rows, and for each key the digests of its cells, in the order of `columns`.

    `cells` is None for rows that stay in a Parquet file or a database: of these only the number is kept.
    """

    rows: int
    columns: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]] | None


def write_fingerprints(folder: Path, audit: Audit) -> Path:
    """Write the fingerprints of every table of an audit and of those before it, which are named `<audit>/<table>`."""
    tables: dict[str, Any] = {}
    each: Audit | None = audit
    while each is not None:
        place = "" if each is audit else f"{each.inspection.audit}/"
        tables |= {f"{place}{name}": _of_frame(name, frame) for name, frame in each.tables.items()}
        tables |= {f"{place}{name}": {"rows": each.count(name)} for name in each.records}
        each = each.prior
    path = folder / FILE
    path.write_text(json.dumps({"format": FORMAT, "tables": tables}), encoding="utf-8")
    return path


def read_fingerprints(path: Path) -> dict[str, Fingerprints]:
    """The tables by name; none when there is no file, or one of another format."""
    if not path.is_file():
        return {}
    digests = json.loads(path.read_text(encoding="utf-8"))
    return {name: _read(table) for name, table in digests["tables"].items()} if digests["format"] == FORMAT else {}


def _of_frame(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    key = [frame[column].astype(str) for column in AUDIT_TABLES[name].key]
    columns = [_digests(frame[column]) for column in frame.columns]
    keys = [" ".join(parts) for parts in zip(*key, strict=True)]
    rows = {name: "".join(cells) for name, *cells in zip(keys, *columns, strict=True)}
    return {"rows": len(frame), "columns": [*frame.columns], "cells": rows}


def _digests(column: pd.Series) -> list[str]:
    """The digest of each cell; each different value is worked out once."""
    values = column.tolist()
    digests = {value: _digest(value) for value in {*values}}
    return [digests[value] for value in values]


def _digest(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN alone differs
        return _EMPTY
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return hashlib.blake2b(text.encode(), digest_size=_BYTES).hexdigest()


def _read(table: Mapping[str, Any]) -> Fingerprints:
    if "cells" not in table:
        return Fingerprints(table["rows"], (), None)
    width = 2 * _BYTES
    cells = {
        key: tuple(text[place : place + width] for place in range(0, len(text), width))
        for key, text in table["cells"].items()
    }
    return Fingerprints(table["rows"], tuple(table["columns"]), cells)

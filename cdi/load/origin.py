"""Where the cells of an imported table stood in the original file, so that a fault names a cell that can be mended.

`cdi import` stores a table's contract columns as CSV and leaves the file where it was; `origin.json` says which row and
column each cell came from. It holds no cell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.contract.vocabulary import TextTable
from cdi.model.fault import Fault

ORIGIN = "origin.json"
_FAULT = ("column", "expected", "problem", "sheet", "cell")


def write_origin(folder: Path, tables: Mapping[str, TextTable]) -> None:
    """Say of each stored CSV file of a folder where its rows stood, and what was wrong with cells of the original."""
    entries = {
        name: {
            "file": Path(text.file).name,
            "sheet": text.sheet,
            **({"sheets": [*text.sheets]} if text.sheets else {}),
            "heading_row": text.heading_row,
            "letters": {column: text.letters[column] for column in text.frame.columns},
            "rows": _as_ranges([int(row) for row in text.frame.index]),
            "faults": [{key: asdict(fault)[key] for key in _FAULT} for fault in text.faults],
            "stored": checksum(folder / f"{name}.csv"),
        }
        for name, text in sorted(tables.items())
    }
    text = json.dumps({"format": 1, "tables": entries}, indent=1, ensure_ascii=False) + "\n"
    (folder / ORIGIN).write_text(text, encoding="utf-8", newline="\n")


def place_by_origin(folder: Path, text: TextTable) -> TextTable:
    """A table that was read from its CSV file, with the places that its cells had in the original.

    One that was not imported, or was edited since, keeps the places of its own file.
    """
    entry = read_origins(folder).get(text.name)
    if entry is None or entry["stored"] != checksum(Path(text.file)):
        return text
    rows = [row for first, last in entry["rows"] for row in range(first, last + 1)]
    if len(rows) != len(text.frame) or set(entry["letters"]) != set(text.frame.columns):
        return text
    faults = [Fault(entry["file"], **{"sheet": entry["sheet"], **fault}) for fault in entry["faults"]]
    return replace(
        text,
        file=entry["file"],
        sheet=entry["sheet"],
        sheets=tuple(entry.get("sheets", ())),
        heading_row=entry["heading_row"],
        letters=entry["letters"],
        frame=text.frame.set_axis(pd.Index(rows, dtype="int64")),
        faults=(*text.faults, *faults),
    )


def read_origins(folder: Path) -> dict[str, Any]:
    """What is said of each imported table; nothing where nothing was imported."""
    path = folder / ORIGIN
    if not path.is_file():
        return {}
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return entries


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_ranges(rows: Sequence[int]) -> list[list[int]]:
    """Numbers in their order as first and last of each run without a gap."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ranges

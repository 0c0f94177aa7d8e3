"""CSV files as forces export them: UTF-8 or Windows-1252, commas or semicolons, line breaks inside quotes."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from cdi.model.errors import ContractBroken
from cdi.schema.columns import TextTable
from cdi.sources.files import checked
from cdi.sources.letters import letter

_CELL_LIMIT = 1_000_000
_DELIMITERS = ",;\t|"


def read_csv(path: Path, folder: Path) -> TextTable:
    """Every cell of a file as text, under its own headings.

    Raises ContractBroken for a file that is not text, is empty, or has a row of another width than its headings.
    """
    checked(path, folder)
    text = _decoded(path)
    if max((len(line) for line in text.splitlines()), default=0) > _CELL_LIMIT:
        raise ContractBroken(f"{path}: a line of more than {_CELL_LIMIT:,} characters; expected one row a line")
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        headings = [heading.strip() for heading in next(reader, [])]
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _check_width(path, start, cells, headings)
                rows.append(cells[: len(headings)])
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as broken:
        raise ContractBroken(f"{path}, row {reader.line_num}: not readable as CSV ({broken})") from broken
    if not any(headings):
        raise ContractBroken(f"{path}: the file is empty; expected a heading row")
    frame = pd.DataFrame(rows, index=pd.Index(lines, dtype="int64"), columns=headings, dtype="str")
    return TextTable(path.stem, str(path), frame, {heading: letter(n) for n, heading in enumerate(headings)})


def _check_width(path: Path, row: int, cells: list[str], headings: list[str]) -> None:
    extra = any(cell.strip() for cell in cells[len(headings) :])
    if len(cells) < len(headings) or extra:
        raise ContractBroken(
            f"{path}, row {row}: found {len(cells)} cells; expected {len(headings)}, one for each heading"
        )


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if b"\x00" in data:
        raise ContractBroken(f"{path}: holds NUL bytes; save it as CSV UTF-8 from the spreadsheet program")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ContractBroken(f"{path}: neither UTF-8 nor Windows-1252 text; save it as CSV UTF-8")


def _delimiter(text: str) -> str:
    """The separator that occurs most often in the heading row."""
    heading = text.split("\n", 1)[0]
    return max(_DELIMITERS, key=heading.count)

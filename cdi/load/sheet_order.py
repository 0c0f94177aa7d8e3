"""Sheets that no spreadsheet program writes: a reader would leave parts out unsaid, or take hours and all memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cdi.load.files import refused
from cdi.model.fault import InputFaulty

LAST_ROW = 1_048_576
"""A sheet ends there by its format; rows up to the one that a file names would be made up, one by one."""
_LAST_COLUMN, _MOST_SHEETS, _CHUNK = 16_384, 500, 1 << 20
_ROW_OR_CELL = re.compile(rb"""<(?:\w+:)?(row|c)(?:\s(?:[^<>]*?\s)?r\s*=\s*["']([^<>"']*)|[\s/>])""")
_REFERENCE = re.compile(rb"([A-Z]{0,3})(\d{1,7})")


def refuse_forged_sheets(path: Path, sheets: Sequence[Any]) -> None:
    """Refuse one sheet under two names, rows or cells that stand twice or out of order, and those beyond the last.

    Raises InputFaulty with the sheet and the place. What a file writes in other words than spreadsheet programs do is
    not found here; `beyond_last_row` and the limits of a command hold for it.
    """
    parts = [sheet._worksheet_path.lstrip("/") for sheet in sheets]
    expected = f"at most {_MOST_SHEETS} sheets, each of its own"
    if len(parts) > _MOST_SHEETS:
        raise refused(path, f"{len(parts)} sheets", expected)
    if len({*parts}) < len(parts):
        raise refused(path, "two sheets that are the same part of the file", expected)
    with zipfile.ZipFile(path) as archive:
        for sheet, name in zip(sheets, parts, strict=True):
            if place := _find_disorder(_tags(archive, name)):
                problem = f"a row or a cell that stands twice, out of order or beyond the last of a sheet ({place})"
                raise refused(path, problem, "a workbook saved by a spreadsheet program", sheet=sheet.title)


def beyond_last_row(path: Path, sheet: str) -> InputFaulty:
    """The error of a sheet with more rows than there can be."""
    problem = f"a row beyond the last of a sheet ({LAST_ROW})"
    return refused(path, problem, "a workbook saved by a spreadsheet program", sheet=sheet)


def _find_disorder(tags: Iterable[re.Match[bytes]]) -> str | None:
    """The first row or cell that does not come after the one before it, or lies beyond the last; None without any."""
    row = column = 0
    for tag in tags:
        kind, written = tag.groups(b"")
        reference = _REFERENCE.fullmatch(written)
        if written and reference is None:
            return f"after row {row}"  # what stands there instead may be anything
        letters, number = reference.groups() if reference else (b"", b"")
        if kind == b"row":
            before, row, column = row, int(number or row + 1), 0
            if not before < row <= LAST_ROW:
                return f"row {row}"
        else:
            before, column = column, _column(letters) if letters else column + 1
            if not before < column <= _LAST_COLUMN:
                return f"row {row}, column {column}"
    return None


@cache
def _column(letters: bytes) -> int:
    """The number of a column by its letters; a file has few."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[re.Match[bytes]]:
    """The beginnings of rows and cells, each once."""
    with archive.open(name) as file:
        left = b""
        while chunk := file.read(_CHUNK):
            text = left + chunk
            end = max(text.rfind(b"<"), len(text) - _CHUNK)  # a tag that is cut in two is looked at with what follows
            yield from _ROW_OR_CELL.finditer(text, 0, end)
            left = text[end:]
        yield from _ROW_OR_CELL.finditer(left)

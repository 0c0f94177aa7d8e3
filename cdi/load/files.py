"""What every file must be before it is opened: there, a file, inside the audit folder, readable, not a bomb."""

from __future__ import annotations

import lzma
import os
import re
import zipfile
import zlib
from pathlib import Path

from cdi.house_style import formatting
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.audit_files import check_regular

# A workbook is a zip archive. One that unpacks to more than this, or by more than this factor, is no audit.
_UNPACKED_LIMIT = 500_000_000
_UNPACKED_FACTOR = 250
# What an archive says of the kinds of its parts; a part with macros is one of them under any name.
_TYPES, _MACROS = "[Content_Types].xml", re.compile(rb"macro(?:sheet|enabled)|vbaproject", re.IGNORECASE)
_ENCRYPTED = 1


def refused(
    path: Path, problem: str, expected: str, *, sheet: str | None = None, cell: str | None = None
) -> InputFaulty:
    """The error of a file that cannot be read at all, as one fault."""
    return InputFaulty([Fault(str(path), expected, problem=problem, sheet=sheet, cell=cell)])


def checked(path: Path, folder: Path) -> Path:
    """The path, when it is a readable file inside the folder; InputFaulty says what it is instead."""
    if not path.exists() and not path.is_symlink():
        raise refused(path, "this file is missing", "the file that audit.toml names")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise refused(path, "leads out of the audit folder", "a copy of the file inside it")
    if path.is_dir():
        raise refused(path, "a folder", "a file")
    check_regular(path)
    if not os.access(path, os.R_OK):
        raise refused(path, "no permission to read it", "a file that you may read")
    if path.stat().st_size == 0:
        raise refused(path, "the file is empty", "a heading row")
    return path


def checked_workbook(path: Path, folder: Path) -> Path:
    """The path, when it is a workbook that can be opened safely."""
    if path.name.startswith("~$"):
        raise refused(path, "the lock file of an open workbook", "the workbook itself, saved and closed")
    checked(path, folder)
    if path.suffix.lower() != ".xlsx":
        raise refused(path, f"a file of type {path.suffix}", "a workbook saved as .xlsx, without macros")
    if not zipfile.is_zipfile(path):
        raise refused(path, "not a workbook, though it is named .xlsx", "a workbook saved by the spreadsheet program")
    if bomb := find_bomb(path):
        raise refused(path, bomb, "a workbook of the size of an audit")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if any(entry.flag_bits & _ENCRYPTED for entry in archive.infolist()):
            raise refused(path, "protected by a password", "a workbook saved without one")
        types = _read_types(archive) if _TYPES in names else b""
    if _MACROS.search(types) or any(_MACROS.search(name.encode()) for name in names):
        raise refused(path, "holds macros", "a workbook saved as .xlsx, without macros")
    if "xl/workbook.xml" not in names:
        raise refused(path, "an archive, but not a workbook, though it is named .xlsx", "a workbook")
    return path


def _read_types(archive: zipfile.ZipFile) -> bytes:
    """What an archive says of the kinds of its parts; nothing of one that is damaged there, which is told later."""
    try:
        return archive.read(_TYPES)
    except (OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError):
        return b""


def find_bomb(path: Path) -> str | None:
    """That a zip archive unpacks to far more than an office program writes, in words; None for any other.

    What is read of an archive never is more than it says here of each of its files.
    """
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _UNPACKED_LIMIT or unpacked > _UNPACKED_FACTOR * max(path.stat().st_size, 100_000):
        return f"unpacks to {formatting.count(unpacked)} bytes, so it was not opened"
    return None

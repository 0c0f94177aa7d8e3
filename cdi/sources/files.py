"""What every file must be before it is opened: there, a file, inside the audit folder, readable, not a bomb."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from cdi.model.errors import ContractBroken

# A workbook is a zip archive. One that unpacks to more than this, or by more than this factor, is no audit.
_UNPACKED_LIMIT = 2_000_000_000
_UNPACKED_FACTOR = 250


def checked(path: Path, folder: Path) -> Path:
    """The path, when it is a readable file inside the folder; ContractBroken says what it is instead."""
    if not path.exists() and not path.is_symlink():
        raise ContractBroken(f"{path}: this file is missing")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ContractBroken(f"{path}: leads out of the audit folder; put a copy of the file there")
    if path.is_dir():
        raise ContractBroken(f"{path}: a folder; expected a file")
    if not path.exists():
        raise ContractBroken(f"{path}: a link to nothing")
    if not os.access(path, os.R_OK):
        raise ContractBroken(f"{path}: no permission to read it")
    if path.stat().st_size == 0:
        raise ContractBroken(f"{path}: the file is empty; expected a heading row")
    return path


def checked_workbook(path: Path, folder: Path) -> Path:
    """The path, when it is a workbook that can be opened safely."""
    checked(path, folder)
    if path.name.startswith("~$"):
        raise ContractBroken(
            f"{path}: the lock file of an open workbook; close the workbook and name the workbook itself"
        )
    if path.suffix.lower() != ".xlsx":
        raise ContractBroken(f"{path}: expected a workbook saved as .xlsx, without macros")
    if not zipfile.is_zipfile(path):
        raise ContractBroken(
            f"{path}: not a workbook, though it is named .xlsx; save it again from the spreadsheet program"
        )
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _UNPACKED_LIMIT or unpacked > _UNPACKED_FACTOR * max(path.stat().st_size, 100_000):
        raise ContractBroken(f"{path}: unpacks to {unpacked:,} bytes, far more than an audit needs; not opened")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ContractBroken(f"{path}: holds macros; save it as .xlsx without them")
    if "xl/workbook.xml" not in names:
        raise ContractBroken(f"{path}: not a workbook, though it is named .xlsx")
    return path

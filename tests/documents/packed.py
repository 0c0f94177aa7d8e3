"""What is in a packed file, so that a word can be looked for in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

PACKED = (".xlsx", ".ods", ".docx")


def content_of(path: Path) -> bytes:
    """The bytes of a file; of a workbook or a Word file, those of its parts."""
    if path.suffix not in PACKED:
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return b"\n".join(package.read(name) for name in package.namelist())

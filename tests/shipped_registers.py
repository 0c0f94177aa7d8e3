"""The shipped registers are read once in a process, also by tests in copies of them: a tenth of a second for hundreds.

A folder in which a file differs by a byte, is a link, is missing or is one more is read as ever, with its own faults.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from cdi.load import reference

SHIPPED = Path(__file__).parents[1] / "data" / "reference"
_check = reference._check_files  # it keeps what it read by folder


def read_copies_once() -> None:
    """From here on an unchanged copy of the shipped registers is answered for by the shipped ones themselves."""
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    reference._check_files = partial(_check_copy, shipped)  # type: ignore[assignment]


def _check_copy(shipped: dict[str, bytes], folder: Path, schemas: Any, stamps: Any) -> Any:
    paths = [*folder.glob("*.csv")]
    if {path.name for path in paths} == {*shipped} and all(
        path.is_file() and not path.is_symlink() and path.read_bytes() == shipped[path.name] for path in paths
    ):
        return _check(SHIPPED, schemas, reference._stamps(SHIPPED))
    return _check(folder, schemas, stamps)

"""The shipped registers are read once in a process, also by tests in copies of them: a tenth of a second for hundreds.

A folder in which a file differs by a byte, is a link, is missing or is one more is read as ever, with its own faults.
"""

from __future__ import annotations

from functools import partial, partialmethod
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.load import reference
from cdi.model.audit import Audit

SHIPPED = Path(__file__).parents[1] / "data" / "reference"
_MOST = 8
"""The typed values of so many sets of registers are remembered, the latest ones."""
_check = reference._check_files  # it keeps what it read by folder


def read_copies_once() -> None:
    """From here on an unchanged copy of the shipped registers is answered for by the shipped ones themselves."""
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    reference._check_files = partial(_check_copy, shipped)  # type: ignore[assignment]


def remember_typed_registers() -> None:
    """From here on what is made of the same frames of registers is made once, also for copies of an audit.

    Registers that are no plain dictionary, as where a test watches what is read, are read as ever.
    """
    Audit.register = partialmethod(_register_once, Audit.register, {})  # type: ignore[assignment]


_Typed = tuple[list[pd.DataFrame], dict[Any, Any]]
"""Frames, which are kept so that no others come to be in their place in memory, and what was made of them."""


def _register_once(audit: Audit, register: Any, typed: dict[Any, _Typed], read: Any) -> Any:
    if type(audit.reference) is not dict:
        return register(audit, read)
    key = tuple((name, id(frame)) for name, frame in audit.reference.items())
    if key not in typed:
        if len(typed) == _MOST:
            del typed[next(iter(typed))]
        typed[key] = [*audit.reference.values()], {}
    _, made = typed[key]
    if read not in made:
        made[read] = read(audit.reference)
    return made[read]


def _check_copy(shipped: dict[str, bytes], folder: Path, schemas: Any, stamps: Any) -> Any:
    paths = [*folder.glob("*.csv")]
    if {path.name for path in paths} == {*shipped} and all(
        path.is_file() and not path.is_symlink() and path.read_bytes() == shipped[path.name] for path in paths
    ):
        return _check(SHIPPED, schemas, reference._stamps(SHIPPED))
    return _check(folder, schemas, stamps)

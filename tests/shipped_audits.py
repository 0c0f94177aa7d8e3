"""An audit folder whose files are as in another is read once in a process: a fifth of a second for hundreds of tests.

What is remembered are the typed rows of `read_audit`, by the bytes of every CSV file and by the settings. A folder in
which one of them differs, is a link, is missing or is one more is read as ever, and so is one with a fault. The extra
measures of a folder are read each time. What is made of the national registers is remembered by their frames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, partialmethod
from pathlib import Path
from typing import Any

import pandas as pd

from cdi.contract.parsing import ParsedTable
from cdi.load import audit
from cdi.load.extra_measures import check_extra_measures
from cdi.load.folder import CheckedTables
from cdi.model.audit import Audit
from cdi.workspace.settings import AuditSettings, find_unfilled_keys
from tests.latest import Latest

_MOST = 8
"""So many audits are remembered, the latest ones."""
Check = Callable[[Path, AuditSettings, str], CheckedTables]


def read_same_audits_once() -> None:
    """From here on the rows of an audit that was read already are not parsed again."""
    audit.check_folder = partial(_check_once, audit.check_folder, Latest(_MOST))
    _remember_typed_registers()


def _check_once(
    check: Check, checked: dict[Any, CheckedTables], folder: Path, settings: AuditSettings, force: str
) -> CheckedTables:
    files = sorted(path for path in folder.rglob("*") if path.suffix == ".csv")
    linked = any(path.is_symlink() or not path.is_file() for path in files)
    if linked or settings.source.kind != "csv" or find_unfilled_keys(folder):
        return check(folder, settings, force)
    content = tuple((str(path.relative_to(folder)), path.read_bytes()) for path in files)
    key = (force, settings.model_dump_json(exclude={"plan"}), content)
    if key not in checked:
        tables = check(folder, settings, force)
        if tables.faults:
            return tables
        checked[key] = tables
    extra, faults = check_extra_measures(folder, checked[key].tables)
    return replace(_own_frames(checked[key]), extra=extra, faults=tuple(faults))


def _own_frames(tables: CheckedTables) -> CheckedTables:
    """The same tables in frames of their own: what a test writes into one is in no other."""
    own = {
        name: replace(table, frame=table.frame.copy(deep=False)) if isinstance(table, ParsedTable) else table
        for name, table in tables.tables.items()
    }
    return replace(tables, tables=own)


def _remember_typed_registers() -> None:
    """From here on what is made of the same frames of registers is made once, also for copies of an audit.

    Registers that are no plain dictionary, as where a test watches what is read, are read as ever.
    """
    Audit.register = partialmethod(_register_once, Audit.register, Latest(_MOST))  # type: ignore[assignment]


_Typed = tuple[list[pd.DataFrame], dict[Any, Any]]
"""Frames, which are kept so that no others come to be in their place in memory, and what was made of them."""


def _register_once(audit: Audit, register: Any, typed: dict[Any, _Typed], read: Any) -> Any:
    if type(audit.reference) is not dict:
        return register(audit, read)
    key = tuple((name, id(frame)) for name, frame in audit.reference.items())
    if key not in typed:
        typed[key] = [*audit.reference.values()], {}
    _, values = typed[key]
    if read not in values:
        values[read] = read(audit.reference)
    return values[read]

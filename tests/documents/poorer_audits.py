"""The shipped audits without one of the things that they could lack, and their figures then; none has extra measures."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.figure import Figures
from tests.conftest import SharedFolder
from tests.unit.measures.test_unknown_is_not_no import (
    Measured,
    MeasuredAnew,
    Spoilt,
    held_tables,
    lacking,
    shipped,
    spoilt_columns,
    with_registers_of,
)

Part = Literal["table", "column"]
"""What an audit lacks: a whole table, or the cells of a column, all of them or a random half."""


def plain(audit: Audit) -> Audit:
    """The audit without extra measures, with what was made of its registers."""
    return with_registers_of(audit, replace(audit, extra=()))


@cache
def whole(name: str) -> tuple[Audit, Figures]:
    audit = plain(shipped(name))
    return audit, measure(audit)


def poorer(name: str, spoilt: Spoilt) -> Audit | None:
    """The audit that lacks it; nothing when the contract refuses what is left of the table."""
    audit = lacking(name, spoilt)
    return None if audit is None else plain(audit)


def spoilt_parts(name: str, part: Part) -> Iterator[Spoilt]:
    if part == "table":
        yield from ((table, "", "") for table in held_tables(name))
    else:
        yield from spoilt_columns(name)


def figures_without(shared_folder: SharedFolder, name: str, part: Part) -> Measured:
    """The figures of the audit without each of its tables, or without each of its columns, measured once in a run."""

    def make(folder: Path) -> None:
        anew = MeasuredAnew(whole(name)[0])
        figures = {
            spoilt: anew.without(audit, *spoilt[:2])
            for spoilt in spoilt_parts(name, part)
            if (audit := poorer(name, spoilt)) is not None
        }
        folder.mkdir()
        (folder / "figures.pickle").write_bytes(pickle.dumps(figures))

    folder = shared_folder(f"without-a-{part}-{name.replace(' ', '-')}", make)
    figures: Measured = pickle.loads((folder / "figures.pickle").read_bytes())  # noqa: S301 - our own bytes
    return figures

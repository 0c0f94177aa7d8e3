"""Absent is never "no": whatever an audit leaves out, no figure changes but with a smaller base, or goes with a reason.

The test walks the contract by itself: every optional column of every table of the shipped audits is left out or blanked,
and half blanked, and every table is left out. So a column that is added to the contract is covered without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import Column
from cdi.load.audit import read_audit
from cdi.measures import measure
from cdi.model.audit import Audit
from cdi.model.audit_ref import AuditRef
from cdi.model.figure import Figure, Figures
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT

AUDITS = (
    "leicestershire 2014-inspection",
    "leicestershire 2017-inspection",
    "leicestershire 2018-reinspection",
    "cambridgeshire 2014-inspection",
)


@cache
def shipped(name: str) -> Audit:
    return read_audit(Workspace(PROJECT), AuditRef(*name.split()))


@cache
def figures_of(name: str) -> Figures:
    return measure(shipped(name))


def spoilt_columns() -> Iterator[tuple[str, str, str]]:
    """Each shipped audit with each optional column that holds anything in one of its tables."""
    for name in AUDITS:
        for table, frame in shipped(name).tables.items():
            for column in AUDIT_TABLES[table].columns:
                if column.optional and frame[column.name].notna().any():
                    yield name, table, column.name


def spoil(frame: pd.DataFrame, column: str, how: str) -> pd.DataFrame:
    """The table without the column, with all its cells empty, or with every other filled cell empty."""
    if how == "left out":
        return frame.drop(columns=column)
    filled = frame.index[frame[column].notna()]
    empty = frame.index.isin(filled if how == "blank" else filled[1::2] if how == "half" else filled[::2])
    return frame.assign(**{column: frame[column].where(~empty)})


def refused(table: str, frame: pd.DataFrame) -> bool:
    """Whether the contract refuses the table by a rule, so that nothing is measured."""
    rules = [rule for rule in AUDIT_TABLES[table].rules if {*rule.columns} <= {*frame.columns}]
    return any(bool(rule.broken(frame).fillna(value=False).astype(bool).any()) for rule in rules)


def faults(before: Figures, after: Figures) -> list[str]:
    """What the second figures say that the first do not bear out."""
    news = [f"{figure.id} is new: {figure.printed}" for figure in after if figure.id not in before]
    lost = [
        f"{figure.id} is gone without a reason"
        for figure in before
        if figure.id not in after and not has_reason(figure, after)
    ]
    changed = [
        f"{figure.id}: {figure.printed} of {figure.base!r} became {now.printed}"
        for figure in before
        if (now := after.get(figure.id)) is not None and now.printed != figure.printed and not smaller_base(figure, now)
    ]
    return news + lost + changed


def has_reason(figure: Figure, after: Figures) -> bool:
    """Whether a figure is a gap, or a part of a breakdown that is one or that says how many are unknown."""
    if figure.id in after.gaps or figure.part_of in after.gaps:
        return True
    return any(part.unknown for part in after.parts_of(figure.part_of or ""))


def smaller_base(before: Figure, after: Figure) -> bool:
    """Whether a figure states that more rows are unknown, and does not count them."""
    if after.unknown <= before.unknown:
        return False
    return after.part_of is not None or (after.denominator or 0) < (before.denominator or 0)


CASES = [
    (*case, how) for case in spoilt_columns() for how in ("left out", "blank", "half", "other half")
]


def test_the_walk_is_of_the_whole_contract() -> None:
    spoilt = {(table, column) for _, table, column, _ in CASES}
    assert len(CASES) > 300
    for table, schema in AUDIT_TABLES.items():
        for column in schema.columns:
            if column.optional and (table, column.name) not in spoilt:
                assert all(
                    shipped(name).tables[table][column.name].isna().all()
                    for name in AUDITS
                    if table in shipped(name).tables
                )


@pytest.mark.parametrize(("name", "table", "column", "how"), CASES)
def test_a_cell_that_is_not_known_is_never_a_no(name: str, table: str, column: str, how: str) -> None:
    frame = spoil(shipped(name).tables[table], column, how)
    if refused(table, frame):
        return
    spoilt = measure(replace(shipped(name), tables={**shipped(name).tables, table: frame}))
    assert faults(figures_of(name), spoilt) == []

"""Groups of rows that share the values of some columns: how such a group is named, whatever the source of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cdi.model.one_line import on_one_line

Cells = tuple[str | bool | int | None, ...]
"""The values of some columns that a group of rows shares; None where they are not established."""

MONTH = "month"
"""A column that follows from another: year and month of the moment of a row, as the number 202604."""
MOMENTS = ("received_at", "cancelled_on")
"""The columns that a month may follow from; the first that a table has."""


def moment_column(columns: Iterable[str]) -> str | None:
    """The column of a table that its months follow from; None when it has none."""
    names = [*columns]
    return next((name for name in MOMENTS if name in names), None)


def as_cell(value: Any) -> str | bool | int | None:
    """A value of a group as every source gives it: text on one line, yes or no, a whole number, or None."""
    import numpy as np  # only here, so that a command that counts nothing starts without them
    import pandas as pd

    if value is None or pd.isna(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.number)):
        return int(value)
    return on_one_line(str(value))


def add_groups(groups: Iterable[tuple[Cells, list[int]]]) -> dict[Cells, list[int]]:
    """Groups with their counts; those whose cells read the same are one, and those without a row are none."""
    together: dict[Cells, list[int]] = {}
    for cells, counts in groups:
        before = together.get(cells, [0] * len(counts))
        together[cells] = [one + other for one, other in zip(before, counts, strict=True)]
    return {cells: counts for cells, counts in together.items() if any(counts)}

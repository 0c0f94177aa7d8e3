"""The cells of a column of a table in memory: as stored, or derived, as hours from report to record and months are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cdi.model.clock import clock_changes
from cdi.model.groups import MONTH, moment_column

if TYPE_CHECKING:
    import pandas as pd


def _delay_hours(rows: pd.DataFrame) -> pd.Series:
    """Hours that passed from report to record, through any change of the clocks between them."""
    received, recorded = cells_of(rows, "received_at"), cells_of(rows, "recorded_at")
    if received.isna().all() or recorded.isna().all():
        return _empty_cells(rows)
    hours = (recorded - received).dt.total_seconds() / 3600
    for change, ahead in clock_changes(received.min().date(), recorded.max().date()):
        hours = hours.where(~((received < change) & (recorded >= change)), hours - ahead)
    return hours


def cells_of(rows: pd.DataFrame, column: str) -> pd.Series:
    """The cells of a column, stored or derived; all of them empty where the table lacks it."""
    if column in _DERIVED:
        return _DERIVED[column](rows)
    return rows[column] if column in rows.columns else _empty_cells(rows)


def _empty_cells(rows: pd.DataFrame) -> pd.Series:
    """A column without a value, which can be compared with anything and meets nothing."""
    import pandas as pd  # only here, so that a command that counts nothing starts without it

    return pd.Series(pd.array([pd.NA] * len(rows), dtype="boolean"), index=rows.index)


def _months(rows: pd.DataFrame) -> pd.Series:
    """The month of each row's moment, see `cdi.model.groups.MOMENTS`."""
    name = moment_column(rows.columns)
    return _empty_cells(rows) if name is None else rows[name].dt.year * 100 + rows[name].dt.month


# Columns that no table stores because they follow from others, by name.
_DERIVED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {"delay_hours": _delay_hours, MONTH: _months}

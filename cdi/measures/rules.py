"""The rules that the audited reports came under: hours to record in, ages, values; by the dates they took effect."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from cdi.measures.figures import Maker, Measured, together
from cdi.model.audit import Audit
from cdi.model.figure import Unit

_TABLE = "recording_rules"
_LABELS = {
    "record_within_hours": "hours that the rules give to record a crime",
    "cannabis_warning_min_age": "lowest age for a cannabis warning",
    "pnd_goods_max_gbp": "highest value of goods for a penalty notice",
}


def rules(audit: Audit) -> Measured:
    """Each rule that is a number and was one and the same throughout the audit period.

    A rule that changed inside the period is a gap, since no one value applied; a rule that is a role is not a figure.
    """
    table = audit.reference[_TABLE]
    numbers = pd.to_numeric(table["value"], errors="coerce").notna()
    return together(_rule(audit, str(rule)) for rule in table[numbers]["rule"].unique())


def _rule(audit: Audit, rule: str) -> Measured:
    figure_id, found = f"rules.{rule}", in_force(audit, rule)
    if found["value"].nunique() != 1:
        values = " and ".join(f"{float(value):g}" for value in found["value"]) or "no value"
        return Measured(gaps={figure_id: f"{values} in force during the audit period"})
    row = found.iloc[-1]
    unit: Unit = row["unit"] if row["unit"] in get_args(Unit) else "count"
    make = Maker(audit, (_TABLE,), "register")
    return make.number(figure_id, _LABELS.get(rule, rule), int(float(row["value"])), str(row["reference"]), unit)


def in_force(audit: Audit, rule: str) -> pd.DataFrame:
    """The rows of a rule that applied on some day of the audit period, in order of their dates."""
    held = audit.reference[_TABLE]
    held = held[held["rule"] == rule].sort_values("effective_from")
    start, end = pd.Timestamp(audit.inspection.audit_period_start), pd.Timestamp(audit.inspection.audit_period_end)
    before = held[held["effective_from"] <= start].tail(1)
    during = held[(held["effective_from"] > start) & (held["effective_from"] <= end)]
    return pd.concat([before, during])

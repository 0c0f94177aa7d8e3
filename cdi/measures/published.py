"""Results that the audit's own report printed and that no rows are held for, other than recording rates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Maker, Measured, together
from cdi.model.audit import Audit
from cdi.model.figure import Figure

_TABLE = "published_results"


def published(audit: Audit) -> Measured:
    """Each result as printed: a part of a whole where its counts are known, else the rate alone."""
    if not audit.holds(_TABLE):
        return Measured()
    rows = audit.tables[_TABLE].to_dict("records")
    return together(_result(audit, row) for row in rows if not str(row["measure"]).startswith("rate_"))


def _result(audit: Audit, row: Mapping[Hashable, Any]) -> Measured:
    figure_id, label = f"published.{row['measure']}", str(row["measure"]).replace("_", " ")
    base = str(row["unit"]) if not pd.isna(row["unit"]) else "as published"
    if not pd.isna(row["numerator"]) and not pd.isna(row["denominator"]):
        make = Maker(audit, (_TABLE,), "published")
        return make.part(figure_id, label, int(row["numerator"]), int(row["denominator"]), base)
    rate = float(row["rate_pct"])
    printed = formatting.percent(rate, formatting.places(rate))
    note = f"{base}; how many is not stated"
    return Measured((Figure(figure_id, label, rate, "percent", printed, note, "published", (_TABLE,)),))

"""Results that the audit's own report printed and that it has no rows for, other than recording rates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.measures.rates import PUBLISHED_AS
from cdi.model.audit import Audit
from cdi.model.figure import Figure

_TABLE = "published_results"
_RATES = {*PUBLISHED_AS.values()}


def published(audit: Audit) -> Contribution:
    """Each result as printed: a part of a whole where its counts are known, else the rate alone."""
    if not audit.holds(_TABLE):
        return gaps_without(("published.results",), _TABLE)
    rows = audit.tables[_TABLE].to_dict("records")
    return combine(_result(audit, row) for row in rows if row["measure"] not in _RATES)


def _result(audit: Audit, row: Mapping[Hashable, Any]) -> Contribution:
    figure_id, label = f"published.{row['measure']}", str(row["measure"]).replace("_", " ")
    base = str(row["unit"]) if not pd.isna(row["unit"]) else "as published"
    if not pd.isna(row["numerator"]) and not pd.isna(row["denominator"]):
        make = FigureMaker(audit, (_TABLE,), "published")
        return make.part(figure_id, label, int(row["numerator"]), int(row["denominator"]), base)
    if pd.isna(row["rate_pct"]):
        reason, cure = f"neither a rate nor whole counts of {label} were given", f"cells of the table {_TABLE}"
        return Contribution(gaps={figure_id: reason}, cures={figure_id: cure})
    rate = float(row["rate_pct"])
    figure = Figure(
        id=figure_id,
        label=label,
        value=rate,
        unit="percent",
        printed=formatting.percent(rate, formatting.places(rate)),
        base=f"{base}; how many is not stated",
        basis="published",
        sources=(_TABLE,),
        role="stated",
    )
    return Contribution((figure,))

"""Results that the audit's own report printed and that it has no rows for, other than recording rates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from cdi.contract.published_measures import PublishedMeasure, measure_named
from cdi.house_style import formatting
from cdi.measures.figures import Contribution, FigureMaker, combine, gaps_without
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Role, Unit

_TABLE = "published_results"
_IN_WORDS = "in words"
_Row = Mapping[Hashable, Any]


def add_published(audit: Audit, counted: Contribution) -> Contribution:
    """What the rows gave, and each published result that they did not give.

    A result with its counts becomes the very figure that rows would have given, so that documents print it in the same
    place; any other becomes `published.<measure>`: a share without its counts, the size of a sample without a result, a
    yearly estimate, or a result beside one that was counted.
    """
    if not audit.holds(_TABLE):
        return counted + gaps_without(("published.results",), _TABLE)
    taken = {figure.id for figure in counted.figures}
    stated = combine(_result(audit, row, measure, taken) for row, measure in _results(audit))
    filled = {figure.id for figure in stated.figures}
    gaps = {name: why for name, why in counted.gaps.items() if name not in filled}
    cures = {name: cure for name, cure in counted.cures.items() if name not in filled}
    return Contribution(counted.figures + stated.figures, gaps | stated.gaps, cures | stated.cures)


def published_bases(audit: Audit) -> dict[str, str]:
    """How each published figure was published, by its id: as it stands, derived, rounded, or as a floor."""
    bases: dict[str, str] = {}
    for row, measure in _results(audit, rates=True):
        if row["basis"] != _IN_WORDS:
            ids = (measure.figure, f"published.{measure.name}", f"published.{measure.name}_sample")
            bases |= {figure_id: _how(row, measure) for figure_id in ids if figure_id}
    return bases


def _how(row: _Row, measure: PublishedMeasure) -> str:
    """How a result was published; a rate of which the counts alone were is worked out."""
    worked_out = measure.holds == "rate" and pd.isna(row["rate_pct"]) and row["basis"] == "published"
    return "derived" if worked_out else str(row["basis"])


def published_words(audit: Audit) -> dict[str, str]:
    """The results that were published in words alone, by measure."""
    rows = _results(audit, rates=True)
    return {measure.name: str(row["note"]) for row, measure in rows if row["basis"] == _IN_WORDS}


def _results(audit: Audit, *, rates: bool = False) -> list[tuple[_Row, PublishedMeasure]]:
    """The rows with their measures; recording rates only where asked for, or where the audit gives none of its own."""
    if not audit.holds(_TABLE):
        return []
    pairs = [(row, measure_named(str(row["measure"]))) for row in audit.tables[_TABLE].to_dict("records")]
    unrated = rates or audit.inspection.report_style == "qualitative"
    return [(row, measure) for row, measure in pairs if unrated or measure.holds != "rate"]


def _result(audit: Audit, row: _Row, measure: PublishedMeasure, taken: set[str]) -> Contribution:
    numerator, denominator = _whole(row["numerator"]), _whole(row["denominator"])
    make, base = FigureMaker(audit, (_TABLE,), "published"), _base(row)
    apart = f"published.{measure.name}"
    figure_id = (
        apart if measure.figure is None or measure.figure in taken or measure.holds == "rate" else measure.figure
    )
    if row["basis"] == _IN_WORDS:
        return Contribution()
    if measure.holds == "count" and numerator is not None:
        return make.number(figure_id, measure.label, numerator, base, _unit(row))
    if numerator is not None and denominator:
        role: Role = "part in time" if measure.name.startswith("timeliness") else "part of a sample"
        return make.part(figure_id, measure.label, numerator, denominator, base, role)
    if not pd.isna(row["rate_pct"]):
        return Contribution((_share(apart, measure, row["rate_pct"], base),))
    if denominator is not None:
        return make.number(f"{apart}_sample", f"{measure.label}: size of the sample", denominator, base, "count")
    return Contribution()  # pragma: no cover - the contract refuses a row that states nothing


def _share(figure_id: str, measure: PublishedMeasure, rate: Decimal, base: str) -> Figure:
    """A share in percent whose counts were not published."""
    return Figure(
        id=figure_id,
        label=measure.label,
        value=float(rate),
        unit="percent",
        printed=formatting.percent(rate, formatting.places(rate)),
        base=f"{base}; how many is not stated",
        basis="published",
        sources=(_TABLE,),
        role="stated",
        places=formatting.places(rate),
    )


def _base(row: _Row) -> str:
    return str(row["unit"]) if not pd.isna(row["unit"]) else "as published"


def _unit(row: _Row) -> Unit:
    unit = _base(row)
    return "crimes" if unit.startswith("crimes") else "records" if unit.endswith("records") else "count"


def _whole(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)

"""The tables of the page on all forces, for its notebook, and the caption that they share."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.forces import (
    tabulate_changes,
    tabulate_grades,
    tabulate_other_programmes,
    tabulate_places,
    tabulate_results,
)
from cdi.exhibits.tables.forces_checks import (
    tabulate_averages,
    tabulate_coverage,
    tabulate_faults_of_ties,
    tabulate_regimes,
    tabulate_ties,
)
from cdi.exhibits.tables.inventory import tabulate_figures, tabulate_gaps
from cdi.house_style import formatting
from cdi.measures.all_forces.comparison import ForceComparison

__all__ = [
    "caption_of",
    "tabulate_averages",
    "tabulate_changes",
    "tabulate_coverage",
    "tabulate_faults_of_ties",
    "tabulate_figures",
    "tabulate_gaps",
    "tabulate_grades",
    "tabulate_other_programmes",
    "tabulate_places",
    "tabulate_regimes",
    "tabulate_results",
    "tabulate_ties",
]


def caption_of(comparison: ForceComparison) -> Caption:
    """What stands on every chart and table of the comparison."""
    source = "Source: published inspection results; data/reference/published_results.csv names the source of each."
    return Caption("England and Wales", f"as at {formatting.day(comparison.as_at)}", source, source)

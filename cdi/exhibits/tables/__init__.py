"""Figures and registers to tables; every cell that prints a figure is bound to it."""

from __future__ import annotations

from cdi.exhibits.tables.extra import tabulate_extra
from cdi.exhibits.tables.inventory import (
    tabulate_exclusions,
    tabulate_figures,
    tabulate_gaps,
    tabulate_input_tables,
)
from cdi.exhibits.tables.plan import tabulate_plan
from cdi.exhibits.tables.rates import tabulate_rates
from cdi.exhibits.tables.recommendations import tabulate_recommendation_status, tabulate_recommendations
from cdi.exhibits.tables.samples import tabulate_disposals, tabulate_samples
from cdi.exhibits.tables.units import tabulate_side_by_side

__all__ = [
    "tabulate_disposals",
    "tabulate_exclusions",
    "tabulate_extra",
    "tabulate_figures",
    "tabulate_gaps",
    "tabulate_input_tables",
    "tabulate_plan",
    "tabulate_rates",
    "tabulate_recommendation_status",
    "tabulate_recommendations",
    "tabulate_samples",
    "tabulate_side_by_side",
]

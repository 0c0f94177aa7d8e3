"""Charts that set the teams or other units of extra measures side by side: a funnel, and places with their ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.forces import draw_places
from cdi.exhibits.charts.forces_funnel import draw_units_funnel
from cdi.exhibits.tables.units import describe_counted
from cdi.measures.all_forces.units import unit_of
from cdi.measures.extra import ExtraResult
from cdi.model.exhibit import Chart


def draw_side_by_side(results: Iterable[ExtraResult], caption: Caption) -> list[Chart]:
    """A funnel and the ranges of places for each extra measure whose units stand side by side."""
    charts: list[Chart] = []
    for each in results:
        if each.together is None or each.rates is None:
            continue
        cut, ids = each.rates.cut, each.measure.beside_exhibits
        said = (each.together, caption, describe_counted(cut), unit_of(each.measure), cut.made_up)
        figures = tuple(figure.id for figure in each.beside.figures)
        charts += [
            replace(draw_units_funnel(*said), id=ids["funnel"], figures=figures),
            replace(draw_places(*said), id=ids["places"], figures=figures),
        ]
    return charts

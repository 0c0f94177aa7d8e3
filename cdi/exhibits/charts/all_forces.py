"""The charts of the page on all forces, for its notebook."""

from __future__ import annotations

from cdi.exhibits.charts.averages import draw_averages
from cdi.exhibits.charts.forces import draw_forces, draw_places
from cdi.exhibits.charts.forces_funnel import draw_units_funnel
from cdi.exhibits.charts.grades import draw_grades

__all__ = ["draw_averages", "draw_forces", "draw_grades", "draw_places", "draw_units_funnel"]

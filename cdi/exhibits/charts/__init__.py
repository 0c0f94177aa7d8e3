"""Figures to pictures with alternative text.

Charts are for reading: labels stand beside what they name, shares are drawn from 0 to 100, and nothing depends on
colour alone. Each chart's headline is its message, taken from the figures and the finding rules.
"""

from __future__ import annotations

from cdi.exhibits.charts.among_forces import draw_among_forces
from cdi.exhibits.charts.effort import Line, draw_half_width_curve
from cdi.exhibits.charts.extra import draw_extra
from cdi.exhibits.charts.patterns import draw_delays, map_not_recorded
from cdi.exhibits.charts.plan import draw_plan_progress
from cdi.exhibits.charts.rates import draw_recording_rates
from cdi.exhibits.charts.shares import draw_cancellations, draw_timeliness
from cdi.exhibits.charts.units import draw_side_by_side

__all__ = [
    "Line",
    "draw_among_forces",
    "draw_cancellations",
    "draw_delays",
    "draw_extra",
    "draw_half_width_curve",
    "draw_plan_progress",
    "draw_recording_rates",
    "draw_side_by_side",
    "draw_timeliness",
    "map_not_recorded",
]

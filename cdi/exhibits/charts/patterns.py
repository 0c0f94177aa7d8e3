"""Where crime was not recorded, and how soon it was: patterns in the rows, which mean nothing in made-up ones."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from math import nan
from typing import Any

from matplotlib.colors import ListedColormap, to_hex

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.house_style import formatting
from cdi.house_style.colours import INK, NOTHING, PAPER, QUIET_GREY, SERIES, SHADES
from cdi.house_style.contrast import readable_on
from cdi.house_style.crime_kinds import STRATA, CrimeKind
from cdi.house_style.routes import ROUTES
from cdi.measures.patterns import DAY, Delays, NotRecorded
from cdi.model.exhibit import Chart

ABOVE = 10
"""Percent of the axis by which the words of a second limit stand above those of the first, which they might touch."""
_DASHES = ("-", "--", ":")


def map_not_recorded(counted: NotRecorded | None, caption: Caption) -> Chart | None:
    """A heat map of the crimes not recorded, by route and stratum; nothing when nothing was counted.

    A cell is as dark as it has crimes that were not recorded, not as it has a rate: many cells rest on few crimes. Each
    says how many there were of how many.
    """
    if counted is None:
        return None
    missed, due = sum(counted.missed.values()), sum(counted.due.values())
    route_known = " by a known route" if counted.unknown else ""
    headline = f"{formatting.fraction(missed, due)} crimes audited{route_known} were not recorded"
    headline += ": by which route is made up" if counted.made_up else ""
    subtitle = f"Crimes that were not recorded, of those audited, by kind and route, {caption.place}, {caption.period}"
    alt = "; ".join(f"{ROUTES[route]}: {_kinds_in_words(counted, route)}" for route in counted.routes)
    alt = f"{counted.made_up} Not recorded, of those audited. {alt}.".strip()
    alt += f" {formatting.count(counted.unknown)} more came by a route that is not known." if counted.unknown else ""
    height = 0.38 * len(counted.routes)
    return Chart(
        id="not-recorded-by-route",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=(),
        **draw_both(
            partial(_draw_map, counted=counted),
            wide_height=height + (1.2 if counted.made_up else 0.8),
            narrow_height=height + (1.5 if counted.made_up else 1.0),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def draw_delays(counted: Delays | None, caption: Caption) -> Chart | None:
    """The part of recorded crimes that was recorded within so many hours, by stratum; nothing when none was timed.

    Delays are counted at the hours of `cdi.measures.patterns`, so the curve is exact there and has a step between.
    """
    if counted is None:
        return None
    headline = _within_limit(counted) + (": the rest of the curve is made up" if counted.made_up else "")
    subtitle = f"Recorded crimes that could be timed, by the hours from report to record, {caption.place}, "
    subtitle += caption.period
    kinds = [kind for kind in STRATA if counted.timed[kind.id]]
    alt = "; ".join(f"{_name(kind)}: {_hours_in_words(counted, kind)}" for kind in kinds)
    alt = f"{counted.made_up} {alt}.".strip()
    return Chart(
        id="delays",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=(),
        **draw_both(
            partial(_draw_curves, counted=counted, kinds=kinds),
            wide_height=3.3,
            narrow_height=3.2,
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


# ---- the heat map


def _kinds_in_words(counted: NotRecorded, route: str) -> str:
    return ", ".join(
        f"{kind.plural} {formatting.fraction(counted.missed.get((route, kind.id), 0), counted.due[route, kind.id])}"
        for kind in STRATA
        if counted.due.get((route, kind.id))
    )


def _draw_map(sheet: ChartSheet, counted: NotRecorded) -> None:
    routes = counted.routes
    cells = [[(route, kind.id) for kind in STRATA] for route in routes]
    numbers = [[counted.missed.get(cell, 0) if cell in counted.due else nan for cell in row] for row in cells]
    seaborn.heatmap(
        numbers, cmap=ListedColormap([NOTHING, *SHADES]), vmin=0, vmax=max([1, *counted.missed.values()]),
        cbar=False, linewidths=2, linecolor=PAPER, ax=sheet.axes,
        xticklabels=[kind.label.replace(" ", "\n") if sheet.narrow else kind.label for kind in STRATA],
        yticklabels=[ROUTES[route] for route in routes],
    )  # fmt: skip
    sheet.axes.xaxis.tick_top()
    sheet.axes.tick_params(length=0, rotation=0, labelsize=LETTERS)
    sheet.axes.grid(visible=False)
    sheet.axes.spines["bottom"].set_visible(False)
    mesh: Any = sheet.axes.collections[0]
    mesh.update_scalarmappable()  # gives the cells their colours before anything is drawn
    grounds = iter(mesh.get_facecolor())
    for down, row in enumerate(cells):
        for across, cell in enumerate(row):
            ground = next(grounds)
            if cell in counted.due:
                text = formatting.fraction(counted.missed.get(cell, 0), counted.due[cell])
                colour = readable_on(to_hex(ground), INK, PAPER)
                sheet.write(text, across + 0.5, down + 0.5, ha="center", color=colour)
    if counted.made_up:
        sheet.warn(counted.made_up)


# ---- the curves of delays


def _within_limit(counted: Delays) -> str:
    """How many crimes were recorded within the limit, of those timed; within a day where there were two limits."""
    limit = counted.limits[0] if len(counted.limits) == 1 else DAY
    within = sum(counts[counted.hours.index(limit)] for counts in counted.within.values())
    timed = formatting.fraction(within, sum(counted.timed.values()))
    return f"{timed} crimes that could be timed were recorded within {formatting.count(round(limit))} hours"


def _hours_in_words(counted: Delays, kind: CrimeKind) -> str:
    """The counts at the ends of the days."""
    at_ends = [
        f"{formatting.count(number)} within {formatting.count(round(hours))} hours"
        for hours, number in zip(counted.hours, counted.within[kind.id], strict=True)
        if hours % DAY == 0
    ]
    return f"of {formatting.count(counted.timed[kind.id])}, {formatting.listed(at_ends)}"


def _name(kind: CrimeKind) -> str:
    return formatting.capitalised(kind.plural)


def _draw_curves(sheet: ChartSheet, counted: Delays, kinds: list[CrimeKind]) -> None:
    axes = sheet.axes
    for kind, colour, dash in zip(kinds, SERIES, _DASHES, strict=False):
        within, timed = counted.within[kind.id], counted.timed[kind.id]
        steps = [after - before for before, after in pairwise([0, *within, timed])]
        beyond = [*counted.hours, 2 * counted.hours[-1]]
        seaborn.ecdfplot(
            x=beyond, weights=steps, stat="percent", color=colour, linestyle=dash, linewidth=2.2, label=_name(kind),
            ax=axes,
        )  # fmt: skip
    for place, limit in enumerate(counted.limits):
        axes.axvline(limit, color=INK, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
        sheet.write(f"limit: {formatting.count(round(limit))} hours", limit, 4 + place * ABOVE, dx=5, ha="left")
    axes.set_xlim(0, counted.hours[-1])
    axes.set_ylim(0, 102)
    axes.set_xticks(range(0, round(counted.hours[-1]) + 1, (2 if sheet.narrow else 1) * DAY))
    axes.set_yticks(range(0, 101, 25))
    axes.tick_params(left=False, labelsize=LETTERS)
    axes.legend(loc="center right", labelcolor=INK, handlelength=2.6)
    sheet.note_axis("Hours from report to record")
    axes.set_ylabel("Recorded by then (%)", color=QUIET_GREY)
    if counted.made_up:
        sheet.warn(counted.made_up)

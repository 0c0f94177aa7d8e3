"""The national average over time, ours by three ways beside those that were published."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise

from matplotlib.patheffects import withStroke

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.points import list_in_words
from cdi.house_style import formatting
from cdi.house_style.colours import INK, PAPER, SERIES
from cdi.measures.all_forces.averages import AverageOnDay, PublishedAverage
from cdi.measures.all_forces.national_results import NationalResults
from cdi.model.exhibit import Chart

_DASHES = ("-", "--", ":")
_DAYS = 366
_GAP = 0.34
"""Chosen: names of lines that end closer than so many points are moved apart by as much."""


def draw_averages(results: NationalResults, caption: Caption) -> Chart | None:
    """Three averages on each day on which reports came out; nothing until two such days have passed."""
    if len(results.averages) < 2:
        return None
    newest = results.averages[-1]
    headline = f"The mean of the latest results is {formatting.percent(newest.latest)} after "
    headline += formatting.counted(newest.forces, "force")
    subtitle = f"{formatting.capitalised(results.comparison.label)}, {results.comparison.regime.label}, "
    subtitle += f"{caption.period}: plain mean of the first and of the latest result of each force, and the mean "
    subtitle += "weighted by reported crime; squares are averages that others gave"
    said = [f"{formatting.month(p.day)}, {p.printed} given by others, {formatting.percent(p.ours.latest)} here"
            for p in results.published]  # fmt: skip
    alt = f"First results: {formatting.percent(newest.first)}. " + list_in_words(said, "No average of others is held")
    return Chart(
        id="average-over-time",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=("averages.latest",),
        **draw_both(
            partial(_draw, averages=results.averages, published=results.published),
            wide_height=3.2,
            narrow_height=3.4,
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _draw(sheet: ChartSheet, averages: tuple[AverageOnDay, ...], published: tuple[PublishedAverage, ...]) -> None:
    lines = {
        "latest": [(_year(each.day), each.latest) for each in averages],
        "weighted": [(_year(each.day), each.weighted) for each in averages if each.weighted is not None],
        "first": [(_year(each.day), each.first) for each in averages],
    }
    drawn = {name: points for name, points in lines.items() if points}
    for points, colour, dash in zip(drawn.values(), SERIES, _DASHES, strict=False):
        days, rates = zip(*points, strict=True)
        seaborn.lineplot(x=list(days), y=list(rates), estimator=None, color=colour, linestyle=dash, ax=sheet.axes)
    for name, height in _apart({name: points[-1][1] for name, points in drawn.items()}).items():
        sheet.write(name, _year(averages[-1].day), height, dx=6, ha="left")
    for each in published:
        seaborn.scatterplot(
            x=[_year(each.day)], y=[float(each.percent)], marker="s", s=46, color=PAPER, edgecolor=INK, linewidth=1.4,
            zorder=5, ax=sheet.axes,
        )  # fmt: skip
        sheet.write(each.printed, _year(each.day), float(each.percent), dy=11, ha="center",
                    path_effects=[withStroke(linewidth=3, foreground=PAPER)], zorder=6)  # fmt: skip
    years = sorted({each.day.year for each in averages})
    sheet.axes.set_xticks(years[1:], [str(year) for year in years[1:]])
    sheet.axes.tick_params(left=False, labelsize=LETTERS)
    sheet.note_axis("Average of the reports that were out (%); the axis does not start at 0")


def _year(day: date) -> float:
    """A day as a number of years, for an axis of numbers."""
    return day.year + (day.timetuple().tm_yday - 1) / _DAYS


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Heights for the names of lines, moved apart where lines end close together."""
    order = sorted(ends, key=ends.__getitem__)
    heights = dict(ends)
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + _GAP)
    return heights

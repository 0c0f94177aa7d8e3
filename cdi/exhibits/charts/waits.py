"""The share of crimes recorded by each hour, with its interval, and under it a strip of what became of all."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.patterns import ABOVE
from cdi.exhibits.charts.points import list_in_words
from cdi.exhibits.tables.waits import hours_named, print_share
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_group
from cdi.house_style.colours import INK, NOTHING, QUIET_GREY, SERIES, SHADES
from cdi.measures.patterns import DAY
from cdi.measures.waiting import Wait, Waits, shares_at
from cdi.model.exhibit import Chart

_CORNER = 4
"""Matplotlib's number for the corner at the right of the bottom."""
_DASHES = ("-", "--", ":")
_MOST_STRIPS = 20


def draw_waits(waits: Waits, caption: Caption, subject: str) -> Chart:
    """A curve for each of the three largest groups, with its interval and the limit; a strip for every group."""
    largest = sorted(waits.groups, key=lambda wait: -wait.due)
    curves = [wait for wait in waits.groups if wait in largest[: len(SERIES)] and wait.curve is not None]
    strips = [wait for wait in waits.groups if wait in largest[:_MOST_STRIPS]]
    headline = _headline(waits)
    subtitle = f"{subject}, {caption.place}, {caption.period}, with {formatting.level(waits.level)} intervals"
    subtitle += "; curves of the three largest groups" if len(curves) < len(waits.groups) else ""
    named = hours_named(waits)
    alt = list_in_words([_in_words(waits, wait, named) for wait in strips], "No crime was due")
    alt = f"{waits.made_up} {alt}".strip()

    def draw(sheet: ChartSheet) -> None:
        if not strips:
            sheet.axes.set_axis_off()
            sheet.write("No crime was due", 0.5, 0.5, ha="center")
            return
        rows = sheet.canvas.add_gridspec(2, 1, height_ratios=(3.0, 0.5 + 0.3 * len(strips)))
        sheet.axes.set_subplotspec(rows[0])
        _draw_curves(sheet, waits, curves)
        _draw_strips(sheet, sheet.canvas.add_subplot(rows[1]), waits, strips)
        if waits.made_up:
            sheet.warn(waits.made_up)

    height = 3.9 + 0.34 * len(strips) if strips else 1.2
    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    drawings = draw_both(draw, wide_height=height, narrow_height=height + 0.3, **words)
    return Chart("waits", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _headline(waits: Waits) -> str:
    limit = waits.limits[0] if len(waits.limits) == 1 else DAY
    within = sum(wait.within[waits.hours.index(limit)] for wait in waits.groups)
    due = sum(wait.due for wait in waits.groups)
    words = f"{formatting.fraction(within, due)} crimes due were recorded within {formatting.count(round(limit))} hours"
    return words + (": the rest of the curve is made up" if waits.made_up else "")


def _in_words(waits: Waits, wait: Wait, named: tuple[float, ...]) -> str:
    shares = shares_at(wait, named)
    hours = [f"{print_share(share)}% within {formatting.count(round(limit))} hours" for limit, share in shares.items()]
    name = name_group(waits.by, wait.values) if waits.by else "All"
    words = f"{name}: of {formatting.count(wait.due)} due, {formatting.count(wait.never)} not recorded"
    return f"{words}, {formatting.listed(hours)}" if hours else words


def _draw_curves(sheet: ChartSheet, waits: Waits, curves: list[Wait]) -> None:
    axes, last = sheet.axes, waits.hours[-1]
    for wait, colour, dash in zip(curves, SERIES, _DASHES, strict=False):
        shares = shares_at(wait, waits.hours)
        times = [0.0, *shares]
        value, low, high = zip((0.0, 0.0, 0.0), *shares.values(), strict=True)
        name = name_group(waits.by, wait.values) if waits.by else "All crimes due"
        name = f" {name}" if name.startswith("_") else name  # or Matplotlib would leave it out of the legend
        seaborn.lineplot(
            x=times, y=value, drawstyle="steps-post", color=colour, linestyle=dash, linewidth=2.2, label=name,
            estimator=None, ax=axes,
        )  # fmt: skip
        axes.fill_between(times, low, high, step="post", color=colour, alpha=0.16, linewidth=0)
    for place, limit in enumerate(waits.limits):
        axes.axvline(limit, color=INK, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
        sheet.write(f"limit: {formatting.count(round(limit))} hours", limit, 5 + place * ABOVE, dx=5, ha="left")
    axes.set_xlim(0, last)
    axes.set_ylim(0, 102)
    axes.set_xticks(range(0, round(last) + 1, (2 if sheet.narrow else 1) * DAY))
    axes.set_yticks(range(0, 101, 25))
    axes.tick_params(left=False, labelsize=LETTERS)
    if curves:
        axes.legend(loc=_CORNER, labelcolor=INK, handlelength=2.6)
    sheet.note_axis("Hours from report to record")
    axes.set_ylabel("Recorded by then, of all due (%)", color=QUIET_GREY)


def _draw_strips(sheet: ChartSheet, strip: Axes, waits: Waits, strips: list[Wait]) -> None:
    """One bar a group, in parts: recorded within the limit, within a week, later, and not recorded."""
    limit = waits.limits[0] if waits.limits else DAY
    first, week = waits.hours.index(limit), waits.hours.index(7 * DAY)
    rows = [*range(len(strips))]
    parts = {
        "not recorded": (NOTHING, [wait.due for wait in strips]),
        "later": (SHADES[1], [wait.timed for wait in strips]),
        "within a week": (SHADES[2], [wait.within[week] for wait in strips]),
        f"within {formatting.count(round(limit))} hours": (SHADES[4], [wait.within[first] for wait in strips]),
    }
    for name, (colour, counts) in parts.items():
        widths = [100 * count / wait.due if wait.due else 0 for count, wait in zip(counts, strips, strict=True)]
        # Seaborn has no bars in parts; four of its bar charts on one another take three times as long as these.
        strip.barh(rows, widths, height=0.7, color=colour, label=name)
    names = [name_group(waits.by, wait.values) if waits.by else "All" for wait in strips]
    letters = 16 if sheet.narrow else 40
    strip.set_yticks(rows, [name if len(name) <= letters else f"{name[: letters - 1]}…" for name in names])
    strip.set_ylim(len(strips) - 0.4, -0.6)
    strip.set_xlim(0, 100)
    strip.set_xticks(range(0, 101, 25))
    strip.grid(visible=False)
    strip.tick_params(left=False, labelsize=LETTERS)
    strip.set(ylabel="")
    strip.set_xlabel("Of all due (%)", loc="left")
    handles, labels = strip.get_legend_handles_labels()
    # From the left edge of the sheet, or the words beside long names would be cut off.
    across = blended_transform_factory(sheet.canvas.transFigure, strip.transAxes)
    strip.legend(
        handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(0, -0.9 / (0.3 * len(strips) + 0.3)),
        bbox_transform=across, ncols=2 if sheet.narrow else 4, labelcolor=INK, handlelength=1.2,
    )  # fmt: skip

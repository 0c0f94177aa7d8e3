"""A funnel of units side by side: the exact limits of chance, and those with the spread of the units added."""

from __future__ import annotations

from functools import partial

from matplotlib.patheffects import withStroke

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.points import list_in_words, shortened
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, ORANGE, PAPER, QUIET_GREY, TRACK_GREY
from cdi.measures.all_forces.side_by_side import SideBySide, Standing
from cdi.measures.funnel import LEVELS
from cdi.model.exhibit import Chart

_MOST_NAMES = {False: 7, True: 3}
"""Chosen: more names would lie on one another."""
_APART = 3.0
"""Chosen: names nearer in points than this would lie on one another."""
_FORCE = "force"
_WORTH = "Units that the rate is worth: a sample of so many would have its interval"
"""What the size of a force is: some forces published no sample. The size of a team is the number counted."""
_DASHES = dict(zip(LEVELS, ("--", "-"), strict=True))


def draw_units_funnel(
    table: SideBySide, caption: Caption, subject: str, units: str = _FORCE, warning: str = ""
) -> Chart:
    """Each unit at the size that its rate is worth, with both kinds of limits; a warning stands above and in words.

    Where units differ by no spread that could be added there is one kind of limits.
    """
    inner, outer = (formatting.level(level) for level in LEVELS)
    beyond = [row for row in table.standings if row.beyond == LEVELS[1]]
    wide = _beyond_spread(table)
    number = formatting.counted(len(table.standings), units)
    lie = "lies" if len(beyond) == 1 else "lie"
    headline = f"{formatting.count(len(beyond))} of {number} {lie} outside the {outer} limits"
    headline += f", {formatting.count(len(wide))} outside limits with the spread added" if table.spread else ""
    headline += ", with made-up rows" if warning else ""
    subtitle = f"{formatting.capitalised(subject)}, {caption.period}; grey: exact binomial limits ({inner} dashed, "
    subtitle += f"{outer} solid) around {formatting.percent(table.centre)}"
    subtitle += f"; orange: the same with the variance between {units}s added" if table.spread else ""
    said = list_in_words([_in_words(row, table, units) for row in beyond], f"No {units} lies outside the outer limits")
    alt = f"{warning} Outside the {outer} limits: {said}" if beyond else f"{warning} {said}"
    return Chart(
        id="funnel-of-forces",
        headline=headline,
        subtitle=subtitle,
        alt=alt.strip(),
        source=caption.source,
        figures=(),
        **draw_both(
            partial(_draw, table=table, subject=subject, units=units, warning=warning),
            wide_height=4.2,
            narrow_height=3.9,
            title=headline,
            description=f"{subtitle}. {alt.strip()}",
        ),
    )


def _in_words(row: Standing, table: SideBySide, units: str) -> str:
    side = "above" if row.unit.percent > table.centre else "below"
    size = formatting.count(row.unit.counted)
    size = f"a worth of {size}" if units == _FORCE else size
    return f"{row.unit.name}, {formatting.percent(row.unit.percent)} of {size}, {side}"


def _to_name(table: SideBySide, most: int) -> list[Standing]:
    """The units outside the widest limits, the farthest first, without names that would overlap."""
    named: list[Standing] = []
    apart = _beyond_spread(table) if table.spread else [row for row in table.standings if row.beyond == LEVELS[1]]
    for row in sorted(apart, key=lambda row: -abs(row.unit.percent - table.centre)):
        if all(abs(row.unit.percent - other.unit.percent) > _APART for other in named):
            named.append(row)
    return named[:most]


def _beyond_spread(table: SideBySide) -> list[Standing]:
    return [row for row in table.standings if row.beyond_spread is not None]


def _draw(sheet: ChartSheet, table: SideBySide, subject: str, units: str, warning: str) -> None:
    if warning:
        sheet.warn(warning)
    axes = sheet.axes
    axes.axhline(table.centre, color=QUIET_GREY, linewidth=1.2, zorder=1)
    wide = [(table.wide_limits, ORANGE, 1.2)] if table.spread else []
    for limits, colour, width in (*wide, (table.limits, QUIET_GREY, 1.3)):
        for level, sides in limits.items():
            for side in sides:
                seaborn.lineplot(
                    x=list(table.sizes), y=list(side), estimator=None, color=colour, linewidth=width,
                    linestyle=_DASHES[level], ax=axes,
                )  # fmt: skip
    axes.fill_between(table.sizes, *table.limits[LEVELS[0]], color=TRACK_GREY, alpha=0.35, linewidth=0)
    sizes = [row.unit.counted for row in table.standings]
    parts = [row.unit.percent for row in table.standings]
    seaborn.scatterplot(x=sizes, y=parts, color=BLUE, s=34, linewidth=0, zorder=4, clip_on=False, ax=axes)
    room = 0.06 * (max(sizes) - min(sizes)) or 1
    axes.set_xlim(max(0, min(sizes) - room), max(sizes) + room)
    axes.set_ylim(max(0, 10 * (min(parts) // 10) - 5), 101)
    axes.tick_params(left=False, labelsize=LETTERS)
    middle = sum(axes.get_xlim()) / 2
    for row in _to_name(table, _MOST_NAMES[sheet.narrow]):
        left = row.unit.counted > middle
        sheet.write(
            shortened(row.unit.name, 16 if sheet.narrow else 30), row.unit.counted, row.unit.percent,
            dx=-6 if left else 6, dy=0, ha="right" if left else "left",
            path_effects=[withStroke(linewidth=3, foreground=PAPER)], zorder=5,
        )  # fmt: skip
    sheet.note_axis(_WORTH if units == _FORCE else f"How many the sample has of each {units}")
    axes.set_ylabel(f"{formatting.capitalised(subject)} (%)", color=QUIET_GREY)

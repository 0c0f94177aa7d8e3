"""A funnel: groups by their size, with the limits within which chance alone would keep groups of one rate."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patheffects import withStroke

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.points import list_in_words, shortened
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_group
from cdi.house_style.colours import BLUE, ORANGE, PAPER, QUIET_GREY, TRACK_GREY
from cdi.measures.funnel import LEVELS, Funnel
from cdi.measures.group_rates import GroupRate, RatesOfGroups
from cdi.model.exhibit import Chart

_MOST_NAMES = {False: 8, True: 3}
"""Chosen: more names would lie on one another."""
_DASHES = dict(zip(LEVELS, ("--", "-"), strict=True))


def draw_funnel(rates: RatesOfGroups, funnel: Funnel, caption: Caption, subject: str) -> Chart:
    """Each group as a mark at its size and its part, and the names of those outside the limits.

    The headline gives what all groups together say; the alternative text those outside the limits, then every group.
    """
    cut, total = rates.cut, rates.cut.total
    rows = [row for row in rates.rows if row.counts.of]
    headline = f"{formatting.capitalised(cut.question.done)}: {formatting.fraction(total.yes, total.of)}"
    headline += f" {cut.question.units}" + (", with made-up rows" if cut.made_up else "")
    inner, outer = (formatting.level(level) for level in LEVELS)
    subtitle = f"{subject}, {caption.place}, {caption.period}; the lines are the exact binomial limits"
    subtitle += f" ({inner} dashed, {outer} solid) of groups with the rate of all together"
    apart = sorted((row for row in rows if row.values in funnel.beyond), key=lambda row: _apartness(row, funnel))
    said = list_in_words([_in_words(row, funnel, cut.by) for row in apart], "No group lies outside the limits")
    all_said = list_in_words([_counts_in_words(row, cut.by) for row in rows], "Nothing was counted")
    alt = f"{cut.made_up} {said} All groups: {all_said}".strip()

    def draw(sheet: ChartSheet) -> None:
        _draw_limits(sheet, funnel)
        _draw_groups(sheet, rows, apart, funnel, cut.by)
        sheet.note_axis(f"{formatting.capitalised(cut.question.units)} of the {name_column(cut.by[0]).lower()}")
        sheet.axes.set_ylabel(f"{formatting.capitalised(cut.question.done)} (%)", color=QUIET_GREY)
        if cut.made_up:
            sheet.warn(cut.made_up)

    more = 0.4 if cut.made_up else 0.0
    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    drawings = draw_both(draw, wide_height=3.9 + more, narrow_height=3.9 + more, **words)
    return Chart("groups", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _apartness(row: GroupRate, funnel: Funnel) -> tuple[float, float]:
    """The groups outside the outer limits first, then by how far they lie from all together."""
    return -funnel.beyond[row.values], -abs(_part(row) - funnel.centre)


def _part(row: GroupRate) -> float:
    """The part of the sample, which the limits are of, also where a weighted rate may be given."""
    return 100 * row.counts.yes / row.counts.of


def _counts_in_words(row: GroupRate, by: tuple[str, ...]) -> str:
    return f"{name_group(by, row.values)}: {formatting.fraction(row.counts.yes, row.counts.of)}"


def _in_words(row: GroupRate, funnel: Funnel, by: tuple[str, ...]) -> str:
    side = "below" if _part(row) < funnel.centre else "above"
    return f"{_counts_in_words(row, by)}, {side} the {formatting.level(funnel.beyond[row.values])} limits"


def _draw_limits(sheet: ChartSheet, funnel: Funnel) -> None:
    axes = sheet.axes
    axes.axhline(funnel.centre, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
    for level, sides in funnel.limits.items():
        for side in sides:
            seaborn.lineplot(
                x=list(funnel.sizes), y=list(side), estimator=None, color=QUIET_GREY, linewidth=1.3,
                linestyle=_DASHES[level], ax=axes,
            )  # fmt: skip
    axes.fill_between(funnel.sizes, *funnel.limits[LEVELS[0]], color=TRACK_GREY, alpha=0.35, linewidth=0)


def _draw_groups(
    sheet: ChartSheet, rows: Sequence[GroupRate], apart: Sequence[GroupRate], funnel: Funnel, by: tuple[str, ...]
) -> None:
    axes = sheet.axes
    sizes, parts = [row.counts.of for row in rows], [_part(row) for row in rows]
    seaborn.scatterplot(x=sizes, y=parts, color=BLUE, s=42, linewidth=0, zorder=4, clip_on=False, ax=axes)
    room = 0.06 * (max(sizes) - min(sizes)) or 1
    axes.set_xlim(max(0, min(sizes) - room), max(sizes) + room)
    axes.set_ylim(max(0, 10 * (min(parts) // 10) - 5), 102)
    axes.tick_params(left=False, labelsize=LETTERS)
    middle = sum(axes.get_xlim()) / 2
    for row in apart[: _MOST_NAMES[sheet.narrow]]:
        left, above = row.counts.of > middle, _part(row) > funnel.centre
        name = shortened(name_group(by, row.values), 16 if sheet.narrow else 30)
        sheet.write(
            name, row.counts.of, _part(row), dx=-4 if left else 4, dy=9 if above else -9,
            ha="right" if left else "left", path_effects=[withStroke(linewidth=3, foreground=PAPER)], zorder=5,
        )  # fmt: skip

"""The rates of groups: a line each, months in time, or a map of two columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import nan
from typing import Any

from matplotlib.colors import ListedColormap, to_hex

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import INTERVAL, LETTERS, ChartSheet, draw_both, finish_map, seaborn
from cdi.exhibits.charts.funnel import draw_funnel
from cdi.exhibits.charts.points import Point, draw_points, height_of, list_in_words
from cdi.exhibits.tables.groups import LEFT_OUT
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_group, name_value
from cdi.house_style.colours import BLUE, INK, NOTHING, ORANGE, PAPER, QUIET_GREY, SHADES
from cdi.house_style.contrast import readable_on
from cdi.measures.cuts import Counts, Cut
from cdi.measures.group_rates import SMALL_BASE, GroupRate, RatesOfGroups
from cdi.model.exhibit import Chart
from cdi.model.groups import MONTH, Cells

MOST_LINES = 30
"""Chosen: more lines than a page holds are left to the table; those with the largest bases are drawn."""
_MOST_ACROSS = {False: 7, True: 3}
_LONGEST_ON_NARROW = 17


def draw_groups(rates: RatesOfGroups, caption: Caption, subject: str) -> Chart:
    """The chart that fits the cut: months in time, two columns as a map, many teams as a funnel, else a line each.

    The headline gives what all groups together say; the alternative text every group that is drawn.
    """
    if funnel := rates.funnel:
        return draw_funnel(rates, funnel, caption, subject)
    cut = rates.cut
    rows = [row for row in rates.rows if row.shown is not None]
    largest = sorted(rows, key=lambda row: -row.counts.of)[:MOST_LINES]
    shown = rows if fits_map(cut, narrow=False) else [row for row in rows if row in largest]
    total = cut.total
    headline = f"{formatting.capitalised(cut.question.done)}: {formatting.fraction(total.yes, total.of)}"
    headline += f" {cut.question.units}" + (" in the groups shown" if rates.incomplete else "")
    headline += ", with made-up rows" if cut.made_up else ""
    subtitle = f"{subject}, {caption.place}, {caption.period}, with {formatting.level(rates.level)} intervals"
    subtitle += _marks(rows) + (
        f"; the {formatting.count(len(shown))} largest groups" if len(shown) < len(rows) else ""
    )
    alt = list_in_words([_in_words(cut, row) for row in shown], "Nothing was counted")
    alt = f"{cut.made_up} {alt} {LEFT_OUT if rates.incomplete else ''}".strip()
    wide, narrow = (_choose(cut, shown, largest, narrow=narrow) for narrow in (False, True))

    def draw(sheet: ChartSheet) -> None:
        (narrow if sheet.narrow else wide)[0](sheet)
        if cut.made_up:
            sheet.warn(cut.made_up)

    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    more = 0.4 if cut.made_up else 0.0
    drawings = draw_both(draw, wide_height=wide[1] + more, narrow_height=narrow[1] + more, **words)
    return Chart("groups", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _marks(rows: Sequence[GroupRate]) -> str:
    """What the marks mean."""
    words = "; squares are fractions only" if any(row.percent is None for row in rows) else ""
    return words + ("; the dashed line is all together" if len(rows) > 1 else "")


def _in_words(cut: Cut, row: GroupRate) -> str:
    name = name_group(cut.by, row.values) if cut.by else "All"
    words = f"{name}: {formatting.fraction(row.counts.yes, row.counts.of)}"
    if row.percent is not None and row.low is not None and row.high is not None:
        low, high = formatting.decimals(row.low, 1), formatting.decimals(row.high, 1)
        words += f", a rate of {formatting.percent(row.percent)} ({low} to {high})"
    return words


def _choose(
    cut: Cut, shown: Sequence[GroupRate], largest: Sequence[GroupRate], *, narrow: bool
) -> tuple[Callable[[ChartSheet], None], float]:
    """What draws the groups on a sheet, and how high the sheet is."""
    if not shown:
        return _say_nothing, 1.2
    if cut.by == (MONTH,) and len(shown) > 1:
        return partial(_draw_months, rows=shown, cut=cut), 3.2
    if fits_map(cut, narrow=narrow):
        return partial(_draw_map, cut=cut, rows={row.values: row for row in shown}), 0.9 + 0.36 * len(lay_out(cut)[0])
    points = [_point(cut, place, row) for place, row in enumerate(row for row in shown if row in largest)]
    total = cut.total
    average = 100 * total.yes / total.of if len(shown) > 1 else None
    axis = f"{formatting.capitalised(cut.question.done)} (%)"
    return partial(draw_points, points=points, axis=axis, average=average), height_of(points, narrow=narrow)


def _say_nothing(sheet: ChartSheet) -> None:
    """An empty sheet that says so."""
    sheet.axes.set_axis_off()
    sheet.write("Nothing was counted", 0.5, 0.5, ha="center")


def _point(cut: Cut, place: int, row: GroupRate) -> Point:
    name = name_group(cut.by, row.values) if cut.by else "All"
    look = "fraction" if row.percent is None else "rate"
    return Point(
        place, name, row.shown or 0.0, row.low, row.high, formatting.fraction(row.counts.yes, row.counts.of), look
    )


def _draw_months(sheet: ChartSheet, rows: Sequence[GroupRate], cut: Cut) -> None:
    """Months from left to right, each with its interval; the dashed line is all months together."""
    axes, places = sheet.axes, range(len(rows))
    numbers = [
        (place, number)
        for place, row in enumerate(rows)
        for number in ((row.low, row.shown, row.high) if row.low is not None else (row.shown,))
    ]
    seaborn.pointplot(
        x=[place for place, _ in numbers], y=[number for _, number in numbers], native_scale=True, estimator="median",
        errorbar=("pi", 100), color=BLUE, markersize=6, linewidth=1.6, err_kws={"linewidth": 2.2, "label": INTERVAL},
        ax=axes,
    )  # fmt: skip
    axes.axhline(100 * cut.total.yes / cut.total.of, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
    step = max(1, -(-len(rows) // (4 if sheet.narrow else 9)))
    names = [name_value(MONTH, row.values[0]).replace(" ", "\n") for row in rows]
    axes.set_xticks([*places][::step], names[::step])
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_ylim(0, 102)
    axes.set_yticks(range(0, 101, 25))
    axes.tick_params(left=False, labelsize=LETTERS)
    sheet.note_axis("Month of the report")
    axes.set_ylabel(f"{formatting.capitalised(cut.question.done)} (%)", color=QUIET_GREY)


# ---- two columns


def _sides(cut: Cut) -> tuple[list[Any], list[Any]]:
    """The values down and across, in the order of the groups; the column with fewer values goes across."""
    first, second = ([*dict.fromkeys(cells[place] for cells in cut.groups)] for place in (0, 1))
    return (first, second) if len(second) <= len(first) else (second, first)


def fits_map(cut: Cut, *, narrow: bool) -> bool:
    """Whether two columns make a map that a wide or a narrow sheet has room for."""
    if len(cut.by) != 2 or not cut.groups:
        return False
    down, across, _, _ = lay_out(cut)
    longest = max(len(name) for name in down)
    return len(across) <= _MOST_ACROSS[narrow] and (not narrow or longest <= _LONGEST_ON_NARROW)


def lay_out(cut: Cut) -> tuple[list[str], list[str], list[list[Cells]], str]:
    """The names down and across, the groups of the cells, and the name of the column that goes across."""
    down, across = _sides(cut)
    first = len({cells[1] for cells in cut.groups}) <= len({cells[0] for cells in cut.groups})
    names = cut.by if first else cut.by[::-1]
    cells: list[list[Cells]] = [[(row, column) if first else (column, row) for column in across] for row in down]
    words = [name_group(names[:1], (value,)) for value in down], [name_group(names[1:], (value,)) for value in across]
    return *words, cells, name_column(names[1])


def _draw_map(sheet: ChartSheet, cut: Cut, rows: dict[Cells, GroupRate]) -> None:
    """Cells as dark as the part is large, where the base is not small; each says how many of how many."""

    def shade(cells: Cells) -> float:
        row = rows.get(cells)
        return nan if row is None or row.shown is None or row.small else row.shown

    counts = {cells: row.counts for cells, row in rows.items()}
    draw_cells(sheet, cut, {cells: shade(cells) for cells in rows}, counts, most=100.0)
    sheet.note_axis(f"{lay_out(cut)[3]}; a base under {formatting.count(SMALL_BASE)} is not shaded")


def draw_cells(
    sheet: ChartSheet, cut: Cut, shades: dict[Cells, float], counts: dict[Cells, Counts], most: float
) -> None:  # fmt: skip
    """A heat map of two columns with a fraction in each cell that holds a row; `shades` without a number stay blank."""
    down, across, cells, _ = lay_out(cut)
    seaborn.heatmap(
        [[shades.get(cell, nan) for cell in row] for row in cells], cmap=ListedColormap([NOTHING, *SHADES]), vmin=0,
        vmax=most, cbar=False, linewidths=2, linecolor=PAPER, ax=sheet.axes, yticklabels=down,
        xticklabels=[name.replace(" ", "\n") if sheet.narrow or len(across) > 4 else name for name in across],
    )  # fmt: skip
    grounds = iter(finish_map(sheet))
    for height, row in enumerate(cells):
        for place, cell in enumerate(row):
            ground = next(grounds)
            own = counts.get(cell)
            if own is not None and own.of:
                blank = shades.get(cell, nan) != shades.get(cell, nan)
                colour = INK if blank else readable_on(to_hex(ground), INK, PAPER)
                text = f"{formatting.count(own.yes)}/{formatting.count(own.of)}"
                wide = formatting.fraction(own.yes, own.of) if not sheet.narrow and len(across) <= 4 else text
                sheet.write(wide, place + 0.5, height + 0.5, ha="center", color=colour)

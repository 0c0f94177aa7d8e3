"""Units side by side, forces or the teams of one: rates with intervals and bands, places with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, draw_estimates, seaborn
from cdi.exhibits.charts.points import list_in_words, shortened
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, ORANGE, QUIET_GREY, SHADES
from cdi.measures.all_forces.comparison import ForceComparison, ForceRow
from cdi.measures.all_forces.side_by_side import SideBySide, Standing
from cdi.measures.published_rates import PUBLISHED_LEVEL
from cdi.model.exhibit import Chart

_ROW, _NARROW_ROW = 0.175, 0.185
"""Inches that a line of a chart with many lines needs."""
_NARROW_NAME, _WIDE_NAME = 15, 30
"""So many letters of a name leave room for what the axis shows."""
_LEVEL = formatting.level(PUBLISHED_LEVEL)


def draw_forces(comparison: ForceComparison, caption: Caption) -> Chart | None:
    """Every force's latest result, the highest on top: a point with its interval, a hollow point, or a band.

    Nothing where no force has a result.
    """
    rows = comparison.rows[::-1]
    if not rows:
        return None
    lowest, highest = rows[-1], rows[0]
    headline = f"From {lowest.result.printed} in {lowest.name} to {highest.result.printed} in {highest.name}"
    subtitle = f"{formatting.capitalised(comparison.label)}, latest result of each force, {comparison.regime.label}, "
    subtitle += f"{caption.period}; a line is the interval, a pale bar what a rounded result may stand for"
    subtitle += ", a hollow mark a result whose error is not known"
    alt = list_in_words([_result_in_words(row) for row in rows], "No force has a result")
    return Chart(
        id="results-by-force",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=("forces.lowest", "forces.highest"),
        **draw_both(
            partial(_draw_results, comparison=comparison, rows=rows[::-1]),
            wide_height=0.8 + _ROW * len(rows),
            narrow_height=0.9 + _NARROW_ROW * len(rows),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def draw_places(table: SideBySide, caption: Caption, subject: str, units: str = "force", warning: str = "") -> Chart:
    """The range of places of each unit, the lowest rate at the bottom; a warning stands above it and in its words."""
    rows = table.standings
    one = sum(row.place_low == row.place_high for row in rows)
    number = formatting.counted(len(rows), units)
    headline = f"Each of {number} may have one of several places"
    if one:
        has = "has" if one == 1 else "have"
        headline = f"{formatting.capitalised(formatting.in_words(one))} of {number} {has} a single place"
    headline += ", with made-up rows" if warning else ""
    subtitle = (
        f"{formatting.capitalised(subject)}: places from the lowest, 1, with the range that holds each at {_LEVEL}, "
    )
    subtitle += caption.period
    alt = list_in_words([f"{row.unit.name}: {_places_in_words(row)}" for row in rows], "Nothing is compared")
    alt = f"{warning} {alt}".strip()
    return Chart(
        id="place-ranges",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=(),
        **draw_both(
            partial(_draw_places, rows=rows, warning=warning),
            wide_height=0.8 + _ROW * len(rows) + (0.4 if warning else 0),
            narrow_height=0.9 + _NARROW_ROW * len(rows) + (0.5 if warning else 0),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _places_in_words(row: Standing) -> str:
    low, high = formatting.count(row.place_low), formatting.count(row.place_high)
    return f"place {low}" if low == high else f"between {low} and {high}"


def _result_in_words(row: ForceRow) -> str:
    """The name, the result and its interval; a result that is set apart says so by its words alone."""
    if row.interval is None:
        return f"{row.name}: {row.result.printed}"
    low, high = (formatting.percent(end) for end in row.interval)
    return f"{row.name}: {row.result.printed} ({low} to {high})"


def _draw_results(sheet: ChartSheet, comparison: ForceComparison, rows: Sequence[ForceRow]) -> None:
    """From the bottom up: bands, points with intervals, hollow points."""
    start = _start(rows)
    sized = [(place, row.result.value, *row.interval) for place, row in enumerate(rows) if row.interval]
    bands = [(place, band) for place, row in enumerate(rows) if row.apart == "a band" and (band := row.result.band)]
    bare = [(place, row.result.value, None, None) for place, row in enumerate(rows) if row.apart == "no size"]
    for place, (low, high) in bands:
        sheet.axes.barh(place, high - low, left=low, height=0.62, color=SHADES[1], linewidth=0, zorder=2)
    draw_estimates(sheet, sized, colour=BLUE, marker="o")
    draw_estimates(sheet, bare, colour=BLUE, marker="o")
    _shrink_marks(sheet)
    if comparison.side_by_side is not None:
        sheet.axes.axvline(comparison.side_by_side.centre, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
    _name_rows(sheet, [row.name for row in rows])
    sheet.axes.set_xlim(start, 100)
    sheet.axes.set_xticks(range(start, 101, 10))
    if not sheet.narrow:
        for place, row in enumerate(rows):
            sheet.write(row.result.printed, 100, place, dx=8, ha="left", fontsize=LETTERS)
    dashed = "; dashed: all compared together" if comparison.side_by_side is not None else ""
    sheet.note_axis(f"{formatting.capitalised(comparison.label)} (%){dashed}", beside=18)


def _start(rows: Sequence[ForceRow]) -> int:
    ends = [end for row in rows for end in (row.result.value, *(row.interval or ()), *(row.result.band or ()))]
    return max(0, int(min(ends) // 10) * 10)


def _draw_places(sheet: ChartSheet, rows: Sequence[Standing], warning: str) -> None:
    if warning:
        sheet.warn(warning)
    points = [(height, row.place, row.place_low, row.place_high) for height, row in enumerate(rows)]
    draw_estimates(sheet, points, colour=BLUE, marker="o")
    _shrink_marks(sheet)
    _name_rows(sheet, [row.unit.name for row in rows])
    last = len(rows)
    sheet.axes.set_xlim(0, last + 1)
    sheet.axes.set_xticks([1, *range(5, last + 1, 5 if not sheet.narrow or last < 20 else 10)])
    sheet.note_axis(f"Place from the lowest, with the range that holds it at {_LEVEL}", beside=18)


def _shrink_marks(sheet: ChartSheet) -> None:
    for line in sheet.axes.lines:
        line.set_markersize(min(line.get_markersize(), 4.5))
        line.set_clip_on(False)


def _name_rows(sheet: ChartSheet, names: Sequence[str]) -> None:
    axes = sheet.axes
    shown = [shortened(name, _NARROW_NAME if sheet.narrow else _WIDE_NAME) for name in names]
    axes.set_ylim(-0.8, len(names) - 0.2)
    axes.set_yticks(range(len(names)), shown, fontsize=LETTERS)
    axes.grid(visible=False, axis="y")
    axes.tick_params(left=False)
    for place in range(0, len(names), 2):
        axes.axhline(place, color=QUIET_GREY, alpha=0.14, linewidth=0.8, zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    seaborn.despine(ax=axes, left=True)

"""Values in percent with their intervals, one line each: the rates of groups, figures, and figures before and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patheffects import withStroke

from cdi.exhibits.charts.canvas import ChartSheet, draw_estimates, set_share_axis
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, ORANGE, PAPER, QUIET_GREY

_LOOKS = {"rate": (BLUE, "o"), "fraction": (QUIET_GREY, "s"), "before": (ORANGE, "D")}
_LETTERS = 42
"""So many letters of a label fit beside a wide sheet's axis."""


_MOST_IN_WORDS = 20
"""Chosen: nobody listens to more; the rest is in the table."""


def list_in_words(items: Sequence[str], nothing: str) -> str:
    """The values of a chart as one sentence for its alternative text; of many the first, and where the rest is."""
    words = "; ".join(items[:_MOST_IN_WORDS]) or nothing
    rest = len(items) - _MOST_IN_WORDS
    return f"{words}; and {formatting.count(rest)} more in the table." if rest > 0 else f"{words}."


@dataclass(frozen=True, slots=True)
class Point:
    """One value in percent: its name, its interval if it has one, what is written at the right, and how it is drawn.

    `line` is the place from the top; points of one line are drawn together, and the first of them names it.
    """

    line: int
    label: str
    value: float
    low: float | None
    high: float | None
    text: str
    look: str = "rate"


def height_of(points: Sequence[Point], *, narrow: bool) -> float:
    """The height in inches that the lines need."""
    lines = 1 + max(point.line for point in points)
    return 1.0 + (0.62 if narrow else 0.36) * lines


def draw_points(sheet: ChartSheet, points: Sequence[Point], axis: str, average: float | None = None) -> None:
    """The points from the top down. A wide sheet has the words left and right of them, a narrow one above them."""
    lines = 1 + max(point.line for point in points)
    for look, (colour, marker) in _LOOKS.items():
        drawn = [
            (lines - 1 - point.line + (-0.22 if look == "before" else 0), point.value, *_within(point))
            for point in points
            if point.look == look
        ]
        draw_estimates(sheet, drawn, colour=colour, marker=marker)
    if average is not None:
        sheet.axes.axvline(average, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 3)), zorder=1)
    for line in sheet.axes.lines:
        line.set_clip_on(False)  # a mark at 0 or 100 is a whole one
    names: dict[float, str] = {}
    for point in (point for point in points if point.look != "before"):
        height = lines - 1 - point.line
        if sheet.narrow:
            edge = [withStroke(linewidth=3, foreground=PAPER)]
            sheet.write(shortened(point.label, 26), 0, height + 0.3, dy=6, ha="left", path_effects=edge)
            sheet.write(point.text, 100, height + 0.3, dy=6, ha="right", path_effects=edge)
        else:
            names[height] = shortened(point.label, _LETTERS)
            sheet.write(point.text, 100, height, dx=8, ha="left")
    set_share_axis(sheet, lines + (0.4 if sheet.narrow else 0), names)
    sheet.note_axis(axis)


def _within(point: Point) -> tuple[float | None, float | None]:
    """The interval as far as the axis goes."""
    if point.low is None or point.high is None:
        return None, None
    return max(point.low, 0.0), min(point.high, 100.0)


def shortened(label: str, letters: int) -> str:
    """A label with no more than so many letters."""
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"

"""The sheets that every chart is drawn on, in the house style: a wide one for pages and paper, a narrow one for phones.

Charts are drawn by seaborn on these sheets. Every chart is drawn twice by one function, which asks the sheet which of
the two it is. The wide sheet is 6.6 inches across and is shown from 480 pixels on, the narrow one 3.3 inches and is
shown from 320 pixels on; with letters of 9.5 points and more, no letter is ever under 9 pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import matplotlib.font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patheffects import withStroke

from cdi.exhibits.charts.svg import to_svg
from cdi.house_style import fonts
from cdi.house_style.colours import INK, PAPER, QUIET_GREY
from cdi.house_style.seaborn_alone import import_seaborn

seaborn = import_seaborn()

WIDE, NARROW = 6.6, 3.3
"""Widths of the sheets in inches."""
LETTERS = 10
"""Size of letters in points; none is smaller."""
INTERVAL = "_interval"
"""The label of interval lines, by which tests find them; a label with an underscore is not drawn."""
_AXIS_LETTERS = {WIDE: 80, NARROW: 40}
_ONLY: ContextVar[float | None] = ContextVar("the width of the only sheet to draw on", default=None)


@dataclass(frozen=True, slots=True)
class ChartSheet:
    """A sheet in the house style with its axes; `narrow` says which of the two it is."""

    canvas: Canvas
    axes: Axes
    narrow: bool

    def note_axis(self, text: str, beside: int = 0) -> None:
        """What the horizontal axis shows, in as many lines as it needs; on a narrow one `beside` letters are taken."""
        width = _AXIS_LETTERS[NARROW] - beside if self.narrow else _AXIS_LETTERS[WIDE]
        self.axes.set_xlabel(textwrap.fill(text, width), loc="left")
        self.axes.set_ylabel("")

    def write(self, text: str, x: float, y: float, **how: Any) -> None:
        """Letters at a place of the axes, in ink unless told otherwise; `dx` and `dy` move them by points."""
        offset = how.pop("dx", 0), how.pop("dy", 0)
        self.axes.annotate(
            text, (x, y), xytext=offset, textcoords="offset points",
            **{"va": "center", "color": INK, "fontsize": LETTERS, "annotation_clip": False, **how},
        )  # fmt: skip

    def warn(self, text: str) -> None:
        """A line above the chart that nobody should miss."""
        lines = textwrap.fill(text, 42 if self.narrow else 92)
        self.canvas.suptitle(lines, x=0.01, ha="left", fontsize=LETTERS, color=INK)


@contextmanager
def draw_once(*, narrow: bool) -> Iterator[None]:
    """In here a chart has one drawing, the narrow or the wide one: half the work for a page whose width is known."""
    before = _ONLY.set(NARROW if narrow else WIDE)
    try:
        yield
    finally:
        _ONLY.reset(before)


def draw_both(
    draw: Callable[[ChartSheet], None], wide_height: float, narrow_height: float, title: str, description: str
) -> dict[str, str]:
    """The wide and the narrow drawing of a chart as SVG files, by the names of the fields of `Chart`.

    Heights are in inches. `title` and `description` are what a reader hears of a file that is opened on its own.
    Within `draw_once` there is one drawing, in the place of the wide one.
    """
    drawings = []
    for width, height in ((WIDE, wide_height), (NARROW, narrow_height)):
        if _ONLY.get() in (None, width):
            with _open_sheet(width, height) as sheet:
                draw(sheet)
                drawings.append(_with_words(to_svg(sheet.canvas), title, description))
    return dict(zip(("svg", "narrow"), drawings, strict=False))


def draw_estimates(
    sheet: ChartSheet, points: Sequence[tuple[float, float, float | None, float | None]], *, colour: str, marker: str
) -> None:
    """Points with intervals, each (height, value, low, high), by seaborn's point plot; without an interval hollow.

    The bounds are given, not estimated: of the three numbers low, value and high the median is the value, and the
    percentile interval of all of them goes from low to high.
    """
    bare = [(height, value) for height, value, low, _ in points if low is None]
    numbers = [
        (height, number) for height, value, *bounds in points for number in (value, *bounds) if None not in bounds
    ]
    _point_plot(sheet, numbers, colour, marker=marker, err_kws={"linewidth": 2.2, "label": INTERVAL})
    hollow = {"marker": marker, "markerfacecolor": PAPER, "markeredgecolor": colour}
    _point_plot(sheet, bare, colour, **hollow)


def draw_intervals(sheet: ChartSheet, intervals: Sequence[tuple[float, float, float]]) -> None:
    """Interval lines across bars, each (height, low, high): ink with an edge of paper, so that it shows on any bar."""
    numbers = [(height, bound) for height, *bounds in intervals for bound in bounds]
    edge = [withStroke(linewidth=4.6, foreground=PAPER)]
    line = {"linewidth": 1.8, "path_effects": edge, "label": INTERVAL, "zorder": 5}
    _point_plot(sheet, numbers, INK, marker="", err_kws=line)


def _point_plot(sheet: ChartSheet, points: Sequence[tuple[float, float | None]], colour: str, **how: Any) -> None:
    if points:
        heights, numbers = zip(*points, strict=True)
        seaborn.pointplot(
            x=list(numbers), y=list(heights), orient="y", native_scale=True, estimator="median", errorbar=("pi", 100),
            linestyle="none", color=colour, ax=sheet.axes, **{"markersize": 7, "markeredgewidth": 1.8, **how},
        )  # fmt: skip


def set_share_axis(sheet: ChartSheet, rows: float, labels: Mapping[float, str], start: int = 0) -> None:
    """An axis of percent from `start` to 100 over so many rows, the lowest at 0, with labels at their heights."""
    axes = sheet.axes
    axes.set_xlim(start, 100)
    axes.set_ylim(-0.6, rows - 0.4)
    axes.set_yticks(list(labels), list(labels.values()))
    axes.set_xticks(range(start, 101, 20 if sheet.narrow or start == 0 else 10))
    axes.grid(visible=False, axis="y")
    axes.tick_params(left=False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def finish_map(sheet: ChartSheet) -> Any:
    """Take what is not needed off a heat map that was just drawn; returns the colours of its cells, row by row."""
    axes = sheet.axes
    axes.xaxis.tick_top()
    axes.tick_params(length=0, rotation=0, labelsize=LETTERS)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    mesh: Any = axes.collections[0]
    mesh.update_scalarmappable()  # gives the cells their colours before anything is drawn
    return mesh.get_facecolor()


@contextmanager
def _open_sheet(width: float, height: float) -> Iterator[ChartSheet]:
    """A sheet in the house style; what the style changes is put back afterwards."""
    with mpl.rc_context(_style()):
        canvas = Canvas(figsize=(width, height), layout="constrained")
        axes = canvas.add_subplot()
        axes.set(xlabel=" ", ylabel=" ")  # or seaborn would look for labels at every call, at a tenth of the time
        yield ChartSheet(canvas, axes, width == NARROW)


@cache
def _style() -> Any:
    """The style of afcharts with our typeface and our sizes of letters, read once."""
    matplotlib.font_manager.fontManager.addfont(fonts.UPRIGHT)
    style = dict(mpl.rc_params_from_file(str(files("afcharts") / "afcharts.mplstyle"), use_default_template=False))
    own = {
        "font.family": fonts.FAMILY,
        "font.size": 10.5,
        "axes.labelsize": LETTERS,
        "axes.labelcolor": QUIET_GREY,
        "xtick.labelsize": LETTERS,
        "legend.fontsize": LETTERS,
        "text.parse_math": False,  # a name with two signs of the dollar is a name
        "svg.fonttype": "path",
        "svg.hashsalt": "cdi",
    }
    return style | own


def _with_words(svg: str, title: str, description: str) -> str:
    """The drawing as a picture that says what it shows when it is opened on its own."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    return f'{svg[:end]} role="img" aria-labelledby="title desc">{words}{svg[end + 1 :]}'

"""The sheet that every chart is drawn on, in the house style, and the axis of shares."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.font_manager
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from cdi.house_style import fonts
from cdi.house_style.colours import QUIET_GREY

_WIDTH_INCHES = 6.6


@contextmanager
def open_canvas(height: float) -> Iterator[tuple[Canvas, Axes]]:
    """A canvas `height` inches high in the house style; what the style changes is put back afterwards."""
    matplotlib.font_manager.fontManager.addfont(fonts.UPRIGHT)
    own: dict[str, Any] = {
        "font.family": fonts.FAMILY,
        "font.size": 10.5,
        "axes.labelsize": 10,
        "axes.labelcolor": QUIET_GREY,
        "svg.fonttype": "path",
        "svg.hashsalt": "cdi",
    }
    with mpl.style.context(["afcharts.afcharts", own]):
        canvas = Canvas(figsize=(_WIDTH_INCHES, height), layout="constrained")
        yield canvas, canvas.add_subplot()


def set_share_axis(axes: Axes, labels: list[str], start: int = 0) -> None:
    """An axis of percent from `start` to 100, and one labelled row for each of `labels`, the lowest first."""
    axes.set_xlim(start, 100)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_yticks(range(len(labels)), labels)
    axes.grid(visible=False, axis="y")
    axes.tick_params(left=False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def to_svg(canvas: Canvas) -> str:
    """The canvas as SVG text without date or program, so that the same figures give the same bytes."""
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()

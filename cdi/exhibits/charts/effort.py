"""What an audit of a given size can be expected to give: half-widths against the units audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdi.exhibits.charts.canvas import open_canvas, to_svg
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, INK, ORANGE, QUIET_GREY
from cdi.model.exhibit import Chart

_LABEL_GAP = 0.065
"""The distance that two labels need, as a part of the height of the axis."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a curve: its name, and a value for each point of the axis."""

    name: str
    values: tuple[float, ...]


def draw_half_width_curve(units: Sequence[int], lines: Sequence[Line], *, chosen: int, what: str) -> Chart:
    """Half-widths (percentage points) against the units audited; the first line is the message, `chosen` the plan."""
    reached = lines[0].values[list(units).index(chosen)]
    alt = "; ".join(
        f"{formatting.count(number)} units: "
        + ", ".join(f"{line.name} ± {formatting.decimals(line.values[at], 2)}" for line in lines)
        for at, number in enumerate(units)
    )
    return Chart(
        id="half-width-against-effort",
        headline=f"{formatting.count(chosen)} units give an overall half-width of {formatting.points(reached, 2)}",
        subtitle=f"Half-width to expect against units audited, {what}",
        alt=f"Half-widths in percentage points. {alt}.",
        source="cdi plan-sample",
        svg=_picture(units, lines, chosen, reached),
        figures=(),
    )


def _picture(units: Sequence[int], lines: Sequence[Line], chosen: int, reached: float) -> str:
    with open_canvas(3.4) as (canvas, axes):
        highest = max(max(line.values) for line in lines)
        heights = _apart([line.values[-1] for line in lines], highest * _LABEL_GAP)
        for line, height in reversed(list(zip(lines, heights, strict=True))):
            first = line is lines[0]
            axes.plot(units, line.values, color=BLUE if first else QUIET_GREY, linewidth=2.4 if first else 1.2)
            axes.annotate(line.name, (units[-1], height), xytext=(6, 0), textcoords="offset points", va="center",
                          color=BLUE if first else INK, fontsize=10)  # fmt: skip
        axes.plot([chosen], [reached], "o", color=ORANGE, markersize=8)
        axes.annotate("the plan", (chosen, reached), xytext=(0, -16), textcoords="offset points",
                      ha="center", color=INK, fontsize=10)  # fmt: skip
        axes.set_ylim(0, 1.05 * highest)
        axes.xaxis.set_major_formatter(lambda value, _: formatting.count(int(value)))
        axes.set_xlabel("Units audited", loc="left")
        axes.set_ylabel("Half-width (percentage points)")
        return to_svg(canvas)


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """The same heights, pushed up where two labels would touch; their order stays."""
    placed: dict[int, float] = {}
    last = -gap
    for at in sorted(range(len(heights)), key=lambda one: heights[one]):
        last = placed[at] = max(heights[at], last + gap)
    return [placed[at] for at in range(len(heights))]

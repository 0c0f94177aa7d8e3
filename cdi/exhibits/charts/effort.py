"""What an audit of a given size can be expected to give: half-widths against the units audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.ticker import MaxNLocator

from cdi.exhibits.charts.canvas import ChartSheet, draw_both, seaborn
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


def draw_half_width_curve(
    units: Sequence[int],
    lines: Sequence[Line],
    *,
    chosen: int,
    what: str,
    source: str = "cdi plan-sample",
    warning: str = "",
) -> Chart:
    """Half-widths (percentage points) against the units audited; the first line is the message, `chosen` the plan.

    A `warning` is set above the lines, and begins the alternative text.
    """
    reached = lines[0].values[list(units).index(chosen)]
    alt = "; ".join(
        f"{formatting.count(number)} units: "
        + ", ".join(f"{line.name} ± {formatting.decimals(line.values[at], 2)}" for line in lines)
        for at, number in enumerate(units)
    )
    headline = f"{formatting.count(chosen)} units give an overall half-width of {formatting.points(reached, 2)}"
    subtitle = f"Half-width to expect against units audited, {what}"
    alt = f"{warning} Half-widths in percentage points. {alt}.".strip()
    return Chart(
        id="half-width-against-effort",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=source,
        figures=(),
        **draw_both(
            partial(_draw_curve, units=units, lines=lines, chosen=chosen, reached=reached, warning=warning),
            wide_height=3.4 + (0.4 if warning else 0.0),
            narrow_height=3.0 + (0.4 if warning else 0.0),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _draw_curve(
    sheet: ChartSheet, units: Sequence[int], lines: Sequence[Line], chosen: int, reached: float, warning: str
) -> None:
    axes = sheet.axes
    highest = max(max(line.values) for line in lines)
    heights = _apart([line.values[-1] for line in lines], highest * _LABEL_GAP)
    for line, height in reversed(list(zip(lines, heights, strict=True))):
        first = line is lines[0]
        seaborn.lineplot(
            x=list(units), y=list(line.values), color=BLUE if first else QUIET_GREY, linewidth=2.4 if first else 1.2,
            errorbar=None, ax=axes,
        )  # fmt: skip
        sheet.write(line.name, units[-1], height, dx=6, color=BLUE if first else INK)
    axes.plot([chosen], [reached], "o", color=ORANGE, markersize=8)
    sheet.write("the plan", chosen, reached, dy=-16, ha="center")
    if warning:
        sheet.warn(warning)
    axes.set_ylim(0, 1.05 * highest)
    axes.xaxis.set_major_locator(MaxNLocator(4 if sheet.narrow else 8, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: formatting.count(int(value)))
    sheet.note_axis("Units audited")
    axes.set_ylabel("Half-width (points)" if sheet.narrow else "Half-width (percentage points)")


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """The same heights, pushed up where two labels would touch; their order stays."""
    placed: dict[int, float] = {}
    last = -gap
    for at in sorted(range(len(heights)), key=lambda one: heights[one]):
        last = placed[at] = max(heights[at], last + gap)
    return [placed[at] for at in range(len(heights))]

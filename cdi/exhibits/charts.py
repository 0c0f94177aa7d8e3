"""Figures to pictures with alternative text; nothing is computed again.

Charts are for reading: labels stand beside what they name, shares are drawn from 0 to 100, and nothing depends on
colour alone. Each chart's headline is its message, taken from the figures and their tests.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import matplotlib as mpl
import matplotlib.font_manager
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from cdi.house_style import fonts, formatting
from cdi.model.audit import Audit
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures

# The categorical palette of the government Analysis Function (afcharts): each at least 3:1 against white.
_NOW, _BEFORE, _QUIET, _INK = "#12436D", "#F46A25", "#6B7280", "#1F2328"
_TRACK = "#D5DBE3"
_LABEL_GAP = 0.065
_WIDTH_INCHES = 6.6
_LINES = "thin lines are 95% intervals (Wilson)"
_RATES = {"overall": "All crime", "violence": "Violence", "sexual": "Sexual offences"}
_TIMED = {"violence": "Violent crimes", "sexual": "Sexual offences", "other": "Other crimes"}
_CANCELLED = {
    "rape": "Rape",
    "violence": "Violence",
    "sexual": "Other sexual offences",
    "robbery": "Robbery",
    "victims_informed": "Victims told",
}


def period(audit: Audit) -> str:
    """The audit period in words, for subtitles."""
    start, end = audit.inspection.audit_period_start, audit.inspection.audit_period_end
    return f"{formatting.day(start)} to {formatting.day(end)}"


def recording_rates(figures: Figures, *, place: str, when: str, source: str) -> Chart | None:
    """Recording rates with 95% intervals, this audit above the one before, for each crime that has a rate."""
    shown = [name for name in _RATES if f"recording.{name}" in figures]
    if not shown:
        return None
    ids = [f"{kind}.{name}" for name in shown for kind in ("recording", "prior") if f"{kind}.{name}" in figures]
    start = _axis_start([figures[figure_id] for figure_id in ids])
    with _canvas(0.9 + 0.95 * len(shown)) as (canvas, axes):
        for row, name in enumerate(reversed(shown)):
            _rate(axes, row + 0.17, figures[f"recording.{name}"], _NOW, "o", "this audit")
            if f"prior.{name}" in figures:
                _rate(axes, row - 0.17, figures[f"prior.{name}"], _BEFORE, "D", "audit before")
        _share_axis(axes, [_RATES[name] for name in reversed(shown)], start)
        axes.set_xlabel("Crime that was recorded (%), with 95% confidence interval", loc="left")
        svg = _svg(canvas)
    return Chart(
        id="recording-rates",
        headline=_rates_headline(figures, shown),
        subtitle=f"Share of reported crime that was recorded, {place}, {when}, with 95% confidence intervals"
        + (f"; the axis starts at {start}%" if start else ""),
        alt=" ".join(_rate_in_words(figures, name) for name in shown),
        source=source,
        svg=svg,
        figures=tuple(ids),
    )


def _axis_start(shown: list[Figure]) -> int:
    """Where the axis of rates begins: a round number with room for the labels left of the lowest interval."""
    lowest = min(held.interval.low if held.interval else held.value for held in shown)
    return max(0, int((lowest - 22) // 10) * 10)


def _rate(axes: Axes, y: float, held: Figure, colour: str, marker: str, label: str) -> None:
    """A point with its interval and a label; a rate without an interval is drawn hollow."""
    interval = held.interval
    if interval is not None:
        axes.plot([interval.low, interval.high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot([held.value], [y], marker, color=colour, markersize=7, markerfacecolor=colour if interval else "white",
              markeredgewidth=1.8)  # fmt: skip
    edge = interval.low if interval else held.value
    axes.annotate(f"{held.printed} {label}", (edge, y), xytext=(-9, 0), textcoords="offset points",
                  ha="right", va="center", color=_INK, fontsize=10)  # fmt: skip


def _rates_headline(figures: Figures, shown: list[str]) -> str:
    conclusions = [
        test.conclusion for name in shown if f"change.{name}" in figures and (test := figures[f"change.{name}"].test)
    ]
    overall = figures["recording.overall"].printed if "recording.overall" in figures else "An unknown share"
    if not conclusions:
        return f"{overall} of reported crime is recorded"
    if all(conclusion == "rise" for conclusion in conclusions):
        return f"Recording has improved for each kind of crime shown, to {overall} overall"
    if all(conclusion == "fall" for conclusion in conclusions):
        return f"Recording has fallen for each kind of crime shown, to {overall} overall"
    return f"Recording is at {overall} overall; not every change since the audit before is statistically significant"


def _rate_in_words(figures: Figures, name: str) -> str:
    now = figures[f"recording.{name}"]
    sentence = f"{_RATES[name]}: {now.printed}{_bounds(now)} in this audit"
    if f"prior.{name}" in figures:
        before = figures[f"prior.{name}"]
        sentence += f", {before.printed}{_bounds(before)} in the audit before"
    return sentence + "."


def _bounds(held: Figure) -> str:
    if held.interval is None:
        return " (no interval published)"
    low, high = (formatting.decimals(bound, 1) for bound in (held.interval.low, held.interval.high))
    return f" (95% interval {low} to {high})"


def timeliness(figures: Figures, *, place: str, when: str, source: str) -> Chart | None:
    """Recorded crimes that were recorded within the limit, as parts of a whole."""
    if "timeliness.all" not in figures:
        return None
    shown = {f"timeliness.{name}": label for name, label in _TIMED.items() if f"timeliness.{name}" in figures}
    together = figures["timeliness.all"]
    return _fractions(
        figures,
        shown,
        chart_id="timeliness",
        headline=f"{together.printed} recorded crimes that could be timed were recorded within the limit",
        subtitle=f"{together.label[0].upper()}{together.label[1:]}, {place}, {when}; {_LINES}",
        source=source,
        axis="Share recorded within the limit (%)",
    )


def cancellations(figures: Figures, *, place: str, when: str, source: str) -> Chart | None:
    """Cancellations that were right by kind of crime, and victims told; small samples, so with wide intervals."""
    if "cancellations.all" not in figures:
        return None
    shown = {f"cancellations.{name}": label for name, label in _CANCELLED.items() if f"cancellations.{name}" in figures}
    together, told = figures["cancellations.all"], figures.get("cancellations.victims_informed")
    headline = f"{together.printed} cancellations reviewed were right"
    return _fractions(
        figures,
        shown,
        chart_id="cancellations",
        headline=headline + (f"; {told.printed} victims had been told" if told else ""),
        subtitle=f"Cancelled crimes reviewed, {place}, {when}; {_LINES}",
        source=source,
        axis="Share that was right, or told (%)",
    )


def plan_progress(figures: Figures, plan: Mapping[str, Any], *, place: str, source: str) -> Chart | None:
    """Actions complete by theme, on the day of the plan; the themes are known in full, so without intervals."""
    themes = {name: held["name"] for name, held in plan.get("themes", {}).items()}
    shown = {f"plan.{name}.complete": label for name, label in themes.items() if f"plan.{name}.complete" in figures}
    if not shown or "plan.complete" not in figures:
        return None
    return _fractions(
        figures,
        {figure_id: f"{label[0].upper()}{label[1:]}" for figure_id, label in shown.items()},
        chart_id="plan-progress",
        headline=f"{figures['plan.complete'].printed} actions of the plan are complete",
        subtitle=f"Actions complete by theme, {place}, at {formatting.day(date.fromisoformat(plan['as_at']))}",
        source=source,
        axis="Share of the theme’s actions that is complete (%)",
    )


def _fractions(
    figures: Figures, shown: dict[str, str], *, chart_id: str, headline: str, subtitle: str, source: str, axis: str
) -> Chart:
    """Bars from 0 to 100 with the fraction written at each; the rest of the whole stays visible as a track."""
    with _canvas(0.9 + 0.55 * len(shown)) as (canvas, axes):
        for row, figure_id in enumerate(reversed(shown)):
            held = figures[figure_id]
            axes.barh(row, 100, height=0.5, color=_TRACK)
            axes.barh(row, held.value, height=0.5, color=_NOW)
            axes.annotate(held.printed, (0, row), xytext=(8, 0), textcoords="offset points", va="center",
                          color="white" if held.value > 25 else _INK, fontsize=10)  # fmt: skip
            if held.interval is not None:
                axes.plot([held.interval.low, held.interval.high], [row, row], color=_BEFORE, linewidth=1.8)
        _share_axis(axes, [shown[figure_id] for figure_id in reversed(shown)])
        axes.set_xlabel(axis, loc="left")
        svg = _svg(canvas)
    alt = "; ".join(f"{label}: {figures[figure_id].printed}" for figure_id, label in shown.items())
    return Chart(chart_id, headline, subtitle, f"{axis}. {alt}.", source, svg, tuple(shown))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a curve: its name, and a value for each point of the axis."""

    name: str
    values: tuple[float, ...]


def half_width_curve(units: Sequence[int], lines: Sequence[Line], *, chosen: int, what: str) -> Chart:
    """Half-widths (percentage points) against the units audited; the first line is the message, `chosen` the plan."""
    at = list(units).index(chosen)
    with _canvas(3.4) as (canvas, axes):
        highest = max(max(line.values) for line in lines)
        heights = _apart([line.values[-1] for line in lines], highest * _LABEL_GAP)
        for line, height in reversed(list(zip(lines, heights, strict=True))):
            first = line is lines[0]
            axes.plot(units, line.values, color=_NOW if first else _QUIET, linewidth=2.4 if first else 1.2)
            axes.annotate(line.name, (units[-1], height), xytext=(6, 0), textcoords="offset points", va="center",
                          color=_NOW if first else _INK, fontsize=10)  # fmt: skip
        axes.plot([chosen], [lines[0].values[at]], "o", color=_BEFORE, markersize=8)
        axes.annotate("the plan", (chosen, lines[0].values[at]), xytext=(0, -16), textcoords="offset points",
                      ha="center", color=_INK, fontsize=10)  # fmt: skip
        axes.set_ylim(0, 1.05 * highest)
        axes.xaxis.set_major_formatter(lambda value, _: formatting.count(int(value)))
        axes.set_xlabel("Units audited", loc="left")
        axes.set_ylabel("Half-width (percentage points)")
        svg = _svg(canvas)
    reached = formatting.points(lines[0].values[at], 2)
    alt = "; ".join(
        f"{formatting.count(number)} units: "
        + ", ".join(f"{line.name} ± {formatting.decimals(line.values[place], 2)}" for line in lines)
        for place, number in enumerate(units)
    )
    return Chart(
        id="half-width-against-effort",
        headline=f"{formatting.count(chosen)} units give an overall half-width of {reached}",
        subtitle=f"Half-width to expect against units audited, {what}",
        alt=f"Half-widths in percentage points. {alt}.",
        source="cdi plan-sample",
        svg=svg,
        figures=(),
    )


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """The same heights, pushed up where two labels would touch; their order stays."""
    placed: dict[int, float] = {}
    last = -gap
    for at in sorted(range(len(heights)), key=lambda one: heights[one]):
        last = placed[at] = max(heights[at], last + gap)
    return [placed[at] for at in range(len(heights))]


def _share_axis(axes: Axes, labels: list[str], start: int = 0) -> None:
    axes.set_xlim(start, 100)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_yticks(range(len(labels)), labels)
    axes.grid(visible=False, axis="y")
    axes.tick_params(left=False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


@contextmanager
def _canvas(height: float) -> Iterator[tuple[Canvas, Axes]]:
    """A canvas in the house style; what the style changes is put back afterwards."""
    matplotlib.font_manager.fontManager.addfont(fonts.UPRIGHT)
    own: dict[str, Any] = {
        "font.family": fonts.FAMILY,
        "font.size": 10.5,
        "axes.labelsize": 10,
        "axes.labelcolor": _QUIET,
        "svg.fonttype": "path",
        "svg.hashsalt": "cdi",
    }
    with mpl.style.context(["afcharts.afcharts", own]):
        canvas = Canvas(figsize=(_WIDTH_INCHES, height), layout="constrained")
        yield canvas, canvas.add_subplot()


def _svg(canvas: Canvas) -> str:
    """The canvas as SVG text without date or program, so that the same figures give the same bytes."""
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()

"""Parts of a whole as bars from 0 to 100: crimes recorded in time, cancellations that were right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import open_canvas, set_share_axis, to_svg
from cdi.exhibits.confidence import intervals_of, levels
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, INK, ORANGE, TRACK_GREY
from cdi.house_style.crime_kinds import CANCELLED, STRATA
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures

_ROOM_INSIDE = 25
"""From this share on a bar is long enough to hold its own label."""


def draw_timeliness(figures: Figures, caption: Caption) -> Chart | None:
    """Recorded crimes that were recorded within the limit, by stratum; nothing when none could be timed."""
    together = figures.get("timeliness.all")
    labels = {f"timeliness.{kind.id}": formatting.capitalised(kind.plural) for kind in STRATA}
    if together is None:
        return None
    return draw_shares(
        figures,
        labels,
        chart_id="timeliness",
        headline=f"{together.printed} recorded crimes that could be timed were recorded within the limit",
        subtitle=f"{formatting.capitalised(together.label)}, {caption.place}, {caption.period}",
        source=caption.source,
        axis="Share recorded within the limit (%)",
    )


def draw_cancellations(figures: Figures, caption: Caption) -> Chart | None:
    """Cancellations that were right by kind of crime, and victims told; nothing when none was reviewed."""
    together, informed = figures.get("cancellations.all"), figures.get("cancellations.victims_informed")
    if together is None:
        return None
    labels = {f"cancellations.{kind.id}": kind.label for kind in CANCELLED}
    headline = f"{together.printed} cancellations reviewed were right"
    return draw_shares(
        figures,
        labels | {"cancellations.victims_informed": "Victims told"},
        chart_id="cancellations",
        headline=headline + (f"; {informed.printed} victims had been told" if informed else ""),
        subtitle=f"Cancelled crimes reviewed, {caption.place}, {caption.period}",
        source=caption.source,
        axis=f"Share that was right{', or told' if informed else ''} (%)",
    )


def draw_shares(
    figures: Figures, labels: Mapping[str, str], *, chart_id: str, headline: str, subtitle: str, source: str, axis: str
) -> Chart | None:
    """Bars with the fraction written at each; the rest of the whole stays visible as a track.

    `labels` names the figures by id, from the top down; those that are not there are left out, and without any there
    is no chart. The subtitle adds what the thin lines are, when a bar has an interval.
    """
    shown = {figure_id: label for figure_id, label in labels.items() if figure_id in figures}
    if not shown:
        return None
    alt = "; ".join(f"{label}: {figures[figure_id].printed}" for figure_id, label in shown.items())
    return Chart(
        id=chart_id,
        headline=headline,
        subtitle=subtitle + _lines([figures[figure_id] for figure_id in shown]),
        alt=f"{axis}. {alt}.",
        source=source,
        svg=_picture([(label, figures[figure_id]) for figure_id, label in shown.items()], axis),
        figures=tuple(shown),
    )


def _lines(shown: list[Figure]) -> str:
    """What the thin lines are, by the intervals themselves; nothing when there are no lines."""
    intervals = intervals_of(shown)
    methods = sorted({interval.method.removesuffix(" score") for interval in intervals})
    return f"; thin lines are {levels(intervals)} intervals ({formatting.listed(methods)})" if intervals else ""


def _picture(shown: Sequence[tuple[str, Figure]], axis: str) -> str:
    upwards = shown[::-1]
    with open_canvas(0.9 + 0.55 * len(shown)) as (canvas, axes):
        for row, (_, part) in enumerate(upwards):
            axes.barh(row, 100, height=0.5, color=TRACK_GREY)
            axes.barh(row, part.value, height=0.5, color=BLUE)
            axes.annotate(part.printed, (0, row), xytext=(8, 0), textcoords="offset points", va="center",
                          color="white" if part.value > _ROOM_INSIDE else INK, fontsize=10)  # fmt: skip
            if part.interval is not None:
                axes.plot([part.interval.low, part.interval.high], [row, row], color=ORANGE, linewidth=1.8)
        set_share_axis(axes, [label for label, _ in upwards])
        axes.set_xlabel(axis, loc="left")
        return to_svg(canvas)

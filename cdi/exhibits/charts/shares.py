"""Parts of a whole as bars from 0 to 100: crimes recorded in time, cancellations that were right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both, draw_intervals, seaborn, set_share_axis
from cdi.exhibits.confidence import intervals_of, levels
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, TRACK_GREY
from cdi.house_style.crime_kinds import CANCELLED, STRATA
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures


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
        said=[together],
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
        said=[together, *([informed] if informed else [])],
        headline=headline + (f"; {informed.printed} victims had been told" if informed else ""),
        subtitle=f"Cancelled crimes reviewed, {caption.place}, {caption.period}",
        source=caption.source,
        axis=f"Share that was right{', or told' if informed else ''} (%)",
    )


def draw_shares(
    figures: Figures,
    labels: Mapping[str, str],
    *,
    chart_id: str,
    said: Sequence[Figure],
    headline: str,
    subtitle: str,
    source: str,
    axis: str,
) -> Chart | None:
    """Bars with the fraction written at each; the rest of the whole stays visible as a track.

    `labels` names the figures by id, from the top down; those that are not there are left out, and without any there
    is no chart. `said` are the figures that the headline prints. The subtitle adds what the thin lines are, when a bar
    has an interval.
    """
    shown = {figure_id: label for figure_id, label in labels.items() if figure_id in figures}
    if not shown:
        return None
    bars = [(label, figures[figure_id]) for figure_id, label in shown.items()][::-1]
    alt = "; ".join(f"{label}: {figures[figure_id].printed}" for figure_id, label in shown.items())
    subtitle += _lines([figures[figure_id] for figure_id in shown])
    return Chart(
        id=chart_id,
        headline=headline,
        subtitle=subtitle,
        alt=f"{axis}. {alt}.",
        source=source,
        figures=tuple(dict.fromkeys([*(figure.id for figure in said), *shown])),
        **draw_both(
            partial(_draw_bars, bars=bars, axis=axis),
            wide_height=0.9 + 0.5 * len(bars),
            narrow_height=0.9 + 0.62 * len(bars),
            title=headline,
            description=f"{subtitle}. {axis}. {alt}.",
        ),
    )


def _lines(shown: list[Figure]) -> str:
    """What the thin lines are, by the intervals themselves; nothing when there are no lines."""
    intervals = intervals_of(shown)
    methods = sorted({interval.method.removesuffix(" score") for interval in intervals})
    return f"; thin lines are {levels(intervals)} intervals ({formatting.listed(methods)})" if intervals else ""


def _draw_bars(sheet: ChartSheet, bars: Sequence[tuple[str, Figure]], axis: str) -> None:
    """Bars from the bottom up. A wide sheet has the words left and right of them, a narrow one above them."""
    rows = list(range(len(bars)))
    width = 0.3 if sheet.narrow else 0.5
    for values, colour in (([100.0] * len(bars), TRACK_GREY), ([part.value for _, part in bars], BLUE)):
        seaborn.barplot(
            x=values, y=rows, orient="y", native_scale=True, width=width, color=colour, saturation=1, errorbar=None,
            ax=sheet.axes,
        )  # fmt: skip
    draw_intervals(
        sheet, [(row, bar.interval.low, bar.interval.high) for row, (_, bar) in enumerate(bars) if bar.interval]
    )
    for row, (label, part) in enumerate(bars):
        if sheet.narrow:
            sheet.write(label, 0, row + width / 2, dy=8, ha="left")
            sheet.write(part.printed, 100, row + width / 2, dy=8, ha="right")
        else:
            sheet.write(part.printed, 100, row, dx=8, ha="left")
    names: dict[float, str] = {} if sheet.narrow else {row: label for row, (label, _) in enumerate(bars)}
    set_share_axis(sheet, len(bars) + (0.25 if sheet.narrow else 0), names)
    sheet.note_axis(axis)

"""The force of an audit among the others: a strip with a mark for each, small enough for a first page."""

from __future__ import annotations

from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both, draw_estimates, seaborn, set_share_axis
from cdi.exhibits.confidence import interval_phrase, intervals_of
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, QUIET_GREY
from cdi.measures.all_forces.comparison import ForceComparison
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures

_OWN, _OTHERS = 0.62, 0.0
"""Heights of the two rows: the force above the others."""


def draw_among_forces(others: ForceComparison | None, figures: Figures, caption: Caption) -> Chart | None:
    """The overall rate of the force with its interval above a mark for each other force.

    Nothing where the force has no rate, or where no other force has a result that is comparable.
    """
    own = figures.get("recording.overall")
    if others is None or own is None:
        return None
    headline = _headline(own, figures, caption)
    number = formatting.counted(len(others.rows), "other force")
    said = interval_phrase(intervals_of([own]), [])
    subtitle = f"{formatting.capitalised(others.label)}: {caption.place} beside the latest results of {number}, "
    subtitle += f"{others.regime.label}, {formatting.month(others.as_at)}" + (f"; {said}" if said else "")
    start = _start(others, own)
    subtitle += f"; the axis starts at {start}%" if start else ""
    lowest, highest = others.rows[0], others.rows[-1]
    below = sum(row.result.value < own.value for row in others.rows)
    alt = f"{caption.place}: {own.printed}. The others go from {lowest.result.printed} ({lowest.name}) to "
    alt += f"{highest.result.printed} ({highest.name}); {formatting.count(below)} of them lie below it."
    ids = (
        "recording.overall", "among.lowest", "among.highest", "among.place_low", "among.place_high", "among.compared",
    )  # fmt: skip
    return Chart(
        id="among-forces",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=f"Source of the other results: published inspection reports. {caption.source}",
        figures=tuple(name for name in ids if name in figures),
        **draw_both(
            partial(_draw, others=others, own=own, place=caption.place, start=start),
            wide_height=1.35,
            narrow_height=1.5,
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _headline(own: Figure, figures: Figures, caption: Caption) -> str:
    low, high, of = (figures.get(f"among.{name}") for name in ("place_low", "place_high", "compared"))
    if low is None or high is None or of is None:
        return f"{caption.place} at {own.printed}, among all forces"
    if low.value == high.value:
        return f"{caption.place} has place {low.printed} among {of.printed} forces, from the lowest"
    places = f"between place {low.printed} and {high.printed}"
    return f"{caption.place} lies {places} among {of.printed} forces, from the lowest"


def _start(others: ForceComparison, own: Figure) -> int:
    """Where the axis begins: a round number below every mark."""
    lowest = min(own.value, *(row.result.value for row in others.rows))
    return max(0, int(min(lowest, own.interval.low if own.interval else lowest) // 10) * 10)


def _draw(sheet: ChartSheet, others: ForceComparison, own: Figure, place: str, start: int) -> None:
    rates = [row.result.value for row in others.rows]
    seaborn.scatterplot(
        x=rates, y=[_OTHERS] * len(rates), color=QUIET_GREY, alpha=0.55, s=55, linewidth=0, clip_on=False, zorder=3,
        ax=sheet.axes,
    )  # fmt: skip
    bounds = (own.interval.low, own.interval.high) if own.interval else (None, None)
    draw_estimates(sheet, [(_OWN, own.value, *bounds)], colour=BLUE, marker="o")
    names = {_OWN: "this force" if sheet.narrow else place, _OTHERS: "others" if sheet.narrow else "other forces"}
    set_share_axis(sheet, 1.6, names, start)
    sheet.axes.set_ylim(-0.5, 1.1)
    sheet.write(own.printed, own.value, _OWN, dy=13, ha="center")
    sheet.note_axis("Reported crime that was recorded (%)", beside=10)

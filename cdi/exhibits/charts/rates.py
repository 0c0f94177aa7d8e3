"""Recording rates with their intervals, beside those of the audit before."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import open_canvas, set_share_axis, to_svg
from cdi.exhibits.confidence import interval_phrase, intervals_of
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, INK, ORANGE
from cdi.house_style.crime_kinds import ALL_CRIME, HEADLINES, CrimeKind
from cdi.measures.finding_rules import ONE_DIRECTION, FindingRules
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures

_ROOM_FOR_LABELS = 22
"""What a label needs left of its interval, in percent of the axis."""


def draw_recording_rates(figures: Figures, rules: FindingRules, caption: Caption) -> Chart | None:
    """Recording rates with intervals, this audit above the one before; nothing when no kind of crime has a rate.

    The headline says what the tests of the changes allow, in the words of `rules`. Every confidence level is that of
    the interval shown; where the two audits have different ones, the chart says both.
    """
    kinds = [kind for kind in HEADLINES if f"recording.{kind.id}" in figures]
    if not kinds:
        return None
    now = [figures[f"recording.{kind.id}"] for kind in kinds]
    before = [figures[f"prior.{kind.id}"] for kind in kinds if f"prior.{kind.id}" in figures]
    shown = intervals_of(now), intervals_of(before)
    intervals = interval_phrase(*shown)
    start = _axis_start([*now, *before])
    return Chart(
        id="recording-rates",
        headline=_headline(figures, kinds, rules),
        subtitle=f"Share of reported crime that was recorded, {caption.place}, {caption.period}"
        + (f", {intervals}" if intervals else "")
        + (f"; the axis starts at {start}%" if start else ""),
        alt=" ".join(_in_words(figures, kind) for kind in kinds),
        source=caption.source,
        svg=_picture(figures, kinds, start, interval_phrase(*shown, noun="confidence interval")),
        figures=tuple(_ids_drawn(figures, kinds)),
    )


def _ids_drawn(figures: Figures, kinds: Sequence[CrimeKind]) -> list[str]:
    ids = [f"{audit}.{kind.id}" for kind in kinds for audit in ("recording", "prior")]
    return [figure_id for figure_id in ids if figure_id in figures]


def _axis_start(shown: Sequence[Figure]) -> int:
    """Where the axis begins: a round number with room for the labels left of the lowest interval."""
    lowest = min(figure.interval.low if figure.interval else figure.value for figure in shown)
    return max(0, int((lowest - _ROOM_FOR_LABELS) // 10) * 10)


def _picture(figures: Figures, kinds: Sequence[CrimeKind], start: int, intervals: str) -> str:
    upwards = kinds[::-1]
    with open_canvas(0.9 + 0.95 * len(kinds)) as (canvas, axes):
        for row, kind in enumerate(upwards):
            _draw_rate(axes, row + 0.17, figures[f"recording.{kind.id}"], BLUE, "o", "this audit")
            before = figures.get(f"prior.{kind.id}")
            if before is not None:
                _draw_rate(axes, row - 0.17, before, ORANGE, "D", "audit before")
        set_share_axis(axes, [kind.label for kind in upwards], start)
        axes.set_xlabel("Crime that was recorded (%)" + (f", {intervals}" if intervals else ""), loc="left")
        return to_svg(canvas)


def _draw_rate(axes: Axes, y: float, rate: Figure, colour: str, marker: str, label: str) -> None:
    """A point with its interval and a label; a rate without an interval is drawn hollow."""
    interval = rate.interval
    if interval is not None:
        axes.plot([interval.low, interval.high], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot([rate.value], [y], marker, color=colour, markersize=7, markerfacecolor=colour if interval else "white",
              markeredgewidth=1.8)  # fmt: skip
    edge = interval.low if interval else rate.value
    axes.annotate(f"{rate.printed} {label}", (edge, y), xytext=(-9, 0), textcoords="offset points",
                  ha="right", va="center", color=INK, fontsize=10)  # fmt: skip


def _headline(figures: Figures, kinds: Sequence[CrimeKind], rules: FindingRules) -> str:
    """The message: what the tests of the changes allow to be said together, and the overall rate."""
    overall = figures.get("recording.overall")
    tested = {kind: test for kind in kinds if (change := figures.get(f"change.{kind.id}")) and (test := change.test)}
    if not tested:
        return _without_comparison(figures, kinds)
    finding = rules.changes([test.conclusion for test in tested.values()])
    if finding.outcome not in ONE_DIRECTION:
        return (
            f"Recording is at {overall.printed} overall; {finding.words}"
            if overall
            else formatting.capitalised(finding.words)
        )
    headline = f"{formatting.capitalised(finding.words)}{_extent(list(tested), kinds)}"
    if overall is None:
        return headline
    return (
        headline
        + (f", to {overall.printed}" if ALL_CRIME in tested else f"; it is at {overall.printed}")
        + ("" if list(tested) == [ALL_CRIME] else " overall")
    )


def _extent(tested: Sequence[CrimeKind], shown: Sequence[CrimeKind]) -> str:
    """What a change that all the tests agree on holds for."""
    if len(tested) == 1:
        return " overall" if tested[0] is ALL_CRIME else f" for {tested[0].collective}"
    return f" for each kind of crime {'shown' if len(tested) == len(shown) else 'compared'}"


def _without_comparison(figures: Figures, kinds: Sequence[CrimeKind]) -> str:
    if ALL_CRIME in kinds:
        return f"{figures['recording.overall'].printed} of {ALL_CRIME.collective} is recorded"
    parts = [f"{figures[f'recording.{kind.id}'].printed} of {kind.collective}" for kind in kinds]
    return f"Recorded: {formatting.listed(parts)}"


def _in_words(figures: Figures, kind: CrimeKind) -> str:
    now, before = figures[f"recording.{kind.id}"], figures.get(f"prior.{kind.id}")
    sentence = f"{kind.label}: {now.printed}{_bounds(now)} in this audit"
    return sentence + (f", {before.printed}{_bounds(before)} in the audit before." if before else ".")


def _bounds(rate: Figure) -> str:
    """The interval of a rate in brackets, with its own level."""
    if rate.interval is None:
        return " (no interval published)"
    low, high = (formatting.decimals(bound, 1) for bound in (rate.interval.low, rate.interval.high))
    return f" ({formatting.level(rate.interval.level)} interval {low} to {high})"

"""Recording rates with their intervals, beside those of the audit before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both, draw_estimates, set_share_axis
from cdi.exhibits.confidence import interval_phrase, intervals_of
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, ORANGE
from cdi.house_style.crime_kinds import ALL_CRIME, HEADLINES, CrimeKind
from cdi.measures.finding_rules import ONE_DIRECTION, FindingRules
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure, Figures

_AUDITS = {"recording": ("this audit", "now"), "prior": ("audit before", "before")}
"""What each rate is called, on a wide sheet and on a narrow one."""
_OFFSETS = {"recording": 0.17, "prior": -0.17}
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
    headline = _headline(figures, kinds, rules)
    alt = " ".join(_in_words(figures, kind) for kind in kinds)
    subtitle = f"Share of reported crime that was recorded, {caption.place}, {caption.period}"
    subtitle += (f", {intervals}" if intervals else "") + (f"; the axis starts at {start}%" if start else "")
    axis = interval_phrase(*shown, noun="confidence interval")
    axis = "Crime that was recorded (%)" + (f", {axis}" if axis else "")
    return Chart(
        id="recording-rates",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=tuple(_ids_drawn(figures, kinds)),
        **draw_both(
            partial(_draw_rates, figures=figures, kinds=kinds[::-1], start=start, axis=axis),
            wide_height=0.9 + 0.95 * len(kinds),
            narrow_height=0.9 + 0.27 * (len(kinds) + len(now) + len(before)),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _ids_drawn(figures: Figures, kinds: Sequence[CrimeKind]) -> list[str]:
    ids = [f"{audit}.{kind.id}" for kind in kinds for audit in ("recording", "prior")]
    return [figure_id for figure_id in ids if figure_id in figures]


def _axis_start(shown: Sequence[Figure]) -> int:
    """Where the axis begins: a round number with room for the labels left of the lowest interval."""
    lowest = min(figure.interval.low if figure.interval else figure.value for figure in shown)
    return max(0, int((lowest - _ROOM_FOR_LABELS) // 10) * 10)


def _draw_rates(sheet: ChartSheet, figures: Figures, kinds: Sequence[CrimeKind], start: int, axis: str) -> None:
    """Rates with intervals from the bottom up: this audit in blue, the one before in orange and with another mark."""
    heights = _place_in_lines(figures, kinds) if sheet.narrow else _place_in_pairs(figures, kinds)
    for audit, colour, marker in (("recording", BLUE, "o"), ("prior", ORANGE, "D")):
        rates = {height: figures[figure_id] for figure_id, height in heights.items() if figure_id.startswith(audit)}
        draw_estimates(sheet, [_point(height, rate) for height, rate in rates.items()], colour=colour, marker=marker)
        for height, rate in rates.items():
            _write_rate(sheet, height, rate, _AUDITS[audit][sheet.narrow])
    if sheet.narrow:
        for kind in kinds:
            sheet.write(kind.label, start, heights[f"recording.{kind.id}"] + 1, ha="left")
        set_share_axis(sheet, max(heights.values()) + 2, {}, start)
    else:
        set_share_axis(sheet, len(kinds), {row: kind.label for row, kind in enumerate(kinds)}, start)
    sheet.note_axis(axis)


def _place_in_pairs(figures: Figures, kinds: Sequence[CrimeKind]) -> dict[str, float]:
    """The heights of the rates by id: the two audits of a kind close together."""
    pairs = {f"{audit}.{kind.id}": row + off for row, kind in enumerate(kinds) for audit, off in _OFFSETS.items()}
    return {figure_id: height for figure_id, height in pairs.items() if figure_id in figures}


def _place_in_lines(figures: Figures, kinds: Sequence[CrimeKind]) -> dict[str, float]:
    """The heights of the rates by id: a line for each, and one above them for the kind."""
    heights: dict[str, float] = {}
    line = 0.0
    for kind in kinds:
        for audit in ("prior", "recording"):
            if f"{audit}.{kind.id}" in figures:
                heights[f"{audit}.{kind.id}"] = line
                line += 1
        line += 1.15
    return heights


def _point(height: float, rate: Figure) -> tuple[float, float, float | None, float | None]:
    interval = rate.interval
    return (height, rate.value, interval.low, interval.high) if interval else (height, rate.value, None, None)


def _write_rate(sheet: ChartSheet, height: float, rate: Figure, audit: str) -> None:
    """The rate left of its interval."""
    edge = rate.interval.low if rate.interval else rate.value
    sheet.write(f"{rate.printed} {audit}", edge, height, dx=-9, ha="right")


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
    """The kinds of crime for which all the tests of a change agree."""
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
    low, high = (formatting.decimals(bound, rate.bound_places) for bound in (rate.interval.low, rate.interval.high))
    return f" ({formatting.level(rate.interval.level)} interval {low} to {high})"

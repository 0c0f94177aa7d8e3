"""Figures in percent with their intervals, one line each; and figures of two audits beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both
from cdi.exhibits.charts.points import Point, draw_points, height_of, list_in_words
from cdi.house_style import formatting
from cdi.model.exhibit import Chart
from cdi.model.figure import Figure

_MOST = 30


def draw_figures(figures: Iterable[Figure], caption: Caption, subject: str) -> Chart:
    """The figures that are in percent; the headline says how many, the alternative text gives each."""
    shown = [figure for figure in figures if figure.unit == "percent"][:_MOST]
    points = [_point(place, figure) for place, figure in enumerate(shown)]
    alt = "; ".join(f"{figure.label}: {figure.printed}" for figure in shown) or "No figure in percent"
    return _chart(
        "figures", points, subject, _subject(subject, caption), f"{alt}.", caption, tuple(f.id for f in shown)
    )


def draw_before_and_now(
    pairs: Sequence[tuple[Figure, Figure]], years: tuple[str, str], caption: Caption, subject: str
) -> Chart:
    """Figures in percent of an earlier audit (diamonds) and of a later one, on one line each."""
    shown = [pair for pair in pairs if pair[1].unit == pair[0].unit == "percent"][:_MOST]
    points = []
    for place, (before, now) in enumerate(shown):
        points += [_point(place, now), _point(place, before, "before")]
    first, last = years
    values = [f"{now.label}: {before.printed} in {first}, {now.printed} in {last}" for before, now in shown]
    alt = list_in_words(values, "No figure in percent")
    subtitle = f"{_subject(subject, caption)}; orange diamonds are of {first}"
    return _chart("comparison", points, subject, subtitle, alt, caption,
                  tuple(now.id for _, now in shown))  # fmt: skip


def _subject(subject: str, caption: Caption) -> str:
    return f"{subject}, {caption.place}, {caption.period}"


def _point(place: int, figure: Figure, look: str = "rate") -> Point:
    interval = figure.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Point(place, formatting.capitalised(figure.label), figure.value, low, high, figure.printed, look)


def _chart(
    chart_id: str, points: list[Point], headline: str, subtitle: str, alt: str, caption: Caption, ids: tuple[str, ...]
) -> Chart:  # fmt: skip
    draw = partial(draw_points, points=points, axis="Percent") if points else _say_nothing
    wide, narrow = (height_of(points, narrow=each) if points else 1.2 for each in (False, True))
    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    drawings = draw_both(draw, wide_height=wide, narrow_height=narrow, **words)
    return Chart(chart_id, headline, subtitle, alt, caption.source, figures=ids, **drawings)


def _say_nothing(sheet: ChartSheet) -> None:
    sheet.axes.set_axis_off()
    sheet.write("No figure in percent", 0.5, 0.5, ha="center")

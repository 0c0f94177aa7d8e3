"""A rate by month: within the limits of chance or outside, as a moving average, and by the levels it had."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import LETTERS, ChartSheet, draw_both, seaborn
from cdi.exhibits.charts.points import list_in_words
from cdi.exhibits.tables.monthly import name_month
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE, INK, ORANGE, QUIET_GREY, TRACK_GREY
from cdi.measures.cuts import Counts
from cdi.measures.monthly import Band, LevelChange, LevelChanges, Monitoring, MonthByMonth
from cdi.model.exhibit import Chart

_CENTRE = {"color": ORANGE, "linewidth": 1.4, "linestyle": (0, (4, 3)), "zorder": 1}


def draw_monitoring(months: Monitoring, caption: Caption, subject: str) -> Chart:
    """Each month with its limits, and under it the moving average with its own; what lies outside is marked."""
    series = months.series
    done = formatting.capitalised(series.cut.question.done)
    outside = [month for month, out in zip(series.months, months.rates.outside, strict=True) if out]
    drifts = [month for month, out in zip(series.months, months.average.outside, strict=True) if out]
    headline = (
        f"{done}: {formatting.counted(len(outside), 'month')} of {formatting.count(len(series.months))} outside "
        f"their limits, and {formatting.count(len(drifts))} of the moving average"
    )
    subtitle = (
        f"{subject}, {caption.place}, {caption.period}; the dashed line is the first "
        f"{formatting.counted(months.baseline, 'month')}, squares lie outside"
    )
    alt = (
        f"{_begin(series)}Months outside: {_list(outside)}. Moving average outside: {_list(drifts)}. "
        f"{_months_in_words(series)}"
    )

    def draw(sheet: ChartSheet) -> None:
        rows = sheet.canvas.add_gridspec(2, 1, height_ratios=(1, 1))
        sheet.axes.set_subplotspec(rows[0])
        lower = sheet.canvas.add_subplot(rows[1])
        axis = _axis(months)
        for axes, band, name in ((sheet.axes, months.rates, "Month"), (lower, months.average, "Moving average")):
            _draw_band(axes, series, band, months.centre)
            axes.set_ylim(*axis)
            _set_months(axes, series, narrow=sheet.narrow)
            axes.set_ylabel(f"{name} (%)", color=QUIET_GREY)
        sheet.axes.set_xlabel("")
        lower.set_xlabel("Month of the report", loc="left")
        _warn(sheet, series)

    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    more = 0.4 if series.cut.made_up else 0.0
    drawings = draw_both(draw, wide_height=4.8 + more, narrow_height=5.0 + more, **words)
    return Chart("monitoring", headline, subtitle, alt, caption.source, figures=(), **drawings)


def draw_changes(changes: LevelChanges, caption: Caption, subject: str) -> Chart:
    """The months as points, the levels that they had as lines, and in grey the months that a change may have been."""
    series = changes.series
    number = len(changes.changes)
    headline = (
        f"{formatting.capitalised(series.cut.question.done)}: {formatting.counted(number, 'change')} of level in "
        f"{formatting.counted(len(series.months), 'month')}"
    )
    headline += f", with {formatting.listed([name_month(each.month) for each in changes.changes])}" if number else ""
    subtitle = f"{subject}, {caption.place}, {caption.period}; lines are levels, grey where a change may have been"
    said = list_in_words([_change_in_words(each) for each in changes.changes], "No change is shown")
    alt = f"{_begin(series)}{formatting.capitalised(said)} {_months_in_words(series)}"

    def draw(sheet: ChartSheet) -> None:
        axes, places = sheet.axes, _places(series)
        values = [100 * each.yes / each.of for each in series.counts]
        seaborn.scatterplot(x=places, y=values, color=QUIET_GREY, s=34, linewidth=0, ax=axes)
        _draw_levels(axes, changes)
        axes.set_ylim(max(0.0, min(values) - 12), 101)
        _set_months(axes, series, narrow=sheet.narrow)
        sheet.note_axis("Month of the report")
        axes.set_ylabel(f"{formatting.capitalised(series.cut.question.done)} (%)", color=QUIET_GREY)
        _warn(sheet, series)

    words = {"title": headline, "description": f"{subtitle}. {alt}"}
    more = 0.4 if series.cut.made_up else 0.0
    drawings = draw_both(draw, wide_height=3.2 + more, narrow_height=3.2 + more, **words)
    return Chart("level-changes", headline, subtitle, alt, caption.source, figures=(), **drawings)


def _draw_band(axes: Axes, series: MonthByMonth, band: Band, centre: float) -> None:
    """The limits as a band that follows each month's number, the values on it, and the centre line."""
    places = _places(series)
    axes.fill_between(places, band.low, band.high, step="mid", color=TRACK_GREY, alpha=0.6, linewidth=0)
    axes.axhline(centre, **_CENTRE)
    seaborn.lineplot(x=places, y=list(band.value), color=BLUE, linewidth=1.6, marker="o", errorbar=None, ax=axes)
    outside = [(place, value) for place, value, out in zip(places, band.value, band.outside, strict=True) if out]
    if outside:
        x, y = zip(*outside, strict=True)
        seaborn.scatterplot(x=list(x), y=list(y), color=ORANGE, marker="s", s=64, linewidth=0, zorder=5, ax=axes)


def _draw_levels(axes: Axes, changes: LevelChanges) -> None:
    series = changes.series
    place_of = dict(zip(series.months, _places(series), strict=True))
    starts = [0, *(place_of[each.month] for each in changes.changes), _places(series)[-1] + 1]
    stretches = [each.before for each in changes.changes] + [
        changes.changes[-1].after if changes.changes else sum(series.counts, Counts())
    ]
    for start, end, counts in zip(starts[:-1], starts[1:], stretches, strict=True):
        level = 100 * counts.yes / counts.of
        ends = [start - 0.5, end - 0.5]
        seaborn.lineplot(x=ends, y=[level, level], color=BLUE, linewidth=2.6, errorbar=None, ax=axes)
        axes.annotate(
            formatting.fraction(counts.yes, counts.of), ((start + end - 1) / 2, 0), xycoords=axes.get_xaxis_transform(),
            xytext=(0, 7), textcoords="offset points", ha="center", color=INK, fontsize=LETTERS,
        )  # fmt: skip
    for each in changes.changes:
        axes.axvspan(place_of[each.first] - 1, place_of[each.last], color=TRACK_GREY, alpha=0.6, linewidth=0, zorder=0)


def _places(series: MonthByMonth) -> list[int]:
    """Where each month stands, in months from the first; a month without any leaves its place free."""
    first = series.months[0]
    return [12 * (month // 100 - first // 100) + month % 100 - first % 100 for month in series.months]


def _set_months(axes: Axes, series: MonthByMonth, *, narrow: bool) -> None:
    places = _places(series)
    step = max(1, -(-len(places) // (4 if narrow else 8)))
    names = [name_month(month) for month in series.months]
    axes.set_xticks(places[::step], [f"{name[:3]}\n{name.split()[1]}" for name in names][::step])
    axes.set_xlim(-0.8, places[-1] + 0.8)
    axes.tick_params(left=False, labelsize=LETTERS)


def _axis(months: Monitoring) -> tuple[float, float]:
    low = min(*months.rates.low, *months.rates.value)
    return max(0.0, low - 4), min(101.0, max(*months.rates.high, *months.rates.value) + 4)


def _warn(sheet: ChartSheet, series: MonthByMonth) -> None:
    if series.cut.made_up:
        sheet.warn(series.cut.made_up)


def _begin(series: MonthByMonth) -> str:
    return f"{series.cut.made_up} " if series.cut.made_up else ""


def _list(months: Sequence[int]) -> str:
    return formatting.listed_or_none([name_month(month) for month in months])


def _months_in_words(series: MonthByMonth) -> str:
    pairs = zip(series.months, series.counts, strict=True)
    return list_in_words(
        [f"{name_month(month)}: {formatting.fraction(each.yes, each.of)}" for month, each in pairs],
        "Nothing was counted",
    )


def _change_in_words(change: LevelChange) -> str:
    before, after = (formatting.fraction(each.yes, each.of) for each in (change.before, change.after))
    return f"{change.finding.words} with {name_month(change.month)}, from {before} to {after}"

"""Rates by the grade that went with them: marks on a line for each grade, of two scales that are not one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.canvas import ChartSheet, draw_both, seaborn, set_share_axis
from cdi.exhibits.charts.points import list_in_words
from cdi.house_style import formatting
from cdi.house_style.colours import BLUE
from cdi.measures.all_forces.grades import GradeRange
from cdi.model.exhibit import Chart


def draw_grades(grades: Sequence[GradeRange], caption: Caption, label: str) -> Chart | None:
    """Every graded result at its rate, the best grade on top; nothing where no result is graded."""
    if not grades:
        return None
    headline = "The ranges of rates that went with each grade overlap"
    if not _overlap(grades):
        headline = "Rates by the grade that went with them"
    subtitle = (
        f"{formatting.capitalised(label)}, by the grade of the same inspection, {caption.period}; grades of four "
    )
    subtitle += "and of five are two scales"
    alt = list_in_words([_in_words(each) for each in grades], "Nothing is graded")
    return Chart(
        id="rates-by-grade",
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        source=caption.source,
        figures=(),
        **draw_both(
            partial(_draw, grades=grades, label=label),
            wide_height=0.9 + 0.42 * len(grades),
            narrow_height=0.9 + 0.5 * len(grades),
            title=headline,
            description=f"{subtitle}. {alt}",
        ),
    )


def _overlap(grades: Sequence[GradeRange]) -> bool:
    return any(
        lower.highest.percent > better.lowest.percent
        for place, better in enumerate(grades)
        for lower in grades[place + 1 :]
        if lower.scale == better.scale
    )


def _in_words(grades: GradeRange) -> str:
    number = formatting.counted(len(grades.graded), "inspection")
    return f"{grades.name}: {number}, {grades.lowest.printed} to {grades.highest.printed}"


def _draw(sheet: ChartSheet, grades: Sequence[GradeRange], label: str) -> None:
    rows = grades[::-1]
    start = max(0, int(min(each.lowest.value for each in grades) // 10) * 10)
    for height, each in enumerate(rows):
        rates = [graded.result.value for graded in each.graded]
        seaborn.scatterplot(
            x=rates, y=[height] * len(rates), color=BLUE, alpha=0.6, s=60, linewidth=0, zorder=4, clip_on=False,
            ax=sheet.axes,
        )  # fmt: skip
    names = [each.name.replace(" (", "\n(") if sheet.narrow else each.name for each in rows]
    set_share_axis(sheet, len(rows), dict(enumerate(names)), start)
    sheet.note_axis(f"{formatting.capitalised(label)} (%)", beside=22)

"""Own audits month by month against the limits of chance, and the months with which the rate changed."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import decimal_cell, fraction_cell, interval_cell, number_columns, text_columns
from cdi.exhibits.tables.groups import describe_unknown
from cdi.house_style import formatting
from cdi.measures.monthly import (
    AVERAGE,
    LIMITS,
    SEGMENTS,
    LevelChange,
    LevelChanges,
    Monitoring,
    MonthByMonth,
    month_as_day,
)
from cdi.model.exhibit import CellNumber, Table, TableCell

_OUTSIDE = "outside"
_WITHIN = "within"
_MIX = (
    "Counts of the sample, not weighted: when the mix of what is audited changes, so does the rate; look at each part "
    "of it alone."
)


_NO_CHANGE = "No change of the rate is shown, which is not to say that there was none."


def name_month(month: int) -> str:
    """A month in words: 202604 is "April 2026"."""
    return formatting.month(month_as_day(month))


def tabulate_months(months: Monitoring, caption: Caption, subject: str) -> Table:
    """One row for each month: its counts, its limits, the moving average with its limits, and what lies outside."""
    question = months.series.cut.question
    columns = (
        *text_columns("Month"),
        *number_columns(f"{formatting.capitalised(question.done)}, of {question.units}", "Limits (%)"),
        *text_columns("The month"),
        *number_columns("Moving average (%)", "Its limits (%)"),
        *text_columns("The average"),
    )
    rows = tuple(
        (
            TableCell(name_month(month)),
            fraction_cell(counts.yes, counts.of),
            interval_cell(months.rates.low[place], months.rates.high[place]),
            TableCell(_OUTSIDE if months.rates.outside[place] else _WITHIN),
            decimal_cell(months.average.value[place], 1),
            interval_cell(months.average.low[place], months.average.high[place]),
            TableCell(_OUTSIDE if months.average.outside[place] else _WITHIN),
        )
        for place, (month, counts) in enumerate(zip(months.series.months, months.series.counts, strict=True))
    )
    first = formatting.counted(months.baseline, "month")
    notes = [
        f"Centre line: the first {first} together, {formatting.percent(months.centre)}. {LIMITS}; {AVERAGE}.",
        "A month within its limits is no news.",
    ]
    return Table("months", subject, columns, rows, " ".join([*_begin(months.series, caption), *notes, _MIX]))


def tabulate_changes(changes: LevelChanges, caption: Caption, subject: str) -> Table:
    """One row for each change: its month and those that it may have been, the parts before and after, and the words."""
    columns = (
        *text_columns("The rate changed with", "It may have been"),
        *number_columns("Before", "After", "Difference (points)", "p"),
        *text_columns("What may be said"),
    )
    rows = tuple(_describe_change(change) for change in changes.changes)
    none = [] if rows else [_NO_CHANGE]
    notes = [
        f"{formatting.capitalised(SEGMENTS)}; p must not exceed {formatting.decimals(changes.significance, 2)}.",
        "Before and after are each up to the next change.",
    ]
    return Table("changes", subject, columns, rows, " ".join([*_begin(changes.series, caption), *none, *notes, _MIX]))


def _describe_change(change: LevelChange) -> tuple[TableCell, ...]:
    may_be = [name_month(change.first), name_month(change.last)]
    points = CellNumber("percentage points", change.points, 1)
    return (
        TableCell(name_month(change.month)),
        TableCell(may_be[0] if change.first == change.last else " to ".join(may_be)),
        *(fraction_cell(counts.yes, counts.of) for counts in (change.before, change.after)),
        TableCell(formatting.signed(change.points, 1), number=points),
        TableCell(formatting.p_value(change.p_value), number=CellNumber("probability", change.p_value, 3)),
        TableCell(change.finding.words),
    )


def _begin(series: MonthByMonth, caption: Caption) -> list[str]:
    """The source, what must be said of made-up rows, and what is in no month."""
    notes = [caption.source, *([series.cut.made_up] if series.cut.made_up else []), *describe_unknown(series.cut)]
    if series.empty:
        notes.append(f"Nothing was counted in {formatting.listed([name_month(month) for month in series.empty])}.")
    return notes

"""How long crimes waited to be recorded, by group."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import count_cell, number_columns, text_columns
from cdi.exhibits.tables.groups import NOTHING, SMALL
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_value
from cdi.house_style.shorthand import LOW_RELIABILITY, NOT_AVAILABLE
from cdi.measures.group_rates import SMALL_BASE
from cdi.measures.patterns import DAY
from cdi.measures.waiting import Wait, Waits, shares_at
from cdi.model.exhibit import CellNumber, Table, TableCell


def hours_named(waits: Waits) -> tuple[float, ...]:
    """The hours that a table names: each limit that applied, three days and a week; a day where there was no limit."""
    return tuple(sorted({*(waits.limits or (DAY,)), 3 * DAY, 7 * DAY}))


def tabulate_waits(waits: Waits, caption: Caption, subject: str) -> Table:
    """One row for each group: crimes due, those never recorded, and the share of the due recorded by some hours."""
    named = hours_named(waits)
    columns = (
        *text_columns(*[name_column(name) for name in waits.by] or ["Group"]),
        *number_columns(
            "Due", "Not recorded", *(f"Within {formatting.count(round(limit))} hours (%)" for limit in named)
        ),
    )
    rows = tuple(_row(waits, wait, named) for wait in waits.groups)
    return Table("waits", subject, columns, rows, " ".join([caption.source, *describe_waits(waits)]))


def _row(waits: Waits, wait: Wait, named: tuple[float, ...]) -> tuple[TableCell, ...]:
    shares = shares_at(wait, named)
    names = [name_value(name, value) for name, value in zip(waits.by, wait.values, strict=True)] or ["All"]
    return (
        *map(TableCell, names),
        count_cell(wait.due, LOW_RELIABILITY if wait.due < SMALL_BASE else ""),
        count_cell(wait.never),
        *(_share(shares.get(limit), waits.level) for limit in named),
    )


def _share(share: tuple[float, float, float] | None, level: float) -> TableCell:
    if share is None:
        return TableCell(NOT_AVAILABLE)
    value, low, high = share
    return TableCell(print_share(share), number=CellNumber("percent", value, low=low, high=high, level=level))


def print_share(share: tuple[float, float, float]) -> str:
    """A share with its interval: 76.6 (73.6 to 79.4)."""
    value, low, high = (formatting.decimals(each, 1) for each in share)
    return f"{value} ({low} to {high})"


def describe_waits(waits: Waits) -> list[str]:
    """What a reader must know: made-up rows, the method, and what is not known."""
    level = formatting.level(waits.level)
    notes = [*([waits.made_up] if waits.made_up else []), *([] if waits.groups else [NOTHING])]
    notes.append(
        "Shares are of all crimes due: one that was never recorded counts as waiting to the end of the audit period "
        f"(Kaplan and Meier), with {level} intervals in brackets. Counts of the sample, not weighted."
    )
    if any(wait.due < SMALL_BASE for wait in waits.groups):
        notes.append(SMALL)
    if any(wait.curve is None or wait.curve.last < 7 * DAY for wait in waits.groups):
        notes.append(f"{NOT_AVAILABLE} means not available: none was recorded, or none was followed for so long.")
    counts = (
        (sum(wait.untimed for wait in waits.groups), "crimes were recorded and could not be timed; they are left out"),
        (waits.unplaced, f"more are in no group, since {_names(waits.by)} was not established"),
        (waits.unsure, f"more may or may not belong here, since {_names(tuple(waits.where))} was not established"),
    )
    return [*notes, *(f"{formatting.count(number)} {words}." for number, words in counts if number)]


def _names(columns: tuple[str, ...]) -> str:
    return formatting.listed([name_column(name).lower() for name in columns])

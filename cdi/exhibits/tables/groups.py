"""The groups of a cut: how many, the rate where the sample supports one, and what may be said of each."""

from __future__ import annotations

from dataclasses import replace

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import fraction_cell, number_columns, text_columns
from cdi.house_style import formatting
from cdi.house_style.cell_words import name_column, name_group, name_value
from cdi.house_style.shorthand import LOW_RELIABILITY, NOT_AVAILABLE, SUPPRESSED
from cdi.measures.cuts import Cut
from cdi.measures.group_rates import SMALL_BASE, GroupRate, RatesOfGroups
from cdi.model.exhibit import CellNumber, Table, TableCell
from cdi.model.groups import Cells

NOTHING = "There is nothing in any group: none meets this."
FRACTION_ONLY = "fraction only"
SMALL = f"{LOW_RELIABILITY} marks a base under {formatting.count(SMALL_BASE)}, of which little can be said."
LEFT_OUT = "Groups are left out to protect people, so nothing here is of all groups."
ROUNDED = "Numbers are rounded to the nearest {base}, and shares are of the rounded numbers."
MANY = 5
"""Chosen: with so many groups side by side one of them lies apart by chance alone in one table of four."""


def tabulate_groups(rates: RatesOfGroups, caption: Caption, subject: str) -> Table:
    """One row for each group: yes of known, rate and interval in percent, and what the test against the rest allows."""
    cut = rates.cut
    columns = (
        *text_columns(*[name_column(name) for name in cut.by] or ["Group"]),
        *number_columns(
            f"{formatting.capitalised(cut.question.done)}, of {cut.question.units}",
            "Rate (%)",
            f"{formatting.level(rates.level)} interval (%)",
        ),
        *(text_columns("Beside all others") if rates.tested else ()),
    )
    rows = tuple(_row(rates, row) for row in rates.rows)
    rows += tuple(_hidden_row(cut, cells, len(columns)) for cells in rates.withheld)
    return Table("groups", subject, columns, rows, " ".join([caption.source, *describe_groups(rates)]))


def _row(rates: RatesOfGroups, row: GroupRate) -> tuple[TableCell, ...]:
    names = [name_value(name, value) for name, value in zip(rates.cut.by, row.values, strict=True)] or ["All"]
    interval = CellNumber("percent", low=row.low, high=row.high, level=rates.level)
    rate = replace(interval, value=row.percent, places=1, numerator=row.counts.yes, denominator=row.counts.of)
    return (
        *map(TableCell, names),
        fraction_cell(row.counts.yes, row.counts.of, LOW_RELIABILITY if row.small else ""),
        TableCell(print_rate(row), number=None if row.percent is None else rate, reason=row.refused or None),
        TableCell(print_interval(row), number=None if row.low is None else interval, reason=row.refused or None),
        *((TableCell(print_finding(row)),) if rates.tested else ()),
    )


def _hidden_row(cut: Cut, cells: Cells, width: int) -> tuple[TableCell, ...]:
    """The name of a group that is hidden, and the shorthand for all else."""
    names = [name_value(name, value) for name, value in zip(cut.by, cells, strict=True)] or ["All"]
    return tuple(TableCell(text) for text in [*names, *[SUPPRESSED] * (width - len(names))])


def print_rate(row: GroupRate) -> str:
    """The rate with one decimal, or that there is none."""
    if row.percent is not None:
        return formatting.decimals(row.percent, 1)
    return FRACTION_ONLY if row.counts.of else NOT_AVAILABLE


def print_interval(row: GroupRate) -> str:
    """The interval in percent, or the shorthand for none."""
    if row.low is None or row.high is None:
        return NOT_AVAILABLE
    return f"{formatting.decimals(row.low, 1)} to {formatting.decimals(row.high, 1)}"


def print_finding(row: GroupRate) -> str:
    """What may be said of the group beside all others; the shorthand where nothing was tested."""
    if row.finding is None or row.rest is None:
        return NOT_AVAILABLE
    return row.finding.words.format(size=formatting.points(abs(row.rest.points)))


def describe_groups(rates: RatesOfGroups) -> list[str]:
    """What a reader of the groups must know: made-up rows, methods, refusals, many tests, small bases, unknowns."""
    cut, rows = rates.cut, rates.rows
    notes = [cut.made_up] if cut.made_up else []
    methods = [*dict.fromkeys(row.method for row in rows if row.method)]
    notes += [f"Interval: {_or_else(methods)}."] if methods else []
    if any("weighted" in row.method for row in rows):
        notes.append("A weighted rate is not the fraction of the sample; crime that was not sampled is in no group.")
    notes += [_refusals(cut, rows)] if any(row.refused for row in rows) else []
    if rates.tested:
        notes.append(_tests(rates))
    if any(row.small for row in rows):
        notes.append(SMALL)
    if any(row.percent is None and not row.counts.of for row in rows):
        notes.append(f"{NOT_AVAILABLE} means not available.")
    if rates.incomplete:
        notes.append(LEFT_OUT + (f" {SUPPRESSED} marks those that can be named." if rates.withheld else ""))
    if rates.rounded_to > 1:
        notes.append(ROUNDED.format(base=formatting.count(rates.rounded_to)))
    return [*notes, *describe_unknown(cut)]


def _or_else(methods: list[str]) -> str:
    return "; or, without such a rate, ".join(methods) if len(methods) > 1 else methods[0]


def _refusals(cut: Cut, rows: tuple[GroupRate, ...]) -> str:
    """Why groups have a fraction only, each reason with its groups."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row.refused:
            groups.setdefault(row.refused, []).append(name_group(cut.by, row.values) if cut.by else "all")
    if len(groups) == 1 and len(rows) > 1 and all(row.refused for row in rows):
        return f"No group has a rate: {next(iter(groups))}."
    reasons = [f"{formatting.listed(names)}: {reason}" for reason, names in groups.items()]
    return f"Why only a fraction: {'; '.join(reasons)}."


def _tests(rates: RatesOfGroups) -> str:
    methods = sorted({row.rest.method for row in rates.rows if row.rest is not None})
    tested = formatting.count(rates.tested)
    note = f"Each of {tested} groups was tested against all others ({'; '.join(methods)}), p adjusted by Holm’s rule."
    if rates.tested >= MANY:
        note += f" {formatting.capitalised(rates.many.format(count=tested))}."
    return f"{note} Tables made one after another are not adjusted for each other."


def describe_unknown(cut: Cut) -> list[str]:
    """How many rows are in no count, and why."""
    notes, unknown = [] if cut.groups else [NOTHING], cut.total.unknown
    if unknown:
        notes.append(f"Of {formatting.count(unknown)} more {cut.question.units} it is not known.")
    if unplaced := cut.unplaced.of + cut.unplaced.unknown:
        names = formatting.listed([name_column(name).lower() for name in cut.by])
        notes.append(f"{formatting.count(unplaced)} more are in no group, since {names} was not established.")
    if cut.unsure:
        names = formatting.listed([name_column(name).lower() for name in cut.where])
        notes.append(
            f"Of {formatting.count(cut.unsure)} more it is not established whether they belong here ({names})."
        )
    return notes

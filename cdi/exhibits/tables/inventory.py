"""What an audit rests on and what it gives: tables supplied, rows left out, all figures, and the gaps."""

from __future__ import annotations

from collections import Counter
from datetime import date

from cdi.contract.records import RECORD_TABLES
from cdi.exhibits.caption import Caption
from cdi.exhibits.confidence import cautions, intervals_of, levels
from cdi.exhibits.tables.cells import bind, count_cell, explained_table, number_columns, text_columns
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_APPLICABLE
from cdi.measures.figures import printed_base
from cdi.model.audit import Audit
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Basis, Figure, Figures

_RECORDS = {schema.name for schema in RECORD_TABLES}


def tabulate_input_tables(audit: Audit) -> Table:
    """The tables supplied for an audit, with their rows."""
    counts = {name: len(frame) for name, frame in audit.tables.items()}
    counts |= {name: audit.count(name) for name in audit.records}
    basis: dict[str, Basis] = {name: audit.provenance.basis if name in _RECORDS else "register" for name in counts}
    rows = tuple(
        (TableCell(name), count_cell(n, basis=basis[name]), TableCell(basis[name]))
        for name, n in sorted(counts.items())
    )
    columns = (*text_columns("Table"), *number_columns("Rows"), *text_columns("Basis"))
    return Table("held-tables", "Tables held for this audit", columns, rows, audit.provenance.statement)


def tabulate_exclusions(audit: Audit, caption: Caption) -> Table | None:
    """How many rows were left out on purpose for each reason, and who decided; nothing when there are none.

    Never which: the id of a record stays with the force. `exclusions.csv` of the audit folder has it.
    """
    if not audit.excluded:
        return None
    counts = Counter((each.table, each.reason, each.decided_by, each.decided_on) for each in audit.excluded)
    rows = tuple(
        (
            TableCell(table),
            TableCell(reason),
            TableCell(decided_by),
            TableCell(formatting.day(date.fromisoformat(decided_on))),
            count_cell(count),
        )
        for (table, reason, decided_by, decided_on), count in counts.items()
    )
    columns = (*text_columns("Table", "Why", "Decided by", "On"), *number_columns("Rows"))
    return Table("exclusions", "Rows left out of the audit on purpose", columns, rows, caption.source)


def tabulate_figures(figures: Figures, caption: Caption) -> Table:
    """Every figure by id, as printed, with its base and interval.

    One confidence level of all stands in the heading; of several, each stands beside its interval.
    """
    intervals = intervals_of(figures)
    distinct = {interval.level for interval in intervals}
    heading = f"{levels(intervals)} interval" if len(distinct) == 1 else "Confidence interval"
    rows = tuple(
        (
            TableCell(figure.id),
            TableCell(figure.label),
            bind(figure, figure.printed),
            _interval(figure, with_level=len(distinct) > 1),
            TableCell(printed_base(figure)),
        )
        for figure in figures
    )
    columns = text_columns("Figure", "What it is", "Printed", heading, "Base")
    note = caption.source + cautions(figures)
    return explained_table("all-figures", "All figures of the audit", columns, rows, note)


def _interval(figure: Figure, *, with_level: bool) -> TableCell:
    """The bounds of a figure, whole crimes or with the decimals that it has; not applicable when it has none."""
    interval = figure.interval
    if interval is None:
        return TableCell(NOT_APPLICABLE)
    places = 0 if figure.unit == "crimes" else figure.bound_places
    bounds = f"{formatting.decimals(interval.low, places)} to {formatting.decimals(interval.high, places)}"
    return bind(figure, f"{bounds} ({formatting.level(interval.level)})" if with_level else bounds, "interval")


def tabulate_gaps(figures: Figures, caption: Caption) -> Table:
    """The figures that cannot be had, each with the reason."""
    rows = tuple((TableCell(figure_id), TableCell(reason)) for figure_id, reason in sorted(figures.gaps.items()))
    return Table("gaps", "Figures that cannot be had", text_columns("Figure", "Why not"), rows, caption.source)

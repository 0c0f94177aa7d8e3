"""Figures and registers to table values; nothing is computed again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from cdi import formatting
from cdi.model.audit import Audit
from cdi.model.exhibit import Cell, Column, Table
from cdi.model.figure import Figure, Figures
from cdi.schema.records import RECORD_TABLES

# The government shorthand for a value that is not available; explained under each table that uses it.
NOT_AVAILABLE = "[x]"
_EXPLAINED = " [x] means not available."
_RECORDS = {schema.name for schema in RECORD_TABLES}
_NUMBER: Literal["number"] = "number"


def bound(held: Figure, text: str, facet: str = "printed") -> Cell:
    """A cell that prints a facet of a figure."""
    return Cell(text, held.id, facet, held.value)


def source_line(audit: Audit, *, rows: bool = True) -> str:
    """What stands under a chart or table: the inspection and, for what rests on rows, that they are reconstructed."""
    inspection = audit.inspection
    line = f"Source: {audit.force.name}, {inspection.inspectorate} {inspection.kind} {inspection.label_year}"
    return f"{line}; reconstructed data." if rows and audit.provenance.basis == "reconstruction" else f"{line}."


def held_tables(audit: Audit) -> Table:
    """The tables supplied for an audit, with their rows."""
    held = {name: len(frame) for name, frame in audit.tables.items()}
    held |= {name: audit.count(name) for name in audit.records}
    rows = tuple(
        (Cell(name), Cell(formatting.count(n)), Cell(audit.provenance.basis if name in _RECORDS else "register"))
        for name, n in sorted(held.items())
    )
    columns = (Column("Table"), Column("Rows", _NUMBER), Column("Basis"))
    return Table("held-tables", "Tables held for this audit", columns, rows, audit.provenance.statement)


def headline_rates(figures: Figures, source: str) -> Table:
    """Rates of this audit and the one before with half-widths, the change, and what its test says."""
    rows = []
    for name, label in (("overall", "All crime"), ("violence", "Violence"), ("sexual", "Sexual offences")):
        if f"recording.{name}" not in figures:
            continue
        now, before, change = (f"{kind}.{name}" for kind in ("recording", "prior", "change"))
        rows.append(
            (
                Cell(label),
                *_rate_and_half_width(figures, now),
                *_rate_and_half_width(figures, before),
                _number(figures, change),
                Cell(_significance(figures, change)),
            )
        )
    columns = (
        Column("Crime"),
        Column("Recorded (%)", _NUMBER),
        Column("± (points)", _NUMBER),
        Column("Before (%)", _NUMBER),
        Column("± (points)", _NUMBER),
        Column("Change (points)", _NUMBER),
        Column("Statistically significant"),
    )
    note = source + " ± is the half-width of the 95% confidence interval, in percentage points." + _EXPLAINED
    return Table("headline-rates", "Recording rates, this audit and the one before", columns, tuple(rows), note)


def _rate_and_half_width(figures: Figures, figure_id: str) -> tuple[Cell, Cell]:
    held = figures.get(figure_id)
    if held is None or held.interval is None or held.interval.half_width is None:
        return _number(figures, figure_id), Cell(NOT_AVAILABLE)
    half_width = formatting.decimals(held.interval.half_width, 2)
    return _number(figures, figure_id), bound(held, half_width, "half_width")


def _number(figures: Figures, figure_id: str) -> Cell:
    if figure_id not in figures:
        return Cell(NOT_AVAILABLE)
    return bound(figures[figure_id], formatting.decimals(figures[figure_id].value, 1), "value")


def _significance(figures: Figures, figure_id: str) -> str:
    test = figures[figure_id].test if figure_id in figures else None
    if test is None:
        return NOT_AVAILABLE
    return "not shown" if test.conclusion == "not shown" else f"yes, a {test.conclusion}"


def recommendation_status(recommendations: Sequence[Mapping[str, Any]], source: str) -> Table:
    """What force and inspectorate say of each recommendation, side by side, with the day it was due."""
    words = {
        "complete": "complete",
        "partly": "partly complete",
        "outstanding": "outstanding",
        "not_stated": "not stated",
    }

    def said(recommendation: Mapping[str, Any], assessor: str) -> Cell:
        status = recommendation["status"].get(assessor)
        return Cell(words[status["status"]] if status else NOT_AVAILABLE)

    rows = tuple(
        (
            Cell(f"{held['number']}. {held['theme'][:1].upper()}{held['theme'][1:]}"),
            Cell(formatting.day(date.fromisoformat(held["due"])) if held["due"] else NOT_AVAILABLE),
            said(held, "force"),
            said(held, "inspectorate"),
        )
        for held in recommendations
    )
    columns = (Column("Recommendation"), Column("Due"), Column("Force"), Column("Inspectorate"))
    note = source + " Due is the publication day plus the time allowed." + _EXPLAINED
    return Table("recommendation-status", "Recommendations and their status", columns, rows, note)


def exclusions(audit: Audit, source: str) -> Table | None:
    """The rows left out on purpose, each with its reason and who decided; nothing when there are none."""
    if not audit.excluded:
        return None
    rows = tuple(
        (
            Cell(f"{left.table} {left.key}"),
            Cell(left.reason),
            Cell(left.decided_by),
            Cell(formatting.day(date.fromisoformat(left.decided_on))),
        )
        for left in audit.excluded
    )
    columns = (Column("Row"), Column("Why"), Column("Decided by"), Column("On"))
    return Table("exclusions", "Rows left out of the audit on purpose", columns, rows, source)


def all_figures(figures: Figures, source: str) -> Table:
    """Every figure by id, as printed, with its base and interval."""
    rows = tuple(
        (Cell(held.id), Cell(held.label), bound(held, held.printed), Cell(_interval(held)), Cell(held.base))
        for held in figures
    )
    columns = (Column("Figure"), Column("What it is"), Column("Printed"), Column("95% interval"), Column("Base"))
    return Table("all-figures", "All figures of the audit", columns, rows, source)


def _interval(held: Figure) -> str:
    if held.interval is None:
        return ""
    places = 0 if held.unit == "crimes" else 1
    return f"{formatting.decimals(held.interval.low, places)} to {formatting.decimals(held.interval.high, places)}"


def gaps(figures: Figures, source: str) -> Table:
    """The figures that cannot be had, each with the reason."""
    rows = tuple((Cell(figure_id), Cell(reason)) for figure_id, reason in sorted(figures.gaps.items()))
    return Table("gaps", "Figures that cannot be had", (Column("Figure"), Column("Why not")), rows, source)


def to_csv(table: Table) -> str:
    """The table as CSV text with a heading row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.label for column in table.columns])
    writer.writerows([cell.text for cell in row] for row in table.rows)
    return text.getvalue()

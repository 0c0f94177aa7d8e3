"""The recording rates of this audit beside those of the one before."""

from __future__ import annotations

from cdi.exhibits.caption import Caption
from cdi.exhibits.confidence import cautions, intervals_of, levels
from cdi.exhibits.tables.cells import (
    bind,
    explained_table,
    half_width_cell,
    number_cell,
    number_columns,
    text_columns,
)
from cdi.house_style.crime_kinds import HEADLINES, CrimeKind
from cdi.house_style.shorthand import NOT_AVAILABLE
from cdi.measures.finding_rules import FindingRules
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figure, Figures


def tabulate_rates(figures: Figures, rules: FindingRules, caption: Caption) -> Table:
    """Rates of both audits with half-widths, the change, and what its test says in the words of `rules`.

    One row for each kind of crime that has a rate in this audit; without any the table has no rows. It has this audit
    alone where none of these kinds has a rate before.
    """
    kinds = [kind for kind in HEADLINES if f"recording.{kind.id}" in figures]
    before = [figures[f"prior.{kind.id}"] for kind in kinds if f"prior.{kind.id}" in figures]
    rows = [
        (
            TableCell(kind.label),
            number_cell(figures, f"recording.{kind.id}"),
            half_width_cell(figures, f"recording.{kind.id}"),
            *(_comparison(figures, rules, kind) if before else ()),
        )
        for kind in kinds
    ]
    columns = (*text_columns("Crime"), *number_columns("Recorded (%)", "± (points)"))
    if before:
        columns += number_columns("Before (%)", "± before (points)", "Change (points)")
        columns += text_columns(rules.significance_heading().words)
    now = [figures[f"recording.{kind.id}"] for kind in kinds]
    note = caption.source + _half_widths(now, before) + cautions([*now, *before])
    title = "Recording rates" + (", this audit and the one before" if before else "")
    return explained_table("headline-rates", title, columns, rows, note)


def _comparison(figures: Figures, rules: FindingRules, kind: CrimeKind) -> tuple[TableCell, ...]:
    """The cells of a kind for the audit before and for the change since."""
    return (
        number_cell(figures, f"prior.{kind.id}"),
        half_width_cell(figures, f"prior.{kind.id}"),
        number_cell(figures, f"change.{kind.id}"),
        _significance(figures.get(f"change.{kind.id}"), rules),
    )


def _significance(change: Figure | None, rules: FindingRules) -> TableCell:
    """What the test of a change says; the shorthand where nothing was tested."""
    if change is None or change.test is None:
        return TableCell(NOT_AVAILABLE)
    return bind(change, rules.significance(change).words, "finding")


def _half_widths(now: list[Figure], before: list[Figure]) -> str:
    """What ± means, with the level of the intervals that are shown; nothing when no half-width is."""
    this, last = (
        levels(interval for interval in intervals_of(audit) if interval.half_width is not None)
        for audit in (now, before)
    )
    if not (this or last):
        return ""
    if this and last and this != last:
        return (
            f" ± is the half-width of the confidence interval, {this} for this audit and {last} for the audit before,"
            " in percentage points."
        )
    return f" ± is the half-width of the {this or last} confidence interval, in percentage points."

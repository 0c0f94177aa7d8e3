"""Figures and registers to table values; nothing is computed again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from cdi.contract.records import RECORD_TABLES
from cdi.house_style import formatting
from cdi.measures.figures import printed_base
from cdi.model.audit import Audit
from cdi.model.exhibit import Cell, Column, Table
from cdi.model.figure import Figure, Figures

# The government shorthand for a value that is not available; explained under each table that uses it.
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
_EXPLAINED = {NOT_AVAILABLE: "not available", NOT_APPLICABLE: "not applicable"}
_RECORDS = {schema.name for schema in RECORD_TABLES}
_NUMBER: Literal["number"] = "number"
_DUE = " Due is the publication day plus the time allowed."
_STATUS = {
    "complete": "complete",
    "partly": "partly complete",
    "outstanding": "outstanding",
    "not_stated": "not stated",
}
_Counts = tuple[tuple[str, str, str], ...]
# Each row: what was counted, the figure, and its facet. The last row decides whether there is such a table.
_IN_NUMBERS: tuple[tuple[str, str, _Counts], ...] = (
    (
        "incident-crimes",
        "Crimes reported as part of an incident record",
        (
            ("Incident records reviewed", "incidents.records", "value"),
            ("Crimes that the inspectorate found in them", "incidents.crimes", "denominator"),
            ("Of these crimes, recorded by the force", "incidents.crimes", "numerator"),
        ),
    ),
    (
        "referral-crimes",
        "Crime reports held on other systems",
        (
            ("Referrals from other bodies reviewed", "referrals.records", "value"),
            ("Crimes that the inspectorate found in them", "referrals.crimes", "denominator"),
            ("Of these crimes, recorded by the force", "referrals.crimes", "numerator"),
        ),
    ),
    (
        "no-crimes",
        "No-crimes",
        (
            ("No-crime decisions reviewed", "cancellations.all", "denominator"),
            ("Of these decisions, correct", "cancellations.all", "numerator"),
        ),
    ),
)
_DISPOSALS = {
    "caution": "Cautions",
    "pnd": "Penalty notices for disorder",
    "cannabis_warning": "Cannabis warnings",
    "community_resolution": "Community resolutions",
}
_ASKED = {
    "suitable": "Offender suitable",
    "informed": "Told what it means",
    "views_considered": "Victim’s views considered",
    "meaningful": "Outcome meaningful",
}


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
    note = source + " ± is the half-width of the 95% confidence interval, in percentage points."
    return _table("headline-rates", "Recording rates, this audit and the one before", columns, rows, note)


def _table(
    table_id: str, caption: str, columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]], note: str
) -> Table:
    """A table whose note explains the shorthand that its cells use, and no other."""
    held = tuple(rows)
    used = {cell.text for row in held for cell in row}
    explained = "".join(f" {mark} means {words}." for mark, words in _EXPLAINED.items() if mark in used)
    return Table(table_id, caption, tuple(columns), held, note + explained)


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
    rows = tuple(
        (_named(held), _due(held), _said(held, "force"), _said(held, "inspectorate")) for held in recommendations
    )
    columns = (Column("Recommendation"), Column("Due"), Column("Force"), Column("Inspectorate"))
    return _table("recommendation-status", "Recommendations and their status", columns, rows, source + _DUE)


def recommendations_made(recommendations: Sequence[Mapping[str, Any]], source: str) -> Table | None:
    """The recommendations of this audit: time allowed, day due, and what the force says of each so far."""
    rows = tuple(
        (_named(held), Cell(_allowed(held["timescale_months"])), _due(held), _said(held, "force"))
        for held in recommendations
        if held["type"] == "recommendation"
    )
    columns = (Column("Recommendation"), Column("Time allowed"), Column("Due"), Column("Status given by the force"))
    caption = "Recommendations of this inspection"
    return _table("recommendations-made", caption, columns, rows, source + _DUE) if rows else None


def _named(recommendation: Mapping[str, Any]) -> Cell:
    return Cell(f"{recommendation['number']}. {_sentence(recommendation['theme'])}")


def _due(recommendation: Mapping[str, Any]) -> Cell:
    due = recommendation["due"]
    return Cell(formatting.day(date.fromisoformat(due)) if due else NOT_AVAILABLE)


def _said(recommendation: Mapping[str, Any], assessor: str) -> Cell:
    status = recommendation["status"].get(assessor)
    return Cell(_STATUS[status["status"]] if status else NOT_AVAILABLE)


def _allowed(months: int | None) -> str:
    if months is None:
        return NOT_AVAILABLE
    return "immediately" if months == 0 else "1 month" if months == 1 else f"{formatting.count(months)} months"


def findings_in_numbers(figures: Figures, source: str) -> list[Table]:
    """Records examined, crimes in them, crimes recorded, and no-crimes rightly decided: whole samples, no rates."""
    shown = [
        _counted(figures, table_id, caption, rows, source)
        for table_id, caption, rows in _IN_NUMBERS
        if rows[-1][1] in figures
    ]
    return [table for table in shown if table.rows]


def _counted(figures: Figures, table_id: str, caption: str, rows: _Counts, source: str) -> Table:
    """A label and a count for each row, each bound to the facet of the figure that it prints."""
    cells = tuple(
        (Cell(label), bound(held, formatting.count(int(_facet(held, facet))), facet))
        for label, figure_id, facet in rows
        if (held := figures.get(figure_id)) is not None
    )
    return Table(table_id, caption, (Column("What was counted"), Column("Number", _NUMBER)), cells, source)


def _facet(held: Figure, facet: str) -> float:
    found = {"numerator": held.numerator, "denominator": held.denominator}.get(facet, held.value)
    return held.value if found is None else found


def disposals(figures: Figures, source: str) -> Table | None:
    """Out-of-court disposals by kind: parts of small samples, each a fraction of those it was asked of."""
    kinds = [(name, label) for name, label in _DISPOSALS.items() if f"disposals.{name}.sampled" in figures]
    if not kinds:
        return None
    rows = tuple(
        (Cell(label), *(_asked(figures, f"disposals.{name}.{asked}") for asked in _ASKED)) for name, label in kinds
    )
    columns = (Column("Disposal"), *(Column(label, _NUMBER) for label in _ASKED.values()))
    return _table("disposals", "Out-of-court disposals examined", columns, rows, source)


def _asked(figures: Figures, figure_id: str) -> Cell:
    """What was found, or that it could not be had, or that it is never asked of this kind."""
    return (
        _held_or_not(figures, figure_id) if figure_id in figures or figure_id in figures.gaps else Cell(NOT_APPLICABLE)
    )


def plan(figures: Figures, themes: Mapping[str, Mapping[str, Any]], source: str) -> Table | None:
    """The action plan by theme, with the last month that an open action of each is expected by."""
    shown = [(name, held) for name, held in themes.items() if f"plan.{name}.actions" in figures]
    if not shown:
        return None
    rows = []
    for name, held in shown:
        due = held["due_month"]
        counts = (_asked(figures, f"plan.{name}.{state}") for state in ("complete", "open", "under_review"))
        number = figures[f"plan.{name}.actions"]
        expected = Cell(formatting.month(date.fromisoformat(due)) if due else NOT_APPLICABLE)
        rows.append((Cell(_sentence(held["name"])), bound(number, number.printed), *counts, expected))
    columns = (
        Column("Theme"),
        Column("Actions", _NUMBER),
        Column("Complete", _NUMBER),
        Column("Open", _NUMBER),
        Column("Under review, of the open", _NUMBER),
        Column("Open ones expected by"),
    )
    note = source + " An action without a theme is not shown." if "plan.without_theme" in figures else source
    return _table("plan", "Actions of the plan by theme", columns, rows, note)


def _held_or_not(figures: Figures, figure_id: str) -> Cell:
    held = figures.get(figure_id)
    return Cell(NOT_AVAILABLE) if held is None else bound(held, held.printed)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


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
        (Cell(held.id), Cell(held.label), bound(held, held.printed), Cell(_interval(held)), Cell(printed_base(held)))
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

"""Counts that know what they do not know: each question has a yes, a no and an unknown.

A row is unknown to a question when a cell that the answer needs is empty, so that it may be yes or no (Kleene's logic:
what one filled cell already rules out is a no whatever the others hold). A figure then states the base of those that
are known and how many are not. Where none is known, or leaving the unknown out would tilt the result, it is a gap with
its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdi.contract.tables import AUDIT_TABLES
from cdi.house_style import formatting
from cdi.measures.figures import Base, Contribution, FigureMaker
from cdi.model.audit import Audit
from cdi.model.figure import CountedReason, Role, Unit
from cdi.model.groups import MONTH
from cdi.model.rows import Condition, Differs, Possibly, Where

# Columns that follow from stored ones: what must be known for them.
_DERIVED_FROM = {"delay_hours": "recorded_at"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows that meet a question, rows that are known not to, and rows of which nobody knows."""

    yes: int
    no: int
    unknown: int

    @property
    def answered(self) -> int:
        """The rows of which the answer is known."""
        return self.yes + self.no


def tally(audit: Audit, table: str, base: Where, asked: Where) -> Tally:
    """Of the rows that meet `base`: those that meet `asked` too, those that do not, and those that are unknown.

    Rows that may belong to the base or not are among the unknown.
    """
    certain, yes = audit.count(table, **base), audit.count(table, **base, **asked)
    maybe = _count_possible(audit, table, base, asked, otherwise=yes)
    reach = _count_possible(audit, table, {}, base, otherwise=certain)
    return Tally(yes, certain - maybe, maybe - yes + reach - certain)


def count_unknown(audit: Audit, table: str, where: Where) -> int:
    """Rows that may or may not meet every condition."""
    return (
        _count_possible(audit, table, {}, where, otherwise=0) - audit.count(table, **where)
        if _open(table, where)
        else 0
    )


def part_of_rows(
    make: FigureMaker,
    figure_id: str,
    label: str,
    table: str,
    base: Where,
    asked: Where,
    words: str | Base,
    role: Role = "part of a sample",
) -> Contribution:
    """The rows of `base` that meet `asked`, as a part of those for which that is known.

    A gap where that is known of none, and where `asked` has several conditions and any row is unknown: a row that fails
    one condition is a no whatever else is unknown of it, so the known rows alone would have too many of these.
    """
    rows = tally(make.audit, table, base, asked)
    if rows.unknown and (not rows.answered or len(asked) > 1):
        return gap_of_unknown(make.audit, figure_id, table, {**base, **asked}, rows)
    whole = rows.answered if rows.unknown else make.audit.count(table, **base)  # the same, more simply derived
    return make.part(figure_id, label, rows.yes, whole, words, role, rows.unknown)


def number_of_values(
    make: FigureMaker,
    figure_id: str,
    label: str,
    table: str,
    column: str,
    where: Where,
    words: str | Base,
    unit: Unit = "count",
) -> Contribution:
    """The different values of a column in the rows that meet every condition; a gap if any is unknown."""
    unknown = count_unknown(make.audit, table, where) + make.audit.count(table, **where, **{column: None})
    if unknown:
        rows = Tally(0, make.audit.count(table, **where), unknown)
        return gap_of_unknown(make.audit, figure_id, table, {**where, column: None}, rows)
    return make.number(figure_id, label, make.audit.distinct(table, column, **where), words, unit)


def breakdown_of_rows(
    make: FigureMaker, name: str, table: str, by: str, where: Where, words: str | Base
) -> Contribution:
    """Rows by value of a column, the most frequent first; rows without a value are unknown, a gap if all are."""
    counts = make.audit.counts(table, by, **where)
    unknown = make.audit.count(table, **where, **{by: None}) + count_unknown(make.audit, table, where)
    if unknown and not counts:
        return gap_of_unknown(make.audit, name, table, {**where, by: None}, Tally(0, 0, unknown))
    return make.breakdown(name, counts, words, unknown)


def gap_of_unknown(audit: Audit, figure_id: str, table: str, where: Where, rows: Tally) -> Contribution:
    """The gap of a figure that rests on cells that are empty, with what was not recorded and the column to fill."""
    columns = [*_empty_columns(audit, table, where)]
    throughout = all(is_empty(audit, table, _DERIVED_FROM.get(column, column)) for column in columns)
    return gaps_of_columns((figure_id,), table, columns, None if throughout else rows)


def gaps_of_columns(ids: Iterable[str], table: str, columns: Iterable[str], rows: Tally | None = None) -> Contribution:
    """The gaps of figures that need these columns, which are empty: throughout, or in the unknown among some rows."""
    names = tuple(ids)
    missing = tuple(dict.fromkeys(_DERIVED_FROM.get(column, column) for column in columns))
    reason = f"{formatting.listed([in_words(table, column) for column in missing])} was not recorded"
    if rows is None:
        reason = f"{reason} in this audit"
    elif not rows.answered:
        reason = f"{reason} for any of these cases"
    else:
        number, whole = formatting.count(rows.unknown), formatting.count(rows.answered + rows.unknown)
        reason = CountedReason(f"{reason} for {number} of the {whole} cases", f"{reason} for some of these cases")
    cure = f"{'column' if len(missing) == 1 else 'columns'} {formatting.listed(list(missing))} of the table {table}"
    return Contribution(gaps=dict.fromkeys(names, reason), cures=dict.fromkeys(names, cure))


def in_words(table: str, column: str) -> str:
    """What a column of the contract tells, as the subject of a sentence: "whether the victim was safeguarded"."""
    of_contract = AUDIT_TABLES[table].column(column)
    meaning = of_contract.meaning.partition(";")[0]
    return f"whether {meaning}" if of_contract.kind == "boolean" else meaning


def empty_columns(audit: Audit, table: str, columns: Iterable[str]) -> list[str]:
    """The columns, stored or derived, that no row of the table has a value in, by the names that are stored."""
    stored = dict.fromkeys(_DERIVED_FROM.get(name, name) for name in columns if name != MONTH)
    return [name for name in stored if _is_optional(table, name) and is_empty(audit, table, name)]


def is_empty(audit: Audit, table: str, column: str) -> bool:
    """Whether no row of the table has a value in the column, though it has rows."""
    rows, empty = audit.count(table), audit.count(table, **{column: None})
    return rows == empty > 0


def _empty_columns(audit: Audit, table: str, where: Where) -> Iterable[str]:
    """The columns that leave rows unknown, those that the conditions name or compare with."""
    possible = {name: possibly(table, name, condition) for name, condition in where.items() if condition is not None}
    for column, condition in where.items():
        for name in (column, *((condition.column,) if isinstance(condition, Differs) else ())):
            stored = _DERIVED_FROM.get(name, name)
            if _is_optional(table, name) and audit.count(table, **{**possible, stored: None}):
                yield name


def _count_possible(audit: Audit, table: str, base: Where, asked: Where, *, otherwise: int) -> int:
    """Rows that meet `base` and may meet `asked`; `otherwise` where no cell of the columns asked for may be empty."""
    if not _open(table, asked):
        return otherwise
    return audit.count(table, **base, **{name: possibly(table, name, each) for name, each in asked.items()})


def _open(table: str, where: Where) -> bool:
    return any(_is_optional(table, column) for column in where)


def possibly(table: str, column: str, condition: Condition) -> Condition:
    """The condition that rows meet which meet this one, or may since a cell is empty; the same where none can be."""
    return Possibly(condition) if _is_optional(table, column) and condition is not None else condition


def _is_optional(table: str, column: str) -> bool:
    if column == MONTH:  # the moments that it follows from are never empty
        return False
    return AUDIT_TABLES[table].column(_DERIVED_FROM.get(column, column)).optional

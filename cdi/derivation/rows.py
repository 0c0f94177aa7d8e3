"""The rows on either side of a figure: those that its measure counted in, and those that it did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cdi.contract.tables import AUDIT_TABLES
from cdi.house_style import formatting
from cdi.model.audit import Audit
from cdi.model.counted_rows import CountedRows, Selection
from cdi.model.figure import Figure
from cdi.model.rows import AtMost, Both, Condition, Differs, IsNot, Possibly


@dataclass(frozen=True, slots=True)
class RowIds:
    """The ids of rows, or of what is counted in them; `unit` is the column that they stand in.

    `conditions` say of each table in words which rows these are.
    """

    unit: str
    ids: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows that a figure counts, and those of its base that it does not; None where it counts no rows."""

    counted: RowIds | None = None
    not_counted: RowIds | None = None


def find_sides(audit: Audit, figure: Figure) -> Sides:
    """The rows of a figure that was measured of `with_counting_rows`."""
    whole: Any = figure.denominator
    part: Any = figure.value if figure.numerator is None else figure.numerator
    if not isinstance(part, CountedRows):
        return Sides()
    counted = _list_ids(audit, part)
    if not isinstance(whole, CountedRows):
        return Sides(counted)
    base, rest = _list_ids(audit, whole), _list_ids(audit, whole - part)
    if counted is None or base is None or rest is None:
        return Sides(counted)
    return Sides(counted, replace(rest, conditions=base.conditions))


def _list_ids(audit: Audit, counted: int) -> RowIds | None:
    """The ids of counted rows; None where they are of different kinds, or the ids do not add up to the number."""
    selections = counted.selections if isinstance(counted, CountedRows) else ()
    weights: Counter[str] = Counter()
    for selection in selections:
        for each in _ids_of(audit, selection):
            weights[each] += selection.sign
    units = {" ".join(_columns(selection)) for selection in selections}
    ids = tuple(sorted(each for each, weight in weights.items() if weight > 0))
    if len(units) != 1 or len(ids) != counted:
        return None
    return RowIds(units.pop(), ids, tuple(dict.fromkeys(map(_describe, selections))))


def _ids_of(audit: Audit, selection: Selection) -> Iterator[str]:
    """The ids of the rows of a selection, or the different values that it counts."""
    of: Audit | None = audit
    while of is not None and of.inspection.audit != selection.audit:
        of = of.prior
    if of is None:
        raise ValueError(f"no audit {selection.audit} here")
    values = of.records[selection.table].list_values(_columns(selection), selection.where)
    ids = (" ".join(parts) for parts in values)
    return iter(dict.fromkeys(ids)) if selection.distinct is not None else ids


def _columns(selection: Selection) -> tuple[str, ...]:
    if selection.distinct is not None:
        return (selection.distinct,)
    return tuple(AUDIT_TABLES[selection.table].key)


def _describe(selection: Selection) -> str:
    """A selection in words: the table and its conditions."""
    conditions = formatting.listed([_condition(*pair) for pair in selection.where.items()]) or "all rows"
    what = f"different {selection.distinct} of {selection.table}" if selection.distinct else selection.table
    return f"{'less ' if selection.sign < 0 else ''}{what} ({selection.audit}): {conditions}"


def _condition(column: str, condition: Condition) -> str:
    match condition:
        case None:
            return f"{column} empty"
        case bool():
            return f"{column} {'yes' if condition else 'no'}"
        case Both(one, other):
            return f"{_condition(column, one)} and {_condition(column, other)}"
        case Possibly(inner):
            return f"{_condition(column, inner)} or unknown"
        case AtMost(limit):
            return f"{column} at most {limit}"
        case IsNot(value):
            return f"{column} not {value}"
        case Differs(other):
            return f"{column} other than {other}"
        case tuple():
            return f"{column} one of {', '.join(map(str, condition))}"
    return f"{column} {condition}"

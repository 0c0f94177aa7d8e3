"""The kinds of rows that a table could hold, as far as printed numbers tell them apart.

A reader knows the columns, their values and the rules of the contract, and not which combinations occur. So the kinds
are those that do occur and each of them with one column changed. They are a part of all that could occur: whatever
range they leave of a hidden number, all kinds together leave no less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cdi.contract.tables import AUDIT_TABLES
from cdi.model.counted_rows import Selection
from cdi.model.groups import MONTH
from cdi.model.rows import AtMost, Both, Condition, Differs, IsNot, Possibly, Rows, marks_meeting, without_nulls
from cdi.stats.inputs import Floats

# Columns of which one is the finer name of the other, so that none is changed alone.
_TOGETHER = (("stratum", "category", "offence"),)
_DELAY = "delay_hours"
_OTHER = "(any other)"


class KindsOfRows:
    """The kinds of rows of one table that some selections tell apart, and which of them each of these counts."""

    def __init__(self, table: str, rows: Rows, selections: Iterable[Selection]) -> None:
        asked = dict.fromkeys(_conditions_of(selection) for selection in selections)
        conditions = [pair for each in asked for pair in each]
        columns = sorted({name for name, _ in conditions} | {*_compared(conditions)})
        stored = [name for name in columns if name != _DELAY]
        named = {name: [*_values_named(conditions, name)] for name in stored}
        occurring = _frame(table, stored, named, rows.cross(stored, [{}]))
        cells = np.concatenate([occurring.to_numpy(dtype=object), *_changed_once(table, occurring, named)])
        changed = pd.DataFrame(cells, columns=occurring.columns, dtype=object)
        lawful = _without_broken(table, changed.drop_duplicates(ignore_index=True))
        kinds = pd.concat([occurring, lawful], ignore_index=True).drop_duplicates(ignore_index=True)
        frame = _typed(table, _with_delays(kinds, _limits(conditions)) if _DELAY in columns else kinds)
        meeting: dict[tuple[str, Condition], Any] = {}
        for pair in conditions:
            marks_meeting(*pair, frame, pd.DataFrame.__getitem__, meeting)
        every = np.ones(len(frame), dtype=bool)
        counted = np.array(
            [every, *(np.logical_and.reduce([every, *(meeting[pair] for pair in each)]) for each in asked)]
        )
        # Most kinds are counted by the same selections as another, so that nothing tells the two apart.
        different = counted[:, ~pd.DataFrame(np.packbits(counted, axis=0).T).duplicated().to_numpy()]
        self.number = different.shape[1]
        self._counted: dict[Any, Floats] = dict(zip(asked, different[1:].astype(np.float64), strict=True))

    def counted(self, selection: Selection) -> Floats:
        """1 for each kind whose rows the selection counts, else 0."""
        return self._counted[_conditions_of(selection)]


_Conditions = Sequence[tuple[str, Condition]]


def _conditions_of(selection: Selection) -> tuple[tuple[str, Condition], ...]:
    return tuple(selection.where.items())


def _simple(condition: Condition) -> Iterator[Condition]:
    """The conditions that one is made of."""
    match condition:
        case Possibly(inner):
            yield from _simple(inner)
        case Both(one, other):
            yield from _simple(one)
            yield from _simple(other)
        case tuple():
            yield from condition
        case _:
            yield condition


def _compared(conditions: _Conditions) -> Iterator[str]:
    """The columns that others are compared with."""
    for _, condition in conditions:
        yield from (each.column for each in _simple(condition) if isinstance(each, Differs))


def _values_named(conditions: _Conditions, column: str) -> Iterator[Any]:
    """The values of a column that conditions name, each once."""
    values = (each for name, condition in conditions if name == column for each in _simple(condition))
    plain = (each.value if isinstance(each, IsNot) else each for each in values)
    yield from dict.fromkeys(each for each in plain if not isinstance(each, Differs))


def _limits(conditions: _Conditions) -> list[float]:
    """The limits that delays are held against, in order."""
    simple = (each for name, condition in conditions if name == _DELAY for each in _simple(condition))
    return sorted({each.limit for each in simple if isinstance(each, AtMost)})


def _frame(table: str, columns: Sequence[str], named: dict[str, list[Any]], cells: Iterable[Sequence[Any]]) -> Any:
    """The combinations that occur, with one word for all text that no condition names."""
    frame = pd.DataFrame([*cells], columns=[*columns], dtype=object)
    for name in columns:
        if name != MONTH and AUDIT_TABLES[table].column(name).kind == "text":
            frame[name] = [each if each is None or each in named[name] else _OTHER for each in frame[name]]
    return frame.drop_duplicates(ignore_index=True)


def _changed_once(table: str, occurring: pd.DataFrame, named: dict[str, list[Any]]) -> Iterator[Any]:
    """What occurs, as cells, with one column changed to each value that it could have, or several that go together."""
    joined = [[name for name in names if name in occurring.columns] for names in _TOGETHER]
    alone = [[name] for name in occurring.columns if not any(name in names for names in joined)]
    cells = occurring.to_numpy(dtype=object)
    for names in filter(None, [*joined, *alone]):
        places = [[*occurring.columns].index(name) for name in names]
        values = [*dict.fromkeys(zip(*cells[:, places].T, strict=True))]
        if len(names) == 1:
            values = [*dict.fromkeys([*values, *((each,) for each in _possible(table, names[0], named[names[0]]))])]
        for value in values:
            changed = cells.copy()
            for place, cell in zip(places, value, strict=True):
                changed[:, place] = cell
            yield changed


def _possible(table: str, name: str, named: Sequence[Any]) -> list[Any]:
    """The values that a column may have by the contract, as far as conditions can tell them apart."""
    if name == MONTH:
        return [*named]
    column = AUDIT_TABLES[table].column(name)
    of_kind: dict[str, list[Any]] = {"boolean": [True, False], "choice": [*column.choices]}
    values = of_kind.get(column.kind, [*named, _OTHER])
    return [*values, None] if column.optional else [each for each in values if each is not None]


def _without_broken(table: str, kinds: pd.DataFrame) -> pd.DataFrame:
    """The kinds that no rule of the contract forbids."""
    typed = _typed(table, kinds)
    broken = np.zeros(len(kinds), dtype=bool)
    for rule in AUDIT_TABLES[table].rules:
        if {*rule.columns} <= {*kinds.columns}:
            broken = broken | without_nulls(rule.broken(typed))
    lawful: pd.DataFrame = kinds[~broken]
    return lawful


def _with_delays(kinds: pd.DataFrame, limits: Sequence[float]) -> pd.DataFrame:
    """Each kind with a delay in every stretch that the limits divide, and with none that is known."""
    delays = pd.DataFrame({_DELAY: [*limits, limits[-1] + 1, None] if limits else [None]})
    return kinds.merge(delays, how="cross")


def _typed(table: str, kinds: pd.DataFrame) -> pd.DataFrame:
    """The same cells in the types that conditions and rules expect."""
    typed = kinds.copy()
    for name in kinds.columns:
        kind = "integer" if name == MONTH else "decimal" if name == _DELAY else AUDIT_TABLES[table].column(name).kind
        types: dict[str, Any] = {"boolean": "boolean", "integer": "Int64", "decimal": "Float64"}
        typed[name] = kinds[name].astype(types.get(kind, "object"))
    return typed

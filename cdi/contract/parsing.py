"""Text to typed values by the contract: one bad cell is one fault, and the good rows stay good.

Each column is read by its different values, not row by row, so that a million rows cost little more than reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cdi.contract.cells import FORMULA_ERRORS, explain_cell, parse_cell, suggest_cell
from cdi.contract.headings import heading_faults
from cdi.contract.personal_data import WITHHELD, looks_personal
from cdi.contract.vocabulary import MOST_LETTERS, Column, Rule, TableSchema, TextTable
from cdi.house_style import formatting
from cdi.model.clock import EARLIEST, LATEST, ZONE
from cdi.model.fault import Fault
from cdi.model.one_line import find_hidden, is_plain, on_one_line, show_hidden
from cdi.model.rows import FrameRows

_DTYPES: dict[str, Any] = {
    "text": "str",
    "integer": "Int64",
    "decimal": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "datetime": "datetime64[s]",
}
_ORDERED = ("integer", "decimal", "date", "datetime")
# Faults of one column beyond these are counted, not listed: a column in the wrong order in a million rows.
_LISTED = 10_000

LONGEST_TEXT = 10_000
"""Of a cell, in letters. Chosen: the longest of the registers has 1,200; a page cannot show more."""
_SHORT = f"text of no more than {formatting.count(LONGEST_TEXT)} letters"
_SEEN = "signs that can be seen, on one line"
_EMPTY = 'an empty cell does not say no; where your system means no by it, give "" that meaning under [values]'

Marks = npt.NDArray[np.bool_]
"""Yes or no for each row of a table."""

_Refusal = tuple[str, str, str | None, str | None]
"""What the cell says, what is expected, the nearest valid value, and why it is wrong where that is not plain."""


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table of text and what its cells mean.

    `frame` holds the typed cells of the contract's columns, a null where a cell is empty or wrong; `wrong` marks the
    wrong ones by column. `faults` are those of the file, its headings and its cells. Rows may be counted only when
    the whole table has no faults.
    """

    schema: TableSchema
    text: TextTable
    frame: pd.DataFrame
    wrong: Mapping[str, Marks]
    faults: tuple[Fault, ...]

    @property
    def rows(self) -> FrameRows:
        """The table as measures count it."""
        return FrameRows(self.frame)

    def cells(self, column: str) -> pd.Series | None:
        """The typed cells of a column; None when the table lacks it."""
        return self.frame.get(column)

    def all_faults(self, rules: Sequence[Rule] = ()) -> list[Fault]:
        """Faults of headings, cells and keys, and of the rules of the contract and the given ones."""
        return [*self.faults, *self._key_faults(), *self.rule_faults([*self.schema.rules, *rules])]

    def rule_faults(self, rules: Sequence[Rule]) -> list[Fault]:
        """A fault for each row that breaks a rule, as far as they are listed.

        A rule is passed over where one of its columns is missing, and for rows in which one of its cells is wrong.
        """
        faults = []
        for rule in rules:
            if any(name not in self.frame.columns for name in rule.columns):
                continue
            if rule.if_supplied and (self.text.frame[rule.column].str.strip() == "").all():
                continue
            broken = rule.broken(self.frame).fillna(value=False).astype(bool)
            if not broken.any():  # nearly always, and what follows takes longer than the question itself
                continue
            broken &= ~np.any([self.wrong[name] for name in rule.columns], axis=0)
            faults += [self._cell_fault(rule, row) for row in self.frame.index[broken][:_LISTED]]
        return faults

    def _cell_fault(self, rule: Rule, row: object) -> Fault:
        written = self._written(row, rule.column)
        # An order that is impossible shows in both cells; what other columns say is in `expected`.
        ordered = _ORDERED if self.schema.column(rule.column).kind in _ORDERED else ()
        others = [name for name in rule.compared_with if self.schema.column(name).kind in ordered]
        why = "; ".join(f"{name} says {said!r}" for name in others if (said := self._written(row, name)))
        return self.text.fault(rule.expected, row=_row(row), column=rule.column, value=written, why=why or None)

    def _written(self, row: object, column: str) -> str:
        return str(self.text.frame.at[row, column]).strip()

    def _key_faults(self) -> list[Fault]:
        """Rows whose key stands above them already; a row without a whole key has had its fault."""
        key = list(self.schema.key)
        if any(name not in self.frame.columns for name in key):
            return []
        different = self.frame[key[0]].is_unique if len(key) == 1 else not self.frame.duplicated(key).any()
        if different:  # nearly always, and in no time
            return []
        whole = self.frame[self.frame[key].notna().all(axis=1)]
        repeated = whole[whole.duplicated(key, keep="first")].head(_LISTED)
        keys = [*repeated[key].itertuples(index=False, name=None)]
        first = _first_rows(whole, key, set(keys))
        return [
            self.text.fault(
                "a key that occurs once",
                row=_row(row),
                column=key[0],
                value=" / ".join(_key_part(part) for part in parts),
                why=f"it stands in {self.text.cell_name(first[parts], key[0])} already",
            )
            for row, parts in zip(repeated.index, keys, strict=True)
        ]


def _first_rows(rows: pd.DataFrame, key: list[str], keys: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """The row in which each of these keys stands first."""
    if not keys:
        return {}
    repeated = rows[rows.duplicated(key, keep=False)].drop_duplicates(key)
    return {
        parts: _row(row)
        for row, parts in zip(repeated.index, repeated[key].itertuples(index=False, name=None), strict=True)
    }


def parse_table(schema: TableSchema, text: TextTable) -> ParsedTable:
    """The table with typed columns; headings and cells are checked, each as far as the others leave it something."""
    faults = [*text.faults, *heading_faults(schema, text)]
    columns: dict[str, Any] = {}
    wrong: dict[str, Marks] = {}
    headings = text.headings
    explained = {fault.cell for fault in text.faults if fault.column is not None}
    for column in schema.columns:
        if headings.count(column.name) == 1:
            columns[column.name], wrong[column.name], cell_faults = _parse_column(column, text)
            # An empty cell of which the file says why it is empty has had its fault.
            faults += [fault for fault in cell_faults if fault.value or fault.cell not in explained]
    return ParsedTable(schema, text, pd.DataFrame(columns, index=text.frame.index), wrong, tuple(faults))


def _parse_column(column: Column, text: TextTable) -> tuple[Any, Marks, list[Fault]]:
    """The typed cells, which of them are wrong, and their faults."""
    if column.kind == "text" and column.name.endswith("_id"):
        return _parse_ids(column, text)
    codes, distinct = text.frame[column.name].array.factorize()
    written = [each.strip() for each in distinct.tolist()]
    values, refused = _parse_values(column, written, text)
    wrong = np.isin(codes, list(refused))
    refusals = [(int(place), refused[codes[place]]) for place in np.flatnonzero(wrong)]
    return _typed(column, values).take(codes), wrong, _refusal_faults(column, text, refusals)


def _parse_ids(column: Column, text: TextTable) -> tuple[Any, Marks, list[Fault]]:
    """The same for ids, nearly all different: they are looked at together, and each alone only where one is odd."""
    as_written = text.frame[column.name]
    cells = [each.strip() for each in as_written.tolist()]
    different = set(cells)
    plain = is_plain(" ".join(cells)) and not different & {"", *FORMULA_ERRORS}
    if plain and max(map(len, different), default=0) <= LONGEST_TEXT:  # nearly always
        same = as_written.array if cells == as_written.tolist() else pd.array(cells, dtype=_DTYPES[column.kind])
        return same, np.zeros(len(cells), dtype=bool), []
    refused = {each: refusal for each in different if (refusal := _refuse_id(column, each))}
    places = [place for place, each in enumerate(cells) if each in refused]
    wrong = np.zeros(len(cells), dtype=bool)
    wrong[places] = True
    typed = pd.array([None if each == "" or each in refused else each for each in cells], dtype=_DTYPES[column.kind])
    return typed, wrong, _refusal_faults(column, text, [(place, refused[cells[place]]) for place in places])


def _refuse_id(column: Column, text: str) -> _Refusal | None:
    if text == "" or text in FORMULA_ERRORS:
        needed = text != "" or not column.optional
        return (text, column.expected, None, explain_cell(column, text)) if needed else None
    if len(text) > LONGEST_TEXT:
        return text, _SHORT, None, None
    return None if is_plain(text) else (show_hidden(text), _SEEN, None, None)


def _refusal_faults(column: Column, text: TextTable, refusals: Sequence[tuple[int, _Refusal]]) -> list[Fault]:
    """A fault for each refused cell, by its place in the table, as far as they are listed."""
    faults = [
        text.fault(
            expected, row=_row(text.frame.index[place]), column=column.name, value=written, nearest=near, why=why
        )
        for place, (written, expected, near, why) in refusals[:_LISTED]
    ]
    if column.choices or column.kind == "boolean":  # the nearest value is then one of the contract's own
        faults = [replace(fault, private=("value",)) for fault in faults]
    if len(refusals) > _LISTED:
        more = f"{column.expected}; {formatting.count(len(refusals) - _LISTED)} more such cells"
        faults.append(text.fault(more, column=column.name))
    return faults


def _typed(column: Column, values: list[Any]) -> Any:
    """An array of the column's type; a choice is kept as its place in the list, so it counts quickly."""
    if column.as_written:
        return np.array([pd.NA if each is None else each for each in values], dtype="object")
    if column.kind != "choice":
        return pd.array(values, dtype=_DTYPES[column.kind])
    places = np.array([column.choices.index(each) if each is not None else -1 for each in values], dtype=np.int8)
    return pd.Categorical.from_codes(places, dtype=pd.CategoricalDtype(list(column.choices)))


def _parse_values(column: Column, written: list[str], table: TextTable) -> tuple[list[Any], dict[int, _Refusal]]:
    """Each different value read once; the places of those that are wrong, with what is expected instead."""
    values: list[Any] = list(_quick_moments(column, written))
    refused: dict[int, _Refusal] = {}
    for place, text in enumerate(written):
        if text == "":
            values[place] = None
            if not column.optional:
                refused[place] = (text, column.expected, None, _EMPTY if column.kind == "boolean" else None)
        elif column.kind == "text":
            values[place] = on_one_line(text)
            if len(text) > LONGEST_TEXT:
                refused[place] = (text, _SHORT, None, None)
            elif column.label and len(text) > MOST_LETTERS:
                refused[place] = (WITHHELD if looks_personal(text) else text, column.expected, None, None)
            elif text in FORMULA_ERRORS:
                refused[place] = (text, column.expected, None, explain_cell(column, text))
            elif what := looks_personal(text):
                refused[place] = WITHHELD, f"no personal data, but the cell looks like it holds {what}", None, None
            elif sign := find_hidden(values[place]):
                refused[place] = show_hidden(text), f"{_SEEN}, and not {sign}", None, None
        elif values[place] is None or pd.isna(values[place]):
            try:
                values[place] = parse_cell(column, text, serial_dates=table.serial_dates, order=table.dates)
            except (ValueError, OverflowError):
                values[place] = None
                near, why = suggest_cell(column, text, table.dates), explain_cell(column, text, table.dates)
                shown = WITHHELD if looks_personal(text) else text
                refused[place] = (shown, column.expected, near, why)
    if column.kind == "datetime":
        existed = "a time that existed; the clocks went forward over this one"
        refused |= {place: (written[place], existed, None, None) for place in _skipped_by_clocks(values)}
    return values, refused


def _quick_moments(column: Column, written: list[str]) -> list[Any]:
    """ISO times in one go where there are many; the rest, and all other kinds, are read one by one."""
    if column.kind not in ("date", "datetime") or len(written) < 1000:
        return [None] * len(written)
    moments = pd.to_datetime(pd.Series(written), format="ISO8601", errors="coerce")
    possible = moments.where((moments.dt.year >= EARLIEST.year) & (moments.dt.year <= LATEST.year))
    return list(possible.dt.floor("D") if column.kind == "date" else possible)


def _skipped_by_clocks(values: list[Any]) -> list[int]:
    """The places of times in the hour over which the clocks go forward."""
    moments = pd.Series(values, dtype="datetime64[s]")
    local = moments.dt.tz_localize(ZONE, nonexistent="NaT", ambiguous=np.ones(len(moments), dtype=bool))
    return list(np.flatnonzero(moments.notna() & local.isna()))


def _key_part(part: object) -> str:
    return part.date().isoformat() if isinstance(part, pd.Timestamp) else str(part)


def _row(row: object) -> int:
    return int(str(row))

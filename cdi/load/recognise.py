"""Which table a sheet holds and which heading fills which column, by heading and by content, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Literal

import pandas as pd

from cdi.contract.cells import parse_cell
from cdi.contract.moments import DateOrder, other_order, parse_moment
from cdi.contract.personal_data import heading_is_personal
from cdi.contract.records import RECORD_TABLES
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.usual_words import plain_heading, plain_word, usual_headings, usual_values
from cdi.contract.vocabulary import Column, TableSchema
from cdi.house_style import formatting

How = Literal["exact", "normalised", "usual name", "nearest", "content"]

# How alike two headings must be before one is offered for the other (1 is the same), and what share of its cells must
# be what the column holds before a name is believed, a likeness is offered, or content alone is.
_ALIKE = 0.75
_BELIEVED, _LIKELY, _BY_CONTENT = 0.5, 0.8, 0.9
_DAYS_ALONE = (
    "none of its cells has a time of day, and hours from report to record would be counted from midnight; take it only "
    'with timeliness_assessable = "=false"'
)
_ALL_DIFFER = "nearly every cell is another, as names and free text are; take it only if it names no person"
# Chosen: rows from which a column can be judged as a key, the share of them that may lack one by oversight, which is a
# fault of these cells, and the letters of the longest key.
_ENOUGH_ROWS, _FEW_EMPTY, _LONGEST_KEY = 10, 0.05, 30
# Distinct cells looked at in a column; a column of more is judged by these.
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Match:
    """A heading for a column: how it was recognised, whether that is sure, and why, in words for the person asked."""

    heading: str
    how: How
    sure: bool
    why: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a sheet would fill a table: the matches by column, and the score by which tables are compared.

    A column without a match is not in the sheet, as far as can be told.
    """

    table: str
    matches: Mapping[str, Match] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """The columns recognised for sure, plus a third of those offered, less the needed ones that are missing."""
        schema = AUDIT_TABLES[self.table]
        sure = sum(1.0 if match.sure else 1 / 3 for match in self.matches.values())
        missing = sum(not column.optional and column.name not in self.matches for column in schema.columns)
        return sure - missing / 2

    @property
    def plausible(self) -> bool:
        """Whether the sheet may well hold the table: three columns for sure, or all that it needs."""
        schema = AUDIT_TABLES[self.table]
        sure = {name for name, match in self.matches.items() if match.sure}
        needed = {column.name for column in schema.columns if not column.optional} - {"inspection_id"}
        return len(sure) >= max(3, len(needed) / 3) or (bool(needed) and needed <= sure)


def count_headings(texts: Sequence[str]) -> int:
    """How many of these texts are the heading of a column in some table, by its own or a usual name."""
    return len({plain_heading(text) for text in texts} & _all_headings())


@cache
def _all_headings() -> frozenset[str]:
    names = {plain_heading(name) for schema in AUDIT_TABLES.values() for name in schema.names}
    return frozenset(names.union(*(names for table in AUDIT_TABLES for names in usual_headings(table).values())))


def recognise_tables(cells: pd.DataFrame) -> list[Recognised]:
    """The tables that a sheet may hold, the likeliest first."""
    each = [Recognised(table, match_columns(cells, schema)) for table, schema in AUDIT_TABLES.items()]
    return sorted((one for one in each if one.plausible), key=lambda one: (-one.score, one.table))


def match_columns(cells: pd.DataFrame, schema: TableSchema) -> dict[str, Match]:
    """For each column the heading that fits it: by its own name, a usual name, a like name or its content.

    Only the first two are sure, and only when the cells do not contradict them. A key is never taken by likeness, nor
    a heading that may hold personal data. One heading may fill two columns whose usual name it is.
    """
    matches = _by_name(cells, schema)
    taken = {match.heading for match in matches.values()}
    free = [heading for heading in cells.columns if heading not in taken and not heading_is_personal(heading)]
    for column in schema.columns:
        if column.name in matches or column.name in schema.key or column.kind == "text":
            continue
        match = _by_likeness(column, cells, free, schema.name) or _by_content(column, cells, free)
        if match:
            matches[column.name] = match
            free.remove(match.heading)
    return {name: matches[name] for name in schema.names if name in matches}


def _by_name(cells: pd.DataFrame, schema: TableSchema) -> dict[str, Match]:
    headings = list(cells.columns)
    plain = {heading: plain_heading(heading) for heading in headings}
    exact = {name: Match(name, "exact", sure=True, why="") for name in schema.names if name in headings}
    own = {plain_heading(name): name for name in schema.names}
    same = {
        own[plain[heading]]: Match(heading, "normalised", sure=True, why="")
        for heading in reversed(headings)
        if plain[heading] in own and own[plain[heading]] not in exact
    }
    named = {match.heading for match in (*exact.values(), *same.values())}
    matches = {**same, **exact}
    for name, usual in usual_headings(schema.name).items():
        fitting = [heading for each in usual for heading in headings if plain[heading] == each and heading not in named]
        if name not in matches and fitting:
            others = f"{', '.join(map(repr, fitting[1:]))} would fit too" if fitting[1:] else ""
            matches[name] = Match(fitting[0], "usual name", sure=not others, why=others)
    return {name: _checked(match, schema.column(name), cells, schema) for name, match in matches.items()}


def _checked(match: Match, column: Column, cells: pd.DataFrame, schema: TableSchema) -> Match:
    """A match by name, which is no longer sure when the cells say otherwise."""
    written = cells[match.heading]
    if (column.name,) == schema.key and (why := _why_no_key(written)):
        return Match(match.heading, match.how, sure=False, why=f"{why}{_other_keys(cells, match.heading)}")
    if column.kind == "text" and not column.name.endswith("_id") and schema in RECORD_TABLES and _all_differ(written):
        return Match(match.heading, match.how, sure=False, why=_ALL_DIFFER)
    if column.kind == "datetime" and _says_days_alone(written):
        return Match(match.heading, match.how, sure=False, why=_DAYS_ALONE)
    share, total = share_that_fits(column, written)
    if total and share < _BELIEVED and match.how != "exact":
        why = f"only {formatting.percent(100 * share, 0)} of its cells are {_contents(column)}"
        return Match(match.heading, match.how, sure=False, why=why)
    return match


def _all_differ(written: pd.Series) -> bool:
    """Whether a column of names of groups has as many of them as rows, as no offence, team or reason has."""
    filled = written[written.str.strip() != ""]
    return len(filled) >= _ENOUGH_ROWS and filled.nunique() > 0.8 * len(filled)


def _says_days_alone(written: pd.Series) -> bool:
    """Whether cells that can be read, and enough of them, have no time of day."""
    moments = []
    for text in written.str.strip().head(_LOOKED_AT):
        try:
            moments.append(parse_moment(text, serial_dates=True))
        except (ValueError, OverflowError):
            continue
    return len(moments) >= _ENOUGH_ROWS and all(moment.time() == time.min for moment in moments)


def _why_no_key(written: pd.Series) -> str | None:
    """What speaks against a column as the key of its table; nothing for too few rows to tell."""
    keys = written[written.str.strip() != ""]
    if len(written) < _ENOUGH_ROWS:
        return None
    if (empty := len(written) - len(keys)) > _FEW_EMPTY * len(written):
        return f"{formatting.fraction(empty, len(written))} cells are empty, and every row must have a key"
    if keys.nunique() < 0.8 * len(keys):
        return f"only {formatting.fraction(keys.nunique(), len(keys))} cells are different, and a key must be"
    return None


def _other_keys(cells: pd.DataFrame, heading: str) -> str:
    others = [each for each in name_keys(cells) if each != heading]
    return f"; every row has one of its own in {formatting.listed([*map(repr, others)])}" if others else ""


def name_keys(cells: pd.DataFrame) -> list[str]:
    """The headings that may be a key: every cell is filled, with a short text of its own, and names nobody."""
    return [
        heading for heading in cells.columns if not heading_is_personal(heading) and _is_key(cells[heading].str.strip())
    ]


def _is_key(written: pd.Series) -> bool:
    filled = bool((written != "").all() and (written.str.len() <= _LONGEST_KEY).all())
    return len(written) > 1 and filled and written.is_unique and not written.map(_is_moment).any()


def _is_moment(text: str) -> bool:
    try:
        parse_moment(text, serial_dates=False)
    except (ValueError, OverflowError):
        return False
    return True


def _by_likeness(column: Column, cells: pd.DataFrame, headings: Sequence[str], table: str) -> Match | None:
    names = (plain_heading(column.name), *usual_headings(table).get(column.name, ()))
    likeness = {heading: max(_likeness(name, plain_heading(heading)) for name in names) for heading in headings}
    best = max(likeness, key=lambda heading: likeness[heading], default=None)
    if best is None or likeness[best] < _ALIKE:
        return None
    share, total = share_that_fits(column, cells[best])
    if not total or share < _LIKELY:
        return None
    why = f"a like name, and {formatting.percent(100 * share, 0)} of its cells are {_contents(column)}"
    return Match(best, "nearest", sure=False, why=why)


@lru_cache(maxsize=10_000)  # every table asks for the same headings, and many for the same columns
def _likeness(name: str, heading: str) -> float:
    return SequenceMatcher(None, name, heading).ratio()


def _by_content(column: Column, cells: pd.DataFrame, headings: Sequence[str]) -> Match | None:
    """The one heading whose cells are this column's choices, whatever it is called."""
    if column.kind != "choice":
        return None
    fitting = []
    for heading in headings:
        words = {plain_word(word) for word in cells[heading].unique() if word.strip()}
        valued = [word for word in words if usual_values(column).get(word)]
        if len(valued) < 2:
            continue
        share, total = share_that_fits(column, cells[heading])
        if total and share >= _BY_CONTENT:
            fitting.append((heading, share))
    if len(fitting) != 1:
        return None
    heading, share = fitting[0]
    return Match(
        heading, "content", sure=False, why=f"{formatting.percent(100 * share, 0)} of its cells are {_contents(column)}"
    )


def share_that_fits(column: Column, written: pd.Series) -> tuple[float, int]:
    """Which share of the cells that hold anything the column can hold, words that forces use included; and how many."""
    counts = written.str.strip().value_counts()
    counts = counts[counts.index != ""].head(_LOOKED_AT)
    if not len(counts):
        return 0.0, 0
    fits = [count for text, count in counts.items() if fits_column(column, str(text))]
    return sum(fits) / int(counts.sum()), int(counts.sum())


def fits_column(column: Column, text: str, order: DateOrder = "dmy") -> bool:
    """Whether a cell says a value of the column, as the contract or as forces write it; dates in either order."""
    if column.kind in ("choice", "boolean") and plain_word(text) in usual_values(column):
        return True
    try:
        parse_cell(column, text, serial_dates=True, order=order)
    except (ValueError, OverflowError):
        return column.kind in ("date", "datetime") and other_order(text, order) is not None
    return True


def _contents(column: Column) -> str:
    """What a column holds, in the plural."""
    kinds = {"boolean": "yes or no", "date": "dates", "datetime": "dates and times", "integer": "whole numbers",
             "decimal": "numbers", "choice": f"values of {column.name}"}  # fmt: skip
    return kinds.get(column.kind, "text")

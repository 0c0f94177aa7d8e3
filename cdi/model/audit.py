"""An audit: a force, an inspection, its tables and what was left out of them, ready to be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

Grade = Literal["Outstanding", "Good", "Requires improvement", "Inadequate"]
Question = Literal["overall", "effectiveness", "efficiency", "leadership"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Force(_Frozen):
    """A police force and the bodies that its papers go to."""

    id: str
    name: str
    short_name: str
    area: str
    governing_body: str
    forum: str
    forum_kind: Literal["panel", "board"]
    victim_service: str
    plan_name: str


class Inspection(_Frozen):
    """One inspection of a force. `audit` is the name of its folder; `label_year` the year it is known by.

    `misclassified_counts_as` says whether a crime recorded in the wrong class counts as recorded in the stratum
    rates; "accurately recorded" figures always need the right class.
    """

    id: str
    audit: str
    kind: Literal["inspection", "re-inspection", "thematic"]
    inspectorate: Literal["HMIC", "HMICFRS"]
    inspectorate_name: str
    label_year: int
    report_title: str
    fieldwork_label: str
    audit_period_start: date
    audit_period_end: date
    published_on: date
    misclassified_counts_as: Literal["recorded", "unrecorded"] = "recorded"
    prior: str | None = None
    grades: Mapping[Question, Grade] = Field(default_factory=dict)


class Provenance(_Frozen):
    """What the audit's rows are: real records, a reconstruction from published counts, or published counts alone."""

    basis: Literal["records", "reconstruction", "published"]
    statement: str
    sources: tuple[str, ...]


class Method(_Frozen):
    """The estimator of the stratified rates and the confidence level, a fraction."""

    estimator: Literal["inspectorate"] = "inspectorate"
    level: float = Field(default=0.95, gt=0, lt=1)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A condition: the column is known and not above the limit."""

    limit: float


@dataclass(frozen=True, slots=True)
class Differs:
    """A condition: the column is known, the other is known, and they are not the same."""

    column: str


Condition = Any
"""A value (equals it), a tuple of values (is one of them), None (is not established), AtMost or Differs."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the measures may count.

    `tables` holds typed frames by the names of the data contract; a table that was not supplied is absent, which
    is not the same as empty. `prior` is the earlier audit of the force, when held. `reference` holds the national
    registers (published results of all forces, recording rules, averages). `inputs` maps every file read to its
    checksum.
    """

    force: Force
    inspection: Inspection
    provenance: Provenance
    method: Method
    tables: Mapping[str, pd.DataFrame]
    reference: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    prior: Audit | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def holds(self, table: str) -> bool:
        """Whether the table was supplied."""
        return table in self.tables

    def rows(self, table: str, **where: Condition) -> pd.DataFrame:
        """The rows that meet every condition; a null meets none but None itself ("not established").

        `delay_hours` (hours from report to record) can be asked for beside the table's own columns.
        """
        frame = self.tables[table]
        for column, condition in where.items():
            frame = frame[_meets(frame, column, condition)]
        return frame

    def count(self, table: str, **where: Condition) -> int:
        """How many rows meet every condition."""
        return len(self.rows(table, **where))

    def distinct(self, table: str, column: str, **where: Condition) -> int:
        """How many different values of the column there are among the rows that meet every condition."""
        return int(self.rows(table, **where)[column].nunique())

    def counts(self, table: str, by: str, **where: Condition) -> dict[str, int]:
        """Rows by value of a column, the most frequent first, ties in alphabetical order; nulls are left out."""
        found = self.rows(table, **where)[by].dropna().value_counts()
        return dict(sorted(((str(value), int(n)) for value, n in found.items()), key=lambda pair: (-pair[1], pair[0])))


# Columns that no table stores because they follow from others, by name.
_DERIVED = {"delay_hours": lambda rows: (rows["recorded_at"] - rows["received_at"]).dt.total_seconds() / 3600}


def _meets(frame: pd.DataFrame, column: str, condition: Condition) -> pd.Series:
    values = _DERIVED[column](frame) if column in _DERIVED else frame[column]
    if condition is None:
        return values.isna()
    if isinstance(condition, AtMost):
        met = values <= condition.limit
    elif isinstance(condition, Differs):
        met = values.notna() & frame[condition.column].notna() & (values != frame[condition.column])
    elif isinstance(condition, tuple):
        met = values.isin(list(condition))
    else:
        met = values == condition
    return met.fillna(False).astype(bool)

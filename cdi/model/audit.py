"""An audit: a force, an inspection, its tables and what was left out of them, ready to be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from cdi.model.rows import Condition, FrameRows, Rows, RowsElsewhere

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
class Exclusion:
    """A row left out of an audit on purpose: which one, why, who decided (a role) and when (ISO)."""

    table: str
    key: str
    reason: str
    decided_by: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the measures may count.

    `tables` holds typed frames by the names of the data contract, `records` the record-level tables that stay where
    they are and are only counted; a table that was not supplied is in neither, which is not the same as empty.
    `prior` is the earlier audit of the force, when held. `reference` holds the national registers (published results
    of all forces, recording rules, averages). `excluded` are rows left out on purpose, each with its reason.
    `inputs` maps every file read to its checksum.
    """

    force: Force
    inspection: Inspection
    provenance: Provenance
    method: Method
    tables: Mapping[str, pd.DataFrame]
    records: Mapping[str, RowsElsewhere] = field(default_factory=dict)
    reference: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    prior: Audit | None = None
    excluded: tuple[Exclusion, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)

    def holds(self, table: str) -> bool:
        """Whether the table was supplied."""
        return table in self.tables or table in self.records

    def rows(self, table: str, **where: Condition) -> pd.DataFrame:
        """The rows of a register (never of a record-level table) that meet every condition."""
        return FrameRows(self.tables[table]).meeting(where)

    def count(self, table: str, **where: Condition) -> int:
        """How many rows meet every condition; see `cdi.model.rows.Condition`."""
        return self._counted(table).count(where)

    def distinct(self, table: str, column: str, **where: Condition) -> int:
        """How many different values of the column there are among the rows that meet every condition."""
        return self._counted(table).distinct(column, where)

    def counts(self, table: str, by: str, **where: Condition) -> dict[str, int]:
        """Rows by value of a column, the most frequent first, ties in alphabetical order; nulls are left out."""
        found = self._counted(table).counts(by, where)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def _counted(self, table: str) -> Rows:
        return self.records[table] if table in self.records else FrameRows(self.tables[table])

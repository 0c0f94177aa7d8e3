"""An extra measure: a cut of an audit that somebody asked for, declared in its `measures.toml`, without code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cdi.model.clock import possible_day
from cdi.model.one_line import is_plain

QuestionName = Literal[
    "recorded",
    "in_time",
    "accurate",
    "attended",
    "risk_assessed",
    "safeguarded",
    "safeguarding_considered",
    "investigated",
    "cancelled_rightly",
    "victim_informed",
]
"""What may be asked of any part of a sample; `cdi.measures.questions` says which rows answer it."""
TABLES = {"cancelled_rightly": "cancelled_crimes", "victim_informed": "cancelled_crimes"}
"""The table of a question, where it is not that of the audited reports."""
REPORTS = "audit_reports"
NOT_ESTABLISHED = "not established"
"""How `measures.toml` writes an empty cell, since TOML has no word for nothing."""


def table_of(question: str) -> str:
    """The record-level table that a question is asked of."""
    return TABLES.get(question, REPORTS)


class ExtraMeasure(BaseModel):
    """A breakdown that stands in a report beside the published measures, with who added it and why.

    Its figures have the ids `extra.<name>.<group>`, with underscores in place of hyphens. `where` holds conditions as
    rows are asked once `cdi.load.extra_measures` has checked it, and before that what the file says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="name of the measure; not written, it is the table's own name")
    title: str = Field(min_length=1, max_length=200, description="title of the measure, as reports print it")
    table: str = Field(default="", description="table that is counted; not needed, it follows from `of`")
    of: QuestionName = Field(default="recorded", description="what is asked of each row")
    by: tuple[str, ...] = Field(default=(), description="columns that make the groups, two at most; none is all rows")
    where: Mapping[str, Any] = Field(
        default_factory=dict,
        description='column = the value or values that rows must have, in a table [<name>.where]; "not established" is '
        "an empty cell, 2018-04 a month",
    )
    added_by: str = Field(min_length=1, max_length=120, description="role of whoever added it, never a name")
    added_on: date = Field(description="day on which it was added")
    reason: str = Field(min_length=1, max_length=500, description="why it was added")

    _possible_days = field_validator("added_on")(possible_day)

    @field_validator("by", mode="before")
    @classmethod
    def _one_or_several(cls, by: Any) -> Any:
        return (by,) if isinstance(by, str) else by

    @field_validator("title", "added_by", "reason")
    @classmethod
    def _one_line(cls, text: str) -> str:
        if not is_plain(text):
            raise ValueError("one line of text, without signs that nobody can see")
        return text

    @property
    def figure_id(self) -> str:
        """The beginning of the ids of its figures, and the id of the gap where it has none."""
        return f"extra.{self.name.replace('-', '_')}"

    @property
    def beside_id(self) -> str:
        """The beginning of the ids of the figures that set its units, such as teams, side by side."""
        return f"side_by_side.{self.name.replace('-', '_')}"

    @property
    def beside_exhibits(self) -> dict[str, str]:
        """The ids of the exhibits that do so: the table, the chart of places and the funnel."""
        return {name: f"beside-{name}-{self.name}" for name in ("table", "places", "funnel")}

    @property
    def table_id(self) -> str:
        """The id of its table in a report."""
        return f"extra-table-{self.name}"

    @property
    def chart_id(self) -> str:
        """The id of its chart; a chart and a table of a report never have the same."""
        return f"extra-chart-{self.name}"

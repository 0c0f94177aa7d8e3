"""What people decided by hand for an audit: rows left out, cells corrected, settings, and what they wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cdi.model.clock import possible_day
from cdi.model.one_line import is_plain

DecisionKind = Literal["assumption", "decision", "correction", "exclusion", "setting"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A row left out of an audit on purpose: which one, why, who decided (a role) and when (ISO)."""

    table: str
    key: str
    reason: str
    decided_by: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A line of the log that documents print: what was decided or assumed, why, by which role, and when (ISO).

    It never names a row, nor says how many it was about. For a setting `what` is its key, and `value` and `usual` say
    what it is and what it would be; nobody is named for it, since `audit.toml` does not say who chose it.
    """

    kind: DecisionKind
    what: str
    why: str = ""
    by: str = ""
    on: str = ""
    value: str = ""
    usual: str = ""


class LogEntry(BaseModel):
    """An assumption or a decision that somebody wrote down in `audit.toml`, to be printed in every document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["assumption", "decision"] = Field(description="which of the two it is")
    what: str = Field(min_length=1, max_length=500, description="what was assumed or decided, as documents print it")
    why: str = Field(min_length=1, max_length=500, description="why")
    by: str = Field(min_length=1, max_length=120, description="role of whoever decided, never a name")
    on: date = Field(description="day on which it was decided")

    _possible_days = field_validator("on")(possible_day)

    @field_validator("what", "why", "by")
    @classmethod
    def _one_line(cls, text: str) -> str:
        if not is_plain(text):
            raise ValueError("one line of text, without signs that nobody can see")
        return text

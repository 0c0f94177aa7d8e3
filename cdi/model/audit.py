"""An audit: a force, an inspection, its tables and what was left out of them, ready to be counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cdi.model.auditor import Auditor, Grade, Kind, Question, grades_of, name_auditor, name_inspectorate
from cdi.model.clock import EARLIEST, LATEST, last_of_month, possible_day
from cdi.model.decisions import Exclusion, LoggedDecision
from cdi.model.disclosure import Disclosure
from cdi.model.extra_measure import ExtraMeasure
from cdi.model.language import ENGLISH, Language
from cdi.model.rows import Condition, FrameRows, Rows, RowsElsewhere

if TYPE_CHECKING:
    import pandas as pd

Register = TypeVar("Register")

PLACEHOLDER = re.compile(r"<[^<>\n]+>")
"""What a scaffold leaves for people to fill in."""
NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""What a force, an audit or a document may be called: safe as a folder name everywhere."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    _possible_days = field_validator("*")(possible_day)


class PlannedAudit(_Frozen):
    """An entry of a force's calendar: an audit that is expected. `cdi.workspace.calendar` says what became of it."""

    audit: str = Field(pattern=NAME_PATTERN, description="folder that the audit will have")
    due: date = Field(description="day by which its data should be here")
    grace_days: int = Field(
        default=30, ge=0, description="days after it on which the audit is late and not yet missing; 30 if not given"
    )
    note: str | None = Field(default=None, description="anything a reader of the calendar should know")


class Force(_Frozen):
    """A police force, the bodies that its papers go to, and the audits that are expected of it."""

    id: str = Field(description="name of the force's folder and table; not written, it is the table's own name")
    name: str = Field(description="full name, such as Kent Police; not for a force of the reference")
    short_name: str = Field(description="name in running text and charts; the reference knows it")
    area: str = Field(description="police area; the reference knows it")
    governing_body: str = Field(description="who oversees the force; the reference knows it")
    forum: str = Field(default="<name of the panel or board>", description="where its papers go")
    forum_kind: Literal["panel", "board"] = Field(default="panel", description="what that forum is called")
    victim_service: str = Field(default="<service for victims>", description="the service that victims are referred to")
    plan_name: str = Field(default="<name of the improvement plan>", description="name of the force's improvement plan")
    welsh: bool = Field(default=False, description="whether it is a force of Wales")
    language: Language = Field(default=ENGLISH, description="language of its documents: en-GB, or cy for Welsh")
    home_office: bool = Field(default=True, description="one of the 43 territorial forces that are inspected together")
    incident_system: str | None = Field(default=None, description="system that holds incidents")
    crime_system: str | None = Field(default=None, description="system that holds crimes")
    calendar: tuple[PlannedAudit, ...] = Field(
        default=(), description="audits that are expected, each in a table [[<force>.calendar]] of its own"
    )

    @field_validator("calendar")
    @classmethod
    def _each_audit_once(cls, calendar: tuple[PlannedAudit, ...]) -> tuple[PlannedAudit, ...]:
        names = [planned.audit for planned in calendar]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PydanticCustomError("twice", "each audit once; {audits} is there twice", {"audits": ", ".join(twice)})
        return calendar


class Inspection(_Frozen):
    """One inspection of a force. `audit` is the name of its folder; `label_year` the year it is known by.

    `misclassified_counts_as` says whether a crime recorded in the wrong class counts as recorded in the stratum
    rates; "accurately recorded" figures always need the right class.
    """

    id: str = Field(description="the inspection, as the tables name it in inspection_id")
    audit: str = Field(description="name of the audit folder; not written, it is the folder's own name")
    kind: Kind = Field(description="what it was; who audited, and what may be said of it, follow from this")
    inspectorate: Literal["HMIC", "HMICFRS"] | None = Field(
        default=None, description="not needed: it follows from the day, and any other name is a fault"
    )
    inspectorate_name: str | None = Field(
        default=None, description="not needed: its full name follows from the day, and any other is a fault"
    )
    label_year: int = Field(ge=EARLIEST.year, le=LATEST.year, description="the year that the inspection is known by")
    report_title: str = Field(description="title of its report")
    fieldwork_label: str | None = Field(
        default=None, description="month and year of the fieldwork; needed unless only published results are held"
    )
    audit_period_start: date | None = Field(
        default=None,
        description="first day on which audited reports were received; needed unless only published results are held",
    )
    audit_period_end: date | None = Field(
        default=None,
        description="last day on which audited reports were received; needed unless only published results are held",
    )
    published_on: date | None = Field(
        default=None, description="day of publication; needed unless only published results are held"
    )
    published_month: date | None = Field(
        default=None, description="first day of the month of publication, where the day is not known"
    )
    as_at: date | None = Field(
        default=None,
        description="day on which other forces' reports and the rules are looked at, such as that of the paper; "
        "the day of publication when it is not given",
    )
    fieldwork_month: date | None = Field(default=None, description="first day of the month in which fieldwork ended")
    programme: str = Field(default="CDI-rolling", description="the inspection programme, as in the national registers")
    programme_year: str | None = Field(default=None, description="the programme's year, such as 2013/14")
    report_style: Literal["rated", "qualitative"] = Field(
        default="rated", description="qualitative when the sample is too small for a rate of one force"
    )
    misclassified_counts_as: Literal["recorded", "unrecorded"] = Field(
        default="recorded", description="what a crime in the wrong class is in the stratum rates"
    )
    prior: str | None = Field(default=None, description="folder of the audit before it")
    report_url: str | None = Field(
        None, pattern=r'^https?://[^\s<>"]+$', description="web address of its published report"
    )
    grades: Mapping[Question, Grade] = Field(
        default_factory=dict, description="grade of each question, in a [grades] table of its own"
    )

    @property
    def day(self) -> date:
        """The day of the audit: that of publication, or the last day that it may have been where it is not known."""
        if self.published_on is not None:
            return self.published_on
        if self.published_month is not None:
            return last_of_month(self.published_month)
        return date(self.label_year, 12, 31)

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day of the audit period; None where published results do not say."""
        if self.audit_period_start is None or self.audit_period_end is None:
            return None
        return self.audit_period_start, self.audit_period_end

    @property
    def seen_on(self) -> date:
        """The day on which other forces and the rules are looked at."""
        return self.as_at or self.day

    @property
    def auditor(self) -> Auditor:
        """Who audited, in the words that documents use."""
        has_day = self.published_on is not None or self.published_month is not None
        return name_auditor(self.kind, self.day, has_day=has_day)

    @model_validator(mode="after")
    def _said_as_it_follows(self) -> Inspection:
        """What follows from kind and day is not contradicted: the inspectorate's name, and the grades it can give."""
        stated = {"inspectorate": self.inspectorate, "inspectorate_name": self.inspectorate_name}
        valid = name_inspectorate(self.day) if self.auditor.inspects else (None, None)
        for (key, value), right in zip(stated.items(), valid, strict=True):
            if value is not None and value != right:
                expected = (
                    f"{right}, as it was called on {self.day.isoformat()}" if right else f"none, for kind = {self.kind}"
                )
                raise PydanticCustomError(
                    "contradicted", "{expected}", {"expected": expected, "key": key, "value": value}
                )
        for question, grade in self.grades.items():
            if grade not in grades_of(self.kind):
                allowed = f"one of {', '.join(grades_of(self.kind))}" if grades_of(self.kind) else "no grade"
                raise PydanticCustomError(
                    "contradicted",
                    "{expected}",
                    {"expected": f"{allowed}, for kind = {self.kind}", "key": f"grades.{question}", "value": grade},
                )
        return self


class Provenance(_Frozen):
    """What the rows are: records, rows reconstructed from published counts, these counts alone, or an example."""

    basis: Literal["records", "reconstruction", "published", "made up"] = Field(description="what the rows are")
    statement: str = Field(description="the same in words, for the pages")
    sources: tuple[str, ...] = Field(description="where they come from, who extracted them and when")


class Method(_Frozen):
    """The estimator of the stratified rates and the confidence level, a fraction."""

    estimator: Literal["yan_su", "inspectorate"] = Field(
        default="yan_su",
        description="interval of the stratified rates; inspectorate is comparable with published half-widths",
    )
    level: float = Field(default=0.95, gt=0, lt=1, description="confidence level, a fraction")
    comparable_because: str | None = Field(
        default=None,
        description="why the method of an audit that is not the inspectorate's may be set beside the national average; "
        "documents print it with the comparison, and without it there is none",
    )


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the measures may count.

    `tables` holds typed frames by the names of the data contract, `records` the record-level tables that stay where
    they are and are only counted; a table that was not supplied is in neither, which is not the same as empty.
    `prior` is the earlier audit of the force. `reference` holds the national registers as they were read; `register`
    keeps the typed values made of them, which are for the measures to say. `excluded` are rows left out on purpose,
    each with its reason, `extra` the measures of `measures.toml`, `signed_off` the quotations that their speakers
    approved. `inputs` maps every file read to its checksum. `disclosure` says what may be printed of small numbers,
    and `decisions` is the log of what people decided by hand.
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
    extra: tuple[ExtraMeasure, ...] = ()
    signed_off: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    disclosure: Disclosure = field(default_factory=Disclosure)
    decisions: tuple[LoggedDecision, ...] = ()
    _frames: dict[str, FrameRows] = field(default_factory=dict, init=False, repr=False, compare=False)
    _registers: dict[Callable[[Any], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def register(self, read: Callable[[Mapping[str, pd.DataFrame]], Register]) -> Register:
        """What `read` makes of the national registers: made when it is first asked for, then kept with this audit.

        `read` is a function of a module, so that it is the same one at every call. A copy of the audit (`replace`)
        starts without any, since its registers may be others.
        """
        if read not in self._registers:
            self._registers[read] = read(self.reference)
        register: Register = self._registers[read]
        return register

    def holds(self, table: str) -> bool:
        """Whether the table was supplied."""
        return table in self.tables or table in self.records

    def rows(self, table: str, **where: Condition) -> pd.DataFrame:
        """The rows of a register (never of a record-level table) that meet every condition."""
        return FrameRows(self.tables[table]).meeting(where)

    def count(self, table: str, **where: Condition) -> int:
        """How many rows meet every condition; see `cdi.model.rows.Condition`."""
        return self.rows_of(table).count(where)

    def distinct(self, table: str, column: str, **where: Condition) -> int:
        """How many different values of the column there are among the rows that meet every condition."""
        return self.rows_of(table).distinct(column, where)

    def counts(self, table: str, by: str, **where: Condition) -> dict[str, int]:
        """Rows by value of a column, the most frequent first, ties in alphabetical order; nulls are left out."""
        numbers = self.rows_of(table).counts(by, where)
        return dict(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))

    def most_alike(self, table: str, column: str, **where: Condition) -> int:
        """The most rows that share one value of the column, among those that meet every condition."""
        return self.rows_of(table).most_alike(column, where)

    def least(self, table: str, column: str, **where: Condition) -> float | None:
        """The least value of a column of numbers among the rows that meet every condition; nothing without one."""
        return self.rows_of(table).least(column, where)

    def rows_of(self, table: str) -> Rows:
        """A record-level table, wherever it is, to be counted."""
        if table in self.records:
            return self.records[table]
        if table not in self._frames:
            self._frames[table] = FrameRows(self.tables[table])
        return self._frames[table]

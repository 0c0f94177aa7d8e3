"""The settings files: what an `audit.toml` and a `documents.toml` may say. Unknown keys are refused.

They hold three registers of the data model in the form in which they are easiest to fill in: the inspection, its
documents, and (in `data/forces.toml`, see `cdi.model.audit.Force`) the forces.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from cdi.model.audit import PLACEHOLDER, Inspection, Method, Provenance
from cdi.model.clock import possible_day
from cdi.model.decisions import LogEntry
from cdi.model.disclosure import Disclosure
from cdi.model.language import Language
from cdi.workspace.paths import FORMATS, PageFormat
from cdi.workspace.templates import USUAL_WORD_TEMPLATE

Placeholder = Annotated[str, Field(pattern=PLACEHOLDER.pattern + "$")]
"""What a scaffold leaves in <angle brackets>; a page that shows one says that it is a draft."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    _possible_days = field_validator("*")(possible_day)


class Original(_Settings):
    """The file that `cdi import` took the stored rows from; it stays where it was."""

    name: str = Field(description="name of the file, without its folder")
    size: int = Field(ge=0, description="its size in bytes")
    sha256: str = Field(description="its checksum")
    modified: datetime.date = Field(description="the day on which it was last saved (UTC)")


class Source(_Settings):
    """Where the record-level rows of an audit are; registers may always be CSV files of the audit folder."""

    kind: Literal["csv", "excel", "parquet", "database", "published"] = Field(
        default="csv", description="what holds the rows; published means that none are held, only results"
    )
    path: str = Field(default=".", description="file or folder inside the audit folder")
    url_env: str = Field(
        default="CDI_DATABASE_URL", description="environment variable that holds the address of the database"
    )
    database_schema: str | None = Field(default=None, description="schema of the database that holds the tables")
    sheets: dict[str, str] = Field(default={}, description="table to the sheet that holds it under another name")
    ignore_sheets: list[str] = Field(default=[], description="sheets that hold no table")
    dates: Literal["dmy", "mdy"] = Field(
        default="dmy", description="whether 05/04/2018 is the fifth of April (dmy) or the fourth of May (mdy)"
    )
    original: Original | None = Field(default=None, description="the file that was imported, of which this is a part")


class PlanSettings(_Settings):
    """What an audit's sample should achieve; half-widths in percentage points, rates in percent.

    Rates, populations and weights given here go before the prior audit's rates and `audit_strata`.
    """

    half_width_pp: float | None = Field(
        default=None, gt=0, lt=100, description="half-width wanted for the overall rate"
    )
    half_widths_pp: dict[str, Annotated[float, Field(gt=0, lt=100)]] = Field(
        default={}, description="half-widths wanted for strata"
    )
    budget: int | None = Field(default=None, gt=0, description="records that can be audited; decides the sizes")
    rates_pct: dict[str, Annotated[float, Field(gt=0, lt=100)]] = Field(default={}, description="rates expected")
    populations: dict[str, Annotated[int, Field(gt=0)]] = Field(default={}, description="reports in the audit period")
    weights: dict[str, Annotated[float, Field(gt=0)]] = Field(default={}, description="crimes a year")
    power: float = Field(default=0.8, ge=0.5, lt=1, description="chance of showing the smallest change, a fraction")
    design_effect: float = Field(
        default=1.0, gt=0, description="what multiplies the variance where incidents of several crimes are drawn whole"
    )


class AuditSettings(_Settings):
    """One audit: what was inspected, where its rows are, and how they fit the contract."""

    inspection: Inspection = Field(description="the inspection")
    provenance: Provenance = Field(description="what the rows are")
    method: Method = Field(default=Method(), description="the estimator")
    log: tuple[LogEntry, ...] = Field(
        default=(),
        description="assumptions and decisions that documents print, each in a table [[log]] of its own",
    )
    disclosure: Disclosure = Field(default=Disclosure(), description="which small numbers of people are hidden")
    source: Source = Field(default=Source(), description="where the rows are")
    plan: PlanSettings | None = Field(default=None, description="what the sample should achieve, for cdi plan-sample")
    map: dict[str, dict[str, str]] = Field(default={}, description="[map.<table>] column = the force's heading")
    values: dict[str, dict[str, dict[str, list[str]]]] = Field(
        default={}, description="[values.<table>.<column>] value = the force's words for it"
    )
    constants: dict[str, dict[str, str]] = Field(
        default={}, description="[constants.<table>] column = its one value in every row"
    )
    signed_off: list[str] = Field(
        default=[], description="quotations that their speakers approved, as document/key; others print as drafts"
    )
    drop: dict[str, list[str]] = Field(
        default={}, description="[drop] table = headings to leave out; * for all that do not look personal"
    )


class ComparisonSettings(_Settings):
    """What the national comparison is made of: `data/national/comparison.toml`."""

    as_at: datetime.date = Field(description="day on which the reports of forces are looked at")
    measure: str = Field(default="rate_overall", description="measure of published_results that forces are compared by")
    regime: str = Field(default="CDI-rolling", description="inspection programme, as in the national registers")
    seed: int = Field(ge=0, description="what fixes the places and the simulation")


class Contact(_Settings):
    """Whom to ask: a role and a contact point of the office, never a person."""

    role: str = Field(description="role")
    email: str = Field(description="address of the office")


class Implications(_Settings):
    """What a paper implies; "None." where it is nothing."""

    finance: str = Field(description="what it costs")
    legal: str = Field(description="legal implications")
    equality: str = Field(description="equality impact assessment")
    risks: str = Field(description="risks and impact")
    plan: str | None = Field(default=None, description="link to the police and crime plan")
    communications: str | None = Field(default=None, description="communications")


class DocumentEntry(_Settings):
    """What one document of an audit says about itself; each document type uses the keys that its template asks for."""

    subject: str = Field(description="subject")
    author_role: str = Field(description="role of the author, never a name")
    date: datetime.date | Placeholder = Field(description="date of the meeting or of publication")
    marking: str = Field(description="protective marking, on every page")
    language: Language | None = Field(
        default=None, description="language of the author text and of the words around it; the force's if not given"
    )
    time: str | None = Field(default=None, description="time of the meeting")
    report_of: str | None = Field(default=None, description="office that reports")
    file_reference: str | None = Field(default=None, description="file reference")
    background_papers: list[str] = Field(default=[], description="titles of background papers")
    appendices: list[str] = Field(default=[], description="document types that follow as appendices, in order")
    contact: Contact | None = Field(default=None, description="whom to ask")
    implications: Implications | None = Field(default=None, description="implications")
    formats: list[PageFormat] = Field(
        default=[*FORMATS], description="what it is laid out as; html, the page, is always among them"
    )
    word_template: str = Field(
        default=USUAL_WORD_TEMPLATE,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]*\.(docx|dotx)$",
        description="file in templates/word/ that the Word file is laid out by",
    )
    other_forces: bool = Field(
        default=False, description="whether it has a section that compares the force with others"
    )
    digits_from: int = Field(default=10, ge=1, description="the count from which digits are printed, not words")

    @field_validator("formats")
    @classmethod
    def _hold_the_page(cls, formats: list[PageFormat]) -> list[PageFormat]:
        if "html" not in formats:
            raise PydanticCustomError("no_page", "formats with html among them, since the page is what others lead to")
        return formats

"""Where things are, which forces, audits and documents exist, and what an `audit.toml` says."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cdi.model.audit import Force, Inspection, Method, Provenance
from cdi.model.errors import ContractBroken, UsageRefused, nearest

TEMPLATES = Path(__file__).parents[1] / "templates"
"""Words and skins; they belong to the code, so they come from where it lies and not from the workspace."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a force, an audit or a document may be called: safe as a folder name everywhere."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The project folder; every path of inputs and outputs starts here."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The nearest folder at or above `start` (default: here) that holds `data/forces.toml`.

        Raises UsageRefused when there is none.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "data" / "forces.toml").is_file():
                return cls(folder)
        raise UsageRefused(f"no data/forces.toml in {here} or above it; run this from the project folder")

    @property
    def data(self) -> Path:
        """Inputs: one folder a force, one folder an audit."""
        return self.root / "data"

    @property
    def reports(self) -> Path:
        """Built output."""
        return self.root / "reports"

    @property
    def notebook(self) -> Path:
        """The one parameterised notebook of an audit."""
        return self.root / "notebooks" / "force_audit.ipynb"

    def audit_folder(self, force: str, audit: str) -> Path:
        """Where the inputs of an audit are."""
        return self.data / force / audit

    def report_folder(self, force: str, audit: str) -> Path:
        """Where the output of an audit goes."""
        return self.reports / force / audit

    def forces(self) -> list[str]:
        """The forces that `data/forces.toml` names."""
        return sorted(_read_toml(self.data / "forces.toml"))

    def audits(self, force: str) -> list[str]:
        """The audits of a force that have an `audit.toml`, in alphabetical (so yearly) order."""
        return sorted(path.parent.name for path in (self.data / force).glob("*/audit.toml"))

    def reportable(self, force: str) -> list[str]:
        """The audits of a force that documents can be made of: the ones with a `documents.toml`."""
        return [audit for audit in self.audits(force) if (self.audit_folder(force, audit) / "documents.toml").is_file()]


class Source(BaseModel):
    """Where the record-level rows of an audit are.

    `csv` (a folder of files), `excel` (one workbook, `path`), `parquet` (a folder, `path`), `database` (its address in
    the environment variable `url_env`), or `published` (no rows, only results). `path` is relative to the audit folder.
    Registers may always be CSV files of the audit folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["csv", "excel", "parquet", "database", "published"] = "csv"
    path: str = "."
    url_env: str = "CDI_DATABASE_URL"
    database_schema: str | None = None


class PlanSettings(BaseModel):
    """What an audit's sample should achieve, from `[plan]`; half-widths in percentage points, rates in percent.

    `half_width_pp` is wanted for the overall rate, `half_widths_pp` for strata. A `budget` of records, where given,
    decides the sizes. `rates_pct`, `populations` and `weights` go before the prior audit's rates and `audit_strata`.
    `design_effect` multiplies the variance where incidents of several crimes are drawn whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    half_width_pp: float | None = Field(default=None, gt=0, lt=100)
    half_widths_pp: dict[str, Annotated[float, Field(gt=0, lt=100)]] = {}
    budget: int | None = Field(default=None, gt=0)
    rates_pct: dict[str, Annotated[float, Field(gt=0, lt=100)]] = {}
    populations: dict[str, Annotated[int, Field(gt=0)]] = {}
    weights: dict[str, Annotated[float, Field(gt=0)]] = {}
    power: float = Field(default=0.8, ge=0.5, lt=1)
    design_effect: float = Field(default=1.0, gt=0)


class AuditSettings(BaseModel):
    """What an `audit.toml` says; unknown keys are refused.

    `map` gives a table's columns the force's headings, `values` a column's values the force's words, `constants` a
    column its one value, and `drop` the headings to leave out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source = Source()
    map: dict[str, dict[str, str]] = {}
    values: dict[str, dict[str, dict[str, list[str]]]] = {}
    constants: dict[str, dict[str, str]] = {}
    drop: dict[str, list[str]] = {}

    inspection: Inspection
    provenance: Provenance
    method: Method = Method()
    plan: PlanSettings | None = None


def known_force(workspace: Workspace, force: str | None) -> str:
    """The force asked for, when it exists; anything else is refused with the nearest name, before anything runs."""
    return _known("force", force, workspace.forces(), 'FORCE=leicestershire, or "cdi report leicestershire"')


def known_audit(workspace: Workspace, force: str, audit: str | None) -> str:
    """The audit asked for, or the latest that documents can be made of when none is named."""
    audits = workspace.reportable(force)
    if not audits:
        raise UsageRefused(f"force {force}: no audit with a documents.toml in {workspace.data / force}")
    if audit is None:
        return audits[-1]
    return _known("audit", audit, audits, f"AUDIT={audits[-1]}")


def known_audit_folder(workspace: Workspace, force: str, audit: str) -> str:
    """The audit asked for, whether or not documents can be made of it."""
    audits = workspace.audits(force)
    return _known("audit", audit, audits, f"one of {', '.join(audits)}")


def known_document(workspace: Workspace, force: str, audit: str, document: str | None) -> str:
    """The document type asked for, or the first of the audit's `documents.toml`."""
    documents = list(_read_toml(workspace.audit_folder(force, audit) / "documents.toml"))
    if document is None:
        return documents[0]
    return _known("document", document, documents, f"DOC={documents[0]}")


def _known(what: str, name: str | None, valid: list[str], example: str) -> str:
    if not name:
        raise UsageRefused(f"no {what} named; say {example}. Known: {', '.join(valid)}")
    if not NAME.fullmatch(name):
        raise UsageRefused(
            f"{what} {name!r}: not a name (lower-case letters, digits and hyphens); {nearest(name, valid)}"
        )
    if name not in valid:
        raise UsageRefused(f"{what} {name!r} is not known; {nearest(name, valid)}")
    return name


def read_force(workspace: Workspace, force: str) -> Force:
    """A force from `data/forces.toml`; ContractBroken when its entry does not hold."""
    path = workspace.data / "forces.toml"
    return _checked(Force, {"id": force, **_read_toml(path)[force]}, path)


def read_audit_settings(folder: Path) -> AuditSettings:
    """The `audit.toml` of an audit folder; ContractBroken names every key that does not hold."""
    path = folder / "audit.toml"
    data = _read_toml(path)
    inspection = {"audit": folder.name, "grades": data.pop("grades", {}), **data.pop("inspection", {})}
    return _checked(AuditSettings, {"inspection": inspection, **data}, path)


def read_documents(folder: Path) -> dict[str, Any]:
    """The settings of each document of an audit, by document type."""
    return _read_toml(folder / "documents.toml")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise ContractBroken(f"{path}: this file is missing") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ContractBroken(f"{path}: not readable as TOML ({broken})") from broken


def _checked(model: type[_Model], data: dict[str, Any], path: Path) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as broken:
        lines = [
            f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            + (f", found {fault['input']!r}" if fault["type"] != "missing" else "")
            for fault in broken.errors()
        ]
        raise ContractBroken("\n".join(lines)) from broken


def asked(value: str | None, variable: str) -> str | None:
    """What the person asked for: the argument, else the environment variable that make passes on (FORCE, AUDIT, DOC).

    An AUDIT or DOC that is set but empty counts as not asked for, since make exports unset names so; an empty FORCE
    is refused later by `known_force`.
    """
    return value if value is not None else os.environ.get(variable) or None

"""Where things are, which forces, audits and documents exist, and what an `audit.toml` says."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cdi.model.audit import NAME_PATTERN, Force
from cdi.model.errors import UsageRefused, closest, nearest
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.settings_models import AuditSettings, DocumentEntry

TEMPLATES = Path(__file__).parents[2] / "templates"
"""Words and skins; they belong to the code, so they come from where it lies and not from the workspace."""

NAME = re.compile(NAME_PATTERN)

_PLACEHOLDER = re.compile(r"<[^<>\n]+>")
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

    def work_folder(self, force: str, audit: str) -> Path:
        """Where the build of an audit works, and keeps what it was made from; never delivered."""
        return self.reports / ".work" / force / audit

    def shown(self, faults: Iterable[Fault]) -> list[Fault]:
        """The faults with their files as seen from the project folder."""
        root = f"{self.root}{os.sep}"
        return [replace(fault, file=fault.file.removeprefix(root)) for fault in faults]

    def forces(self) -> list[str]:
        """The forces that `data/forces.toml` names."""
        return sorted(_read_toml(self.data / "forces.toml"))

    def audits(self, force: str) -> list[str]:
        """The audits of a force that have an `audit.toml`, in alphabetical (so yearly) order."""
        return sorted(path.parent.name for path in (self.data / force).glob("*/audit.toml"))

    def reportable(self, force: str) -> list[str]:
        """The audits of a force that documents can be made of: the ones with a `documents.toml`."""
        return [audit for audit in self.audits(force) if (self.audit_folder(force, audit) / "documents.toml").is_file()]

    def documents(self, force: str, audit: str) -> list[str]:
        """The documents of an audit, in the order of its `documents.toml`."""
        return list(_read_toml(self.audit_folder(force, audit) / "documents.toml"))


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


def chosen_audits(workspace: Workspace, force: str | None, audit: str | None) -> list[tuple[str, str]]:
    """The audits that are meant: one, all of a force, the one of a folder, or (with no name) all there are."""
    if force and audit is None and (os.sep in force or Path(force).is_dir()):
        folder = Path(force).resolve()
        if folder.parent.parent != workspace.data.resolve():
            raise UsageRefused(f"{force}: not an audit folder; expected one such as data/<force>/<audit>")
        force, audit = folder.parent.name, folder.name
    if not force:
        return [(name, held) for name in workspace.forces() for held in workspace.audits(name)]
    known = known_force(workspace, force)
    if audit:
        return [(known, known_audit_folder(workspace, known, audit))]
    return [(known, held) for held in workspace.audits(known)]


def known_document(workspace: Workspace, force: str, audit: str, document: str | None) -> str:
    """The document type asked for, or the first of the audit's `documents.toml`."""
    documents = workspace.documents(force, audit)
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
    """A force from `data/forces.toml`; InputFaulty when its entry does not hold."""
    forces, faults = read_forces(workspace, [force])
    if faults:
        raise InputFaulty(faults)
    return forces[0]


def read_forces(workspace: Workspace, names: Iterable[str]) -> tuple[list[Force], list[Fault]]:
    """Those of the named forces whose entries hold, and what is wrong with the others."""
    path = workspace.data / "forces.toml"
    held, forces, faults = _read_toml(path), [], []
    for name in names:
        try:
            forces.append(_checked(Force, {"id": name, **held[name]}, path, name))
        except InputFaulty as faulty:
            faults += workspace.shown(faulty.faults)
    return forces, faults


def read_audit_settings(folder: Path) -> AuditSettings:
    """The `audit.toml` of an audit folder; InputFaulty names every key that does not hold."""
    path = folder / "audit.toml"
    data = _read_toml(path)
    inspection = {"audit": folder.name, "grades": data.pop("grades", {}), **data.pop("inspection", {})}
    return _checked(AuditSettings, {"inspection": inspection, **data}, path)


def unfilled(folder: Path) -> list[Fault]:
    """The placeholders of a scaffold that still stand in an `audit.toml`."""
    path = folder / "audit.toml"
    expected = "your own value in place of the <placeholder>"
    return [Fault(str(path), expected, column=key) for key in placeholders(_read_toml(path))]


def placeholders(held: Any, key: str = "") -> list[str]:
    """The dotted keys of settings in which a scaffold's <placeholder> still stands."""
    match held:
        case str():
            return [key] if _PLACEHOLDER.search(held) else []
        case dict():
            return [found for name, value in held.items() for found in placeholders(value, f"{key}.{name}".lstrip("."))]
        case list():
            return [found for value in held for found in placeholders(value, key)]
    return []


def read_documents(folder: Path) -> dict[str, Any]:
    """The settings of each document of an audit, by document type: what was written, and only that."""
    path = folder / "documents.toml"
    entries = {name: _checked(DocumentEntry, own, path, name) for name, own in _read_toml(path).items()}
    return {name: entry.model_dump(by_alias=True, exclude_unset=True) for name, entry in entries.items()}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputFaulty([Fault(str(path), "a settings file", problem="this file is missing")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({broken})")]) from broken


def _checked(model: type[_Model], data: dict[str, Any], path: Path, table: str = "") -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as broken:
        raise InputFaulty(_settings_fault(model, fault, path, table) for fault in broken.errors()) from broken


def _settings_fault(model: type[BaseModel], fault: ErrorDetails, path: Path, table: str) -> Fault:
    """What pydantic found, as a fault of the file: the dotted key, the value and the nearest key there is."""
    place = [str(part) for part in fault["loc"]]
    key = ".".join([table, *place] if table else place)
    match fault["type"]:
        case "missing":
            return Fault(str(path), "this key, which is missing", column=key)
        case "extra_forbidden":
            valid = _keys(model, place[:-1])
            expected = f"one of {', '.join(valid)}" if valid else "no key here"
            return Fault(str(path), expected, column=key, found=place[-1], nearest=closest(place[-1], valid))
    if fault["type"] == "twice":
        return Fault(str(path), fault["msg"], column=key)
    expected = fault["msg"][:1].lower() + fault["msg"][1:]
    return Fault(str(path), expected.removeprefix("input should be "), column=key, found=str(fault["input"]))


def _keys(model: type[BaseModel], place: list[str]) -> list[str]:
    """The keys that a table of a settings file may have."""
    for part in place:
        if part.isdigit():  # the place in a list of tables
            continue
        held = model.model_fields[part].annotation if part in model.model_fields else None
        tables = [kind for kind in (held, *get_args(held)) if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not tables:
            return []
        model = tables[0]
    return sorted(model.model_fields)


def asked(value: str | None, variable: str) -> str | None:
    """What the person asked for: the argument, else the environment variable that make passes on (FORCE, AUDIT, DOC).

    An AUDIT or DOC that is set but empty counts as not asked for, since make exports unset names so; an empty FORCE
    is refused later by `known_force`.
    """
    return value if value is not None else os.environ.get(variable) or None

"""Where things are in the project folder, and which forces, audits and documents it has."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from cdi.model.audit import NAME_PATTERN
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.national_forces import list_national_forces
from cdi.workspace.shipped import SHIPPED
from cdi.workspace.templates import Templates
from cdi.workspace.toml import read_toml

TEMPLATES = SHIPPED / "templates"
"""The shipped words and skins; `Workspace.templates` has those of a workspace before them."""

PageFormat = Literal["html", "pdf", "docx"]
FORMATS: tuple[PageFormat, ...] = get_args(PageFormat)
"""What a document is laid out as, unless its settings say otherwise; the page is always among them."""
LED_TO = ("tables.xlsx", "tables.ods", "figures.csv", "datapackage.json", "analysis.html")
"""The files of every delivered report that its pages lead to, in this order."""

FOLDERS_OF_NO_FORCE = ("backtest", "example", "national", "published", "reference", "site")
"""Folders of `data/` or `reports/` that have another purpose, so no force may be called so."""

_NOTEBOOK = "notebooks/force_audit.ipynb"
_COMPARISON = "notebooks/force_comparison.ipynb"


# Chosen: a page of a failure and a folder aside add twenty letters, and file systems take 255 bytes.
_LONGEST_NAME = 100
_NAME, _NO_NAME = re.compile(NAME_PATTERN), re.compile(r"[^a-z0-9]+")


def is_name(name: str) -> bool:
    """Whether a force or an audit can have this name: lower-case letters, digits and hyphens, 100 at most."""
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def _is_force_name(name: str) -> bool:
    """Whether a force can have this name: as `is_name`, but for folders that have another purpose."""
    return is_name(name) and name not in FOLDERS_OF_NO_FORCE


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
        """Inputs: a folder for each force, and in it one for each audit."""
        return self.root / "data"

    @property
    def reports(self) -> Path:
        """Built output."""
        return self.root / "reports"

    @property
    def notebook(self) -> Path:
        """The one parameterised notebook of an audit: the workspace's own, or the shipped one."""
        return self._own_or_shipped(_NOTEBOOK)

    @property
    def comparison_notebook(self) -> Path:
        """The notebook that compares all forces: the workspace's own, or the shipped one."""
        return self._own_or_shipped(_COMPARISON)

    @property
    def notebook_folder(self) -> Path:
        """The folder in which the notebook runs: its own when that lies in the workspace, otherwise the workspace."""
        return self.folder_of(self.notebook)

    def folder_of(self, notebook: Path) -> Path:
        """The folder in which a notebook runs; see `notebook_folder`."""
        return notebook.parent if notebook.parent.is_relative_to(self.root) else self.root

    def _own_or_shipped(self, name: str) -> Path:
        own = self.root / name
        return own if own.is_file() else SHIPPED / name

    @property
    def templates(self) -> Templates:
        """Words and skins, as they are now: the workspace's own go before the shipped ones of the same name."""
        return Templates.of_workspace(self.root)

    def overrides(self) -> list[str]:
        """The workspace's own files, as seen from it, that are used in place of shipped ones of the same name."""
        notebooks = (_NOTEBOOK, _COMPARISON)
        own = [name for name in notebooks if self.root != SHIPPED and (self.root / name).is_file()]
        return [*own, *(f"templates/{name}" for name in self.templates.overrides())]

    def audit_folder(self, ref: AuditRef) -> Path:
        """Where the inputs of an audit are."""
        return self.data / ref.path

    def report_folder(self, ref: AuditRef) -> Path:
        """Where the output of an audit goes."""
        return self.reports / ref.path

    def work_folder(self, ref: AuditRef) -> Path:
        """Where the build of an audit works, and keeps what it was made from; never delivered."""
        return self.reports / ".work" / ref.path

    def shown(self, faults: Iterable[Fault]) -> list[Fault]:
        """The faults with their files as seen from the project folder."""
        root = f"{self.root}{os.sep}"
        return [replace(fault, file=fault.file.removeprefix(root)) for fault in faults]

    def forces(self) -> list[str]:
        """The forces that `data/forces.toml` names, and those of the reference that have an audit here.

        A table whose name could not be that of a folder is left out; `faults_of_force_names` says so.
        """
        names = [name for name in read_toml(self.data / "forces.toml") if _is_force_name(name)]
        here = {path.parents[1].name for path in self.data.glob("*/*/audit.toml")}
        return sorted({*names, *here.intersection(list_national_forces(self.data))})

    def faults_of_force_names(self) -> list[Fault]:
        """The tables of `data/forces.toml` that are no force's, since no folder could be called so."""
        path = self.data / "forces.toml"
        letters = f"a table named with lower-case letters, digits and hyphens, {_LONGEST_NAME} at most"
        expected = f"{letters}, and none of {', '.join(FOLDERS_OF_NO_FORCE)}"
        wrong = [name for name in sorted(read_toml(path)) if not _is_force_name(name)]
        return self.shown(
            Fault(str(path), expected, column=name, value=name, private=("value", "column")) for name in wrong
        )

    def audits(self, force: str) -> list[AuditRef]:
        """The audits of a force that have an `audit.toml`, in alphabetical (so yearly) order."""
        return sorted(AuditRef(force, name) for name in self._audit_folders(force) if is_name(name))

    def misnamed(self, force: str) -> list[AuditRef]:
        """Folders with an `audit.toml` whose names no audit may have, each by the name that its page can have."""
        names = [name for name in self._audit_folders(force) if not is_name(name)]
        safe = {_NO_NAME.sub("-", name.lower())[:_LONGEST_NAME].strip("-") for name in names}
        return sorted(AuditRef(force, f"misnamed-{name}") for name in safe)

    def _audit_folders(self, force: str) -> list[str]:
        return [path.parent.name for path in (self.data / force).glob("*/audit.toml")]

    def reportable(self, force: str) -> list[AuditRef]:
        """The audits of a force that documents can be made of: the ones with a `documents.toml`."""
        return [ref for ref in self.audits(force) if os.path.lexists(self.audit_folder(ref) / "documents.toml")]

    def documents(self, ref: AuditRef) -> list[str]:
        """The documents of an audit, in the order of its `documents.toml`; InputFaulty when it names none."""
        path = self.audit_folder(ref) / "documents.toml"
        documents = list(read_toml(path))
        if not documents:
            raise InputFaulty([Fault(str(path), "a table for each document", problem="it names no document")])
        return documents

    def formats(self, ref: AuditRef, document: str) -> tuple[PageFormat, ...]:
        """What a document of the audit is laid out as; what is wrong with the setting is said when it is made."""
        settings = read_toml(self.audit_folder(ref) / "documents.toml").get(document)
        named = settings.get("formats") if isinstance(settings, dict) else None
        return tuple(name for name in FORMATS if name in named) if isinstance(named, list) else FORMATS

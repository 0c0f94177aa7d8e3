"""Names of forces, audits and documents as people give them: checked, completed, or refused before anything runs."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cdi.model.audit import NAME_PATTERN
from cdi.model.errors import UsageRefused, nearest
from cdi.workspace.paths import Workspace

NAME = re.compile(NAME_PATTERN)


def require_force(workspace: Workspace, force: str | None) -> str:
    """The force asked for, when it exists; anything else is refused with the nearest name, before anything runs."""
    return _require("force", force, workspace.forces(), 'FORCE=leicestershire, or "cdi report leicestershire"')


def choose_audit(workspace: Workspace, force: str, audit: str | None) -> str:
    """The audit asked for, or the latest that documents can be made of when none is named."""
    audits = workspace.reportable(force)
    if not audits:
        raise UsageRefused(f"force {force}: no audit with a documents.toml in {workspace.data / force}")
    if audit is None:
        return audits[-1]
    return _require("audit", audit, audits, f"AUDIT={audits[-1]}")


def require_audit(workspace: Workspace, force: str, audit: str) -> str:
    """The audit asked for, whether or not documents can be made of it."""
    audits = workspace.audits(force)
    return _require("audit", audit, audits, f"one of {', '.join(audits)}")


def select_audits(workspace: Workspace, force: str | None, audit: str | None) -> list[tuple[str, str]]:
    """The audits that are meant: one, all of a force, the one of a folder, or (with no name) all there are."""
    if force and audit is None and (os.sep in force or Path(force).is_dir()):
        place = Path(force).resolve()
        if place.parent.parent != workspace.data.resolve():
            raise UsageRefused(f"{force}: not an audit folder; expected one such as data/<force>/<audit>")
        force, audit = place.parent.name, place.name
    if not force:
        return [(name, folder) for name in workspace.forces() for folder in workspace.audits(name)]
    name = require_force(workspace, force)
    if audit:
        return [(name, require_audit(workspace, name, audit))]
    return [(name, folder) for folder in workspace.audits(name)]


def choose_document(workspace: Workspace, force: str, audit: str, document: str | None) -> str:
    """The document type asked for, or the first of the audit's `documents.toml`."""
    documents = workspace.documents(force, audit)
    if document is None:
        return documents[0]
    return _require("document", document, documents, f"DOC={documents[0]}")


def _require(what: str, name: str | None, valid: list[str], example: str) -> str:
    if not name:
        raise UsageRefused(f"no {what} named; say {example}. Known: {', '.join(valid)}")
    if not NAME.fullmatch(name):
        raise UsageRefused(
            f"{what} {name!r}: not a name (lower-case letters, digits and hyphens); {nearest(name, valid)}"
        )
    if name not in valid:
        raise UsageRefused(f"{what} {name!r} is not known; {nearest(name, valid)}")
    return name


def read_option(value: str | None, variable: str) -> str | None:
    """What the person asked for: the argument, else the environment variable that make passes on (FORCE, AUDIT, DOC).

    An AUDIT or DOC that is set but empty counts as not asked for, since make exports unset names so; an empty FORCE
    is refused later by `require_force`.
    """
    return value if value is not None else os.environ.get(variable) or None

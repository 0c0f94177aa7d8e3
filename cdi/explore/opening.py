"""Opening an audit by the names that people use, and listing what there is to open."""

from __future__ import annotations

from pathlib import Path

from cdi.explore.desk import Desk
from cdi.load.audit import read_audit
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.workspace.names import require_audit, require_force
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED

EXAMPLES = ("leicestershire", "exampleshire")
"""The forces whose audits are shipped for the guides: a reconstruction, and one that does not exist."""


def open_audit(force: str, audit: str | None = None, folder: str | Path | None = None) -> Desk:
    """Open an audit of a force: the one named, or its latest.

    `folder` is a workspace, or any folder inside one; without it, the workspace of the current folder, and where there
    is none, what is shipped. A name that does not exist is refused with the nearest one, and data with a fault with
    every fault. The examples of the guides (leicestershire, reconstructed from
    what was published, and exampleshire, which does not exist) open where the workspace has no such force, too.
    """
    workspace = _find_workspace(folder)
    if force in EXAMPLES and force not in workspace.forces():
        workspace = Workspace(SHIPPED)
    name = require_force(workspace, None if force is None else str(force))
    if audit is None:
        audits = workspace.audits(name)
        if not audits:
            raise UsageRefused(f"force {name}: no audit in {workspace.data / name}")
        audit = audits[-1].audit
    ref = require_audit(workspace, AuditRef(name, str(audit)))
    return Desk(workspace, ref, read_audit(workspace, ref))


def list_audits(folder: str | Path | None = None) -> dict[str, list[str]]:
    """The audits of each force that has any, the latest last; `folder` is as in `open`."""
    workspace = _find_workspace(folder)
    audits = {force: [ref.audit for ref in workspace.audits(force)] for force in workspace.forces()}
    return {force: names for force, names in audits.items() if names}


def _find_workspace(folder: str | Path | None) -> Workspace:
    try:
        return Workspace.find(None if folder is None else Path(folder))
    except UsageRefused:
        if folder is not None:
            raise
        return Workspace(SHIPPED)

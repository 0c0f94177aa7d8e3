"""What a force and an audit are called in words, for titles of pages; also of an audit that is faulty."""

from __future__ import annotations

from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.errors import CdiError
from cdi.workspace.national_forces import look_up_force
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_audit_settings, read_force


def force_in_words(workspace: Workspace, ref: AuditRef) -> str:
    """The official name of a force on the day of an audit; the name of its folder where nothing says more."""
    if ref == NATIONAL:
        return "All forces"
    try:
        inspection = read_audit_settings(workspace.audit_folder(ref)).inspection
        return read_force(workspace, ref.force, inspection.seen_on).name
    except CdiError:
        return str(look_up_force(workspace.data, ref.force).get("name", ref.force))


def audit_in_words(workspace: Workspace, ref: AuditRef) -> str:
    """What an audit was and its year: re-inspection 2018; the name of its folder where its settings cannot be read."""
    if ref == NATIONAL:
        return "national comparison"
    try:
        inspection = read_audit_settings(workspace.audit_folder(ref)).inspection
    except CdiError:
        return ref.audit
    return f"{inspection.auditor.exercise} {inspection.label_year}"

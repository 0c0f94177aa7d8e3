"""Names of forces, audits and documents as people give them: checked, completed, or refused before anything runs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from cdi.model.audit import NAME_PATTERN
from cdi.model.audit_ref import AuditRef
from cdi.model.command_line import as_command
from cdi.model.errors import UsageRefused, nearest
from cdi.workspace.paths import Workspace

NAME = re.compile(NAME_PATTERN)
_NEARLY_THE_SAME = 0.7


def require_force(workspace: Workspace, force: str | None) -> str:
    """The force asked for, in any case, when it exists; else refused, before anything runs.

    The refusal names a force that is nearly the same, or the command that makes a new one.
    """
    valid, name = workspace.forces(), force.lower() if force else force
    if name and NAME.fullmatch(name) and name not in valid:
        alike = {each: SequenceMatcher(None, _stem(name), _stem(each)).ratio() for each in valid}
        near = max(valid, key=lambda each: alike[each], default="")
        meant = (
            f"did you mean {near}?"
            if near and alike[near] >= _NEARLY_THE_SAME
            else f"for a new force: cdi new {name} AUDIT, or cdi import"
        )
        raise UsageRefused(f"force {force!r} is not known; {meant}")
    return _require("force", name, valid, f"one, such as {valid[0]}" if valid else "one")


def _stem(force: str) -> str:
    """A force's name without an ending that many share: hampshire is not a misspelt cambridgeshire."""
    return force.removesuffix("shire")


def choose_audit(workspace: Workspace, force: str | None, audit: str | None) -> AuditRef:
    """The audit asked for, or the force's latest that documents can be made of when none is named.

    Raises UsageRefused, with the nearest name, for a force or audit that does not exist or has no documents.
    """
    name = require_force(workspace, force)
    refs = workspace.reportable(name)
    if not refs:
        raise UsageRefused(f"force {name}: no audit with a documents.toml in {workspace.data / name}")
    if audit is None:
        return refs[-1]
    audits = [ref.audit for ref in refs]
    return AuditRef(name, _require("audit", audit, audits, f"AUDIT={audits[-1]}"))


def choose_analysed_audit(workspace: Workspace, force: str | None, audit: str | None) -> AuditRef:
    """As `choose_audit`, and also an audit of which no documents can be made, when it is named or is all there is."""
    name = require_force(workspace, force)
    if audit is not None:
        return require_audit(workspace, AuditRef(name, audit))
    refs = workspace.reportable(name) or workspace.audits(name)
    if not refs:
        raise UsageRefused(f"force {name}: no audit in {workspace.data / name}")
    return refs[-1]


def require_audit(workspace: Workspace, ref: AuditRef) -> AuditRef:
    """The audit asked for, when it has an `audit.toml`, whether or not documents can be made of it.

    Raises UsageRefused, with the nearest name, for a force or audit that does not exist.
    """
    refuse_bare_workbook(workspace, ref)
    force = require_force(workspace, ref.force)
    audits = [each.audit for each in workspace.audits(force)]
    return AuditRef(force, _require("audit", ref.audit, audits, f"one of {', '.join(audits)}"))


def find_bare_workbooks(workspace: Workspace, force: str | None = None) -> list[tuple[AuditRef, Path]]:
    """The folders of a force, or of all, that hold a workbook and no `audit.toml`, each with its first workbook."""
    folders = sorted({path.parent for path in workspace.data.glob(f"{force or '*'}/*/*.xlsx")})
    return [
        (AuditRef(folder.parent.name, folder.name), min(path for path in folder.glob("*.xlsx")))
        for folder in folders
        if not folder.name.startswith(".") and not (folder / "audit.toml").exists()
    ]


def describe_bare_workbook(workspace: Workspace, ref: AuditRef, workbook: Path) -> str:
    """What a folder with a workbook and no `audit.toml` is, and the command that makes an audit of it."""
    path = workbook.relative_to(workspace.root)
    command = as_command("cdi", "import", path, "--force", ref.force, "--audit", ref.audit)
    return f"{path.parent} holds {path.name} and no audit.toml, so it is no audit yet; run: {command}"


def refuse_bare_workbook(workspace: Workspace, ref: AuditRef) -> None:
    """Refuse a folder that holds a workbook and is no audit yet, with the command that makes it one."""
    for bare, workbook in find_bare_workbooks(workspace, ref.force):
        if bare == ref:
            raise UsageRefused(describe_bare_workbook(workspace, ref, workbook))


def select_audits(workspace: Workspace, force: str | None, audit: str | None) -> list[AuditRef]:
    """The audits that are meant: one, all of a force, the one of a folder, or (with no name) all there are.

    `force` may also be the path of an audit folder. Raises UsageRefused for a folder that is not one of an audit, and
    for names that do not exist.
    """
    if force and audit is None and (os.sep in force or Path(force).is_dir()):
        folder = Path(force).resolve()
        if folder.parent.parent != workspace.data.resolve():
            raise UsageRefused(f"{force}: not an audit folder; expected one such as data/<force>/<audit>")
        return [require_audit(workspace, AuditRef(folder.parent.name, folder.name))]
    if not force:
        return [ref for name in workspace.forces() for ref in workspace.audits(name)]
    if force not in workspace.forces():
        for bare, _ in find_bare_workbooks(workspace, force):
            refuse_bare_workbook(workspace, bare)
    if audit:
        return [require_audit(workspace, AuditRef(force, audit))]
    return workspace.audits(require_force(workspace, force))


def select_named_audits(workspace: Workspace, names: Sequence[str]) -> list[AuditRef]:
    """The audits of a command's arguments: several audit folders, a force, a force and an audit, or (none) all.

    Raises UsageRefused for anything else.
    """
    if len(names) > 1 and all(Path(name).is_dir() for name in names):
        return [ref for name in names for ref in select_audits(workspace, name, None)]
    if len(names) > 2:
        raise UsageRefused(f"{' '.join(names)}: expected a force, a force and an audit, or audit folders")
    force, audit, *_ = *names, None, None
    return select_audits(workspace, force, audit)


def choose_document(workspace: Workspace, ref: AuditRef, document: str | None) -> str:
    """The document type asked for, or the first of the audit's `documents.toml`."""
    documents = workspace.documents(ref)
    if document is None:
        return documents[0]
    return _require("document", document, documents, f"DOC={documents[0]}")


def _require(what: str, name: str | None, valid: list[str], example: str) -> str:
    if not name:
        there_are = f"Known: {', '.join(valid)}" if valid else "There is none yet; make one by cdi new, or cdi import"
        raise UsageRefused(f"no {what} named; say {example}. {there_are}")
    if not NAME.fullmatch(name):
        raise UsageRefused(
            f"{what} {name!r}: not a name (lower-case letters, digits and hyphens); {nearest(name, valid)}"
        )
    if name not in valid:
        raise UsageRefused(f"{what} {name!r} is not known; {nearest(name, valid)}")
    return name


def read_option(value: str | None, variable: str, environ: Mapping[str, str]) -> str | None:
    """What the person asked for: the argument, else the environment variable that make passes on (FORCE, AUDIT, DOC).

    An AUDIT or DOC that is set but empty counts as not asked for, since make exports unset names so; an empty FORCE
    is refused later by `require_force`.
    """
    return value if value is not None else environ.get(variable) or None

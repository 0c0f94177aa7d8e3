"""Forces, audits and documents of a workspace, with the state of each document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.pipeline.failures import failure_page
from cdi.pipeline.looking import read_code_once
from cdi.pipeline.processes import Broke, Died, Ended, run_each
from cdi.pipeline.request import Request, StageReasons
from cdi.pipeline.stages import plan
from cdi.workspace.limits import Limits
from cdi.workspace.paths import Workspace

State = Literal["fresh", "stale", "failed", "never built"]
FORMAT = 1
_Job = tuple[Workspace, AuditRef]


@dataclass(frozen=True, slots=True)
class ListedAudit:
    """An audit and the state of each of its documents; no documents where it is data alone.

    `fault` says why the documents could not be read, if so.
    """

    ref: AuditRef
    documents: dict[str, State]
    fault: str = ""


def list_audits(workspace: Workspace, limits: Limits | None = None) -> dict[str, list[ListedAudit]]:
    """The audits of each force, in order; what is stale is found as `cdi build --dry-run` does, so nothing is built.

    Each audit is looked at in a process of its own, within the limits.
    """
    forces = {force: workspace.audits(force) for force in workspace.forces()}
    jobs = [(workspace, ref) for refs in forces.values() for ref in refs]
    if jobs:
        read_code_once(workspace)
    audits = {event.job[1]: _audit_of(event) for event in run_each(jobs, _list, (limits or Limits()).to_look())}
    return {force: [audits[ref] for ref in refs] for force, refs in forces.items()}


def _audit_of(event: Ended[_Job, ListedAudit] | Broke[_Job] | Died[_Job]) -> ListedAudit:
    """What was listed, or that the process which looked at the audit did not come to an end."""
    _, ref = event.job
    match event:
        case Ended(result=audit):
            return audit
        case Broke(traceback=text):
            reason = text.strip().splitlines()[-1]
        case Died(reason=reason):
            pass
    return ListedAudit(ref, {}, f"its files cannot be looked at ({reason})")


def _list(job: _Job, _send: Callable[[object], None]) -> ListedAudit:
    workspace, ref = job
    if ref not in workspace.reportable(ref.force):
        return ListedAudit(ref, {})
    try:
        documents = tuple(workspace.documents(ref))
    except CdiError as error:
        return ListedAudit(ref, {}, str(error))
    try:
        ran = plan(workspace, Request(ref, documents)).ran
    except (CdiError, OSError) as error:
        return ListedAudit(ref, dict.fromkeys(documents, "failed"), str(error))
    return ListedAudit(ref, {document: _state(workspace, ref, document, ran) for document in documents})


def _state(workspace: Workspace, ref: AuditRef, document: str, ran: StageReasons) -> State:
    """Fresh, or why not: its last build failed, it was never delivered, or something that it is made from changed."""
    delivered = (workspace.report_folder(ref) / f"{document}.html").is_file()
    if delivered and not any(stage in ran for stage in ("analysis", document)):
        return "fresh"
    if failure_page(workspace, ref).is_file():
        return "failed"
    return "stale" if delivered else "never built"


def as_json(workspace: Workspace, audits: dict[str, list[ListedAudit]]) -> dict[str, Any]:
    """The list as plain values; the page of a document is where it is or will be, as seen from the workspace."""
    return {
        "format": FORMAT,
        "forces": [
            {"force": force, "audits": [_audit_as_json(workspace, audit) for audit in of_force]}
            for force, of_force in audits.items()
        ],
    }


def _audit_as_json(workspace: Workspace, audit: ListedAudit) -> dict[str, Any]:
    folder = workspace.report_folder(audit.ref).relative_to(workspace.root).as_posix()
    documents = [
        {"document": name, "state": state, "page": f"{folder}/{name}.html"} for name, state in audit.documents.items()
    ]
    return {"audit": audit.ref.audit, "documents": documents} | ({"fault": audit.fault} if audit.fault else {})


def as_text(audits: dict[str, list[ListedAudit]]) -> str:
    """One line for each document, below its force and beside its audit; or what to do when there is none."""
    if not audits:
        return "No forces yet. Next: cdi new FORCE AUDIT, or cdi import FILE --force FORCE --audit AUDIT"
    rows = [row for of_force in audits.values() for audit in of_force for row in _rows(audit)]
    first, second = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    lines = []
    for force, of_force in audits.items():
        lines.append(force if of_force else f"{force}: no audits")
        for audit, document, state in (row for each in of_force for row in _rows(each)):
            lines.append(f"  {audit:<{first}}  {document:<{second}}  {state}".rstrip())
    return "\n".join(lines)


def _rows(audit: ListedAudit) -> Iterator[tuple[str, str, str]]:
    """Audit, document and state; the audit's name stands once."""
    name = audit.ref.audit
    for document, state in audit.documents.items():
        yield name, document, state
        name = ""
    if audit.fault:
        yield name, "", audit.fault
    elif not audit.documents:
        yield name, "(data alone)", ""

"""Whether a report is up to date: each audit is looked at in a process of its own, so that none stops the others."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from cdi.model.errors import CdiError, ContractBroken
from cdi.pipeline.imports import code_behind, code_of_notebook
from cdi.pipeline.processes import Broke, Died, Ended, run_each
from cdi.pipeline.request import ALL_DOCUMENTS, Failure, Report, Request, StageReasons
from cdi.pipeline.stages import ANEW, plan
from cdi.workspace.limits import Limits
from cdi.workspace.paths import Workspace

_MISNAMED = Failure(
    "the name of its folder is no name of an audit; expected lower-case letters, digits and hyphens, 100 at most",
    ContractBroken.exit_code,
)
Scope = Literal["all", "own changes"]
"""Which stale reports are built: all, or only those whose own data or words changed; the others are left."""
_Job = tuple[Workspace, Request, Scope]


def look_at_all(
    workspace: Workspace, requests: Sequence[Request], scope: Scope, limits: Limits
) -> dict[Request, Report]:
    """Whether each report is fresh, stale, stale but left alone, or has failed because its files cannot be read.

    The request of a report names all documents of its audit, which are read on the way.
    """
    read_code_once(workspace)
    jobs = [(workspace, request, scope) for request in requests]
    reports = {event.job[1]: _report_of(event) for event in run_each(jobs, _look, limits.to_look())}
    return {request: reports[request] for request in requests}


def read_code_once(workspace: Workspace) -> None:
    """Follow the imports of all that a report is made with, so that no process forked from this one has to."""
    for module in ("cdi.notebook.runner", "cdi.pipeline.readable", "cdi.pipeline.workbook", "cdi.pipeline.pages"):
        code_behind(module)
    with contextlib.suppress(Exception):  # what is wrong with a notebook is for each look at an audit to say
        code_of_notebook(workspace.notebook)


def _report_of(event: Ended[_Job, Report] | Broke[_Job] | Died[_Job]) -> Report:
    _, request, _ = event.job
    match event:
        case Ended(result=report):
            return report
        case Broke(traceback=text):
            reason = text.strip().splitlines()[-1]
        case Died(reason=reason):
            pass
    failure = Failure(f"its files cannot be looked at ({reason})", ContractBroken.exit_code)
    return _failed(request, failure)


def _failed(request: Request, failure: Failure) -> Report:
    return Report(replace(request, documents=()), "failed", failure=failure)


def _look(job: _Job, _send: Callable[[object], None]) -> Report:
    """In a process of its own: what is to be done about one audit."""
    workspace, request, scope = job
    if request.ref in workspace.misnamed(request.ref.force):
        return _failed(request, _MISNAMED)
    try:
        request = with_documents(workspace, request)
        ran = plan(workspace, request).ran
    except CdiError as error:
        return _failed(request, Failure.of(error))
    if not ran:
        return Report(request, "fresh")
    left = scope == "own changes" and not _has_own_change(workspace, request, ran)
    return Report(request, "left" if left else "stale", ran)


def with_documents(workspace: Workspace, request: Request) -> Request:
    """The request with the names of the documents; InputFaulty when the audit's `documents.toml` cannot be read."""
    names = tuple(workspace.documents(request.ref))
    return replace(request, documents=names) if request.documents == ALL_DOCUMENTS else request


def _has_own_change(workspace: Workspace, request: Request, ran: StageReasons) -> bool:
    """Whether a file of the force's own changed, or something that no file shows; not what only follows from it."""
    own = f"{(workspace.data / request.ref.force).relative_to(workspace.root).as_posix()}/"
    reasons = [reason for of_stage in ran.values() for reason in of_stage if not reason.what.endswith(ANEW)]
    return any(not reason.files or any(name.startswith(own) for name in reason.files) for reason in reasons)

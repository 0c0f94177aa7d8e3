"""Every force, audit and document: what is stale is built in parallel, and one summary says what became of each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, RunFailed
from cdi.notebook.engine import Engine
from cdi.pipeline.events import (
    Event,
    Listener,
    ReportEnded,
    ReportStarted,
    StageStarted,
    TimePassed,
    WorkCounted,
    ignore,
)
from cdi.pipeline.failures import failure_page, write_failure_page
from cdi.pipeline.freshness import Reason
from cdi.pipeline.log import Occasion
from cdi.pipeline.looking import Scope, look_at_all
from cdi.pipeline.processes import Broke, Died, Ended, Sent, Started, Tick, run_all
from cdi.pipeline.request import ALL_DOCUMENTS, Failure, Report, Request, StageReasons
from cdi.pipeline.stages import build, modules_to_preload, restore
from cdi.pipeline.summary import OF_A_PLAN, Summary, write_summary
from cdi.workspace.calendar import read_calendar
from cdi.workspace.limits import Limits
from cdi.workspace.names import require_force
from cdi.workspace.paths import Workspace

_FEW = 5
AfterFailure = Literal["go on", "stop"]
"""Whether the other reports are still built when one has failed."""
_Job = tuple[Workspace, Request, Engine]
_Result = tuple[StageReasons, Failure | None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How many reports are built at a time, how, and which; `occasion` adds when and why, and that day's calendar."""

    workers: int
    engine: Engine = "fork"
    limits: Limits = field(default_factory=Limits)
    scope: Scope = "all"
    after_failure: AfterFailure = "go on"
    occasion: Occasion | None = None


def list_requests(workspace: Workspace, forces: Sequence[str]) -> list[Request]:
    """Every audit of the forces (of all when none is named) that documents can be made of.

    No file of an audit is opened here, so its documents are not named yet: looking at it does that. Raises UsageRefused
    for a force that does not exist.
    """
    names = [require_force(workspace, force) for force in forces] or workspace.forces()
    refs = [ref for force in names for ref in workspace.reportable(force)]
    misnamed = [ref for force in names for ref in workspace.misnamed(force)]
    return [Request(ref, ALL_DOCUMENTS) for ref in (*refs, *misnamed)]


def plan_all(
    workspace: Workspace, requests: Sequence[Request], scope: Scope = "all", limits: Limits | None = None
) -> Summary:
    """What `build_all` would build, and why; nothing is written, and no lock is needed."""
    start = monotonic()
    reports = look_at_all(workspace, requests, scope, limits or Limits())
    return Summary(tuple(reports.values()), monotonic() - start, OF_A_PLAN)


def build_all(
    workspace: Workspace, requests: Sequence[Request], settings: Settings, listener: Listener = ignore
) -> Summary:
    """Build what is stale of the requests, each in a process of its own, and write `reports/build.json`.

    Nothing is raised for a report that fails; see `Summary.refuse_failed`. KeyboardInterrupt ends what runs and is
    raised again; the summary on disk then names what was not reached.
    """
    start = monotonic()
    for request in requests:
        restore(workspace, request.ref)
    looks = look_at_all(workspace, requests, settings.scope, settings.limits).values()
    reports = {report.request: report for report in looks}
    for report in reports.values():
        _renew_failure_page(workspace, report)
    stale = [request for request, report in reports.items() if report.status == "stale"]
    listener(WorkCounted(len(stale), len(reports) - len(stale)))
    reports |= {request: Report(request, "not reached", reports[request].ran) for request in stale}
    try:
        with closing(_build_stale(workspace, stale, settings, listener)) as ended:
            for report in ended:
                reports[report.request] = report
                if report.status == "failed" and settings.after_failure == "stop":
                    break
    finally:
        summary = _summarise(workspace, tuple(reports.values()), monotonic() - start, settings.occasion)
        write_summary(workspace, summary)
    return summary


def _summarise(workspace: Workspace, reports: tuple[Report, ...], seconds: float, occasion: Occasion | None) -> Summary:
    if occasion is None:
        return Summary(reports, seconds)
    expected, faults = read_calendar(workspace, occasion.forces, occasion.started.date())
    return Summary(reports, seconds, occasion=occasion, calendar=tuple(expected), faults=tuple(faults))


def _renew_failure_page(workspace: Workspace, report: Report) -> None:
    """Before anything is built: a page for a report that failed already, none for one that is fresh again."""
    ref = report.request.ref
    if report.status == "fresh":
        # What failed last time was put back as it had been.
        failure_page(workspace, ref).unlink(missing_ok=True)
    elif report.failure is not None:
        write_failure_page(workspace, ref, report.failure)


def _build_stale(
    workspace: Workspace, stale: Sequence[Request], settings: Settings, listener: Listener
) -> Generator[Report]:
    """Each report as it ends; the listener hears of everything."""
    if not stale:
        return
    from cdi.pipeline.warm_up import preload_analysis, preload_and_rehearse

    # Once for all reports; the rehearsal takes as long as five first reports save by it.
    if settings.engine == "fork" and len(stale) > _FEW:
        preload_and_rehearse(modules_to_preload(stale), workspace.data / "reference")
    else:
        preload_analysis(modules_to_preload(stale))
    starts: dict[AuditRef, float] = {}
    jobs = [(workspace, request, settings.engine) for request in stale]
    with closing(run_all(jobs, _build_in_process, settings.workers, settings.limits)) as events:
        for event in events:
            match event:
                case Tick():
                    listener(TimePassed())
                case Started(job=(_, request, _)):
                    starts[request.ref] = monotonic()
                    listener(ReportStarted(request.ref))
                case Sent(message=stage_started):
                    listener(stage_started)
                case _:
                    _, request, _ = event.job
                    report = _report_of(workspace, event, monotonic() - starts[request.ref])
                    listener(ReportEnded(report))
                    yield report


def _build_in_process(job: _Job, send: Callable[[StageStarted], None]) -> _Result:
    """In the report's own process: what ran, and the failure when there is one."""
    workspace, request, engine = job
    ran: dict[str, tuple[Reason, ...]] = {}

    def note_stage(event: Event) -> None:
        if isinstance(event, StageStarted):
            ran[event.stage] = event.reasons
            send(event)

    try:
        build(workspace, request, note_stage, engine=engine)
    except CdiError as error:
        return ran, Failure.of(error)
    except OSError as refused:  # a full disk, say: no defect of ours, and perhaps no page can be written either
        with suppress(OSError):
            write_failure_page(workspace, request.ref, Failure.of(refused))
        return ran, Failure.of(refused)
    return ran, None


def _report_of(workspace: Workspace, event: Ended[_Job, _Result] | Broke[_Job] | Died[_Job], seconds: float) -> Report:
    """What became of a report; one whose process broke or died gets its plain page here."""
    _, request, _ = event.job
    match event:
        case Ended(result=(ran, None)):
            return Report(request, "built", ran, seconds)
        case Ended(result=(ran, failure)):
            return Report(request, "failed", ran, seconds, failure)
        case Broke(traceback=text):
            failure = Failure(_keep_traceback(workspace, request.ref, text), RunFailed.exit_code)
        case Died(reason=reason):
            failure = Failure(reason, RunFailed.exit_code)
    with contextlib.suppress(OSError):  # a full disk has no room for the page; the others may still fit
        write_failure_page(workspace, request.ref, failure)
    return Report(request, "failed", {}, seconds, failure)


def _keep_traceback(workspace: Workspace, ref: AuditRef, text: str) -> str:
    """Write a traceback where it can be read later; returns its last line and where the whole of it is."""
    path = workspace.work_folder(ref) / "traceback.txt"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    last = text.strip().splitlines()[-1]
    return f"a defect of the program: {last}; the whole of it is in {path.relative_to(workspace.root)}"

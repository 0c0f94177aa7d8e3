"""Every force, audit and document: what is stale is built in parallel, and one summary says what became of each."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, RunFailed, SomeForcesFailed
from cdi.model.fault import Fault
from cdi.notebook.engine import Engine
from cdi.pipeline.freshness import Reason
from cdi.pipeline.log import Occasion
from cdi.pipeline.processes import Event, Limits, Tell, run_all
from cdi.pipeline.stages import ANEW, Request, Watcher, build, failure_page, needed_by, write_failure_page
from cdi.workspace.calendar import Expected, calendar
from cdi.workspace.names import require_force
from cdi.workspace.paths import Workspace

FORMAT = 1
_FEW = 5
Status = Literal["fresh", "stale", "built", "failed", "left", "not reached"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How everything is built.

    `changed`: only audits whose own data or words changed; what is stale for another reason is left. `keep_going`: a
    failure stops no other force. `dry`: only say what would be built. `occasion` adds when and why to the summary, and
    the calendar of that day.
    """

    workers: int
    engine: Engine = "fork"
    limits: Limits = field(default_factory=Limits)
    changed: bool = False
    keep_going: bool = True
    dry: bool = False
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one audit's report; `ran` names the stages that ran or would, each with its reasons."""

    request: Request
    status: Status
    ran: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    seconds: float = 0.0
    failure: str | None = None
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of every report, in the order of forces and audits; `faults` are those of `data/forces.toml`."""

    reports: tuple[Report, ...]
    seconds: float
    dry: bool = False
    occasion: Occasion | None = None
    calendar: tuple[Expected, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of(self, status: Status) -> list[Report]:
        """The reports that ended so."""
        return [report for report in self.reports if report.status == status]

    def refuse_failed(self) -> None:
        """Raise SomeForcesFailed when any report failed or was not reached."""
        failed, left = self.of("failed"), self.of("not reached")
        if failed or left:
            named = ", ".join(f"{report.request.ref}" for report in failed)
            more = f"; {len(left)} not reached" if left else ""
            raise SomeForcesFailed(f"{len(failed)} of {len(self.reports)} failed: {named}{more}")


class Onlooker:
    """Told of the progress of everything; the default says nothing."""

    def begins(self, stale: int, fresh: int) -> None:
        """So many reports will be built, and so many are up to date."""

    def event(self, event: Event[Request]) -> None:
        """Something happened to a report, or a tenth of a second went by."""


def everything(workspace: Workspace, forces: Sequence[str]) -> list[Request]:
    """Every audit of the forces (of all when none is named) that documents can be made of, with all its documents.

    Documents that cannot be read are none here, and a failure of that audit when it is built. Raises UsageRefused for a
    force that does not exist.
    """
    named = [require_force(workspace, force) for force in forces] or workspace.forces()
    refs = [ref for force in named for ref in workspace.reportable(force)]
    return [Request(ref, _documents(workspace, ref)) for ref in refs]


def _documents(workspace: Workspace, ref: AuditRef) -> tuple[str, ...]:
    try:
        return tuple(workspace.documents(ref))
    except CdiError:
        return ()


def build_all(
    workspace: Workspace, requests: Sequence[Request], settings: Settings, onlooker: Onlooker | None = None
) -> Summary:
    """Build what is stale of the requests, each in a process of its own, and write `reports/build.json`.

    Nothing is raised for a report that fails; see `Summary.refuse_failed`. KeyboardInterrupt ends what runs and is
    raised again; the summary on disk then names what was not reached.
    """
    onlooker, start = onlooker or Onlooker(), monotonic()
    found = {request: _look(workspace, request, settings) for request in requests}
    stale = [request for request, report in found.items() if report.status == "stale"]
    if settings.dry:
        return Summary(tuple(found.values()), monotonic() - start, dry=True)
    for report in found.values():
        if report.status == "fresh":
            # What failed last time was put back as it had been.
            failure_page(workspace, report.request).unlink(missing_ok=True)
    onlooker.begins(len(stale), len(found) - len(stale))
    found |= {request: Report(request, "not reached", found[request].ran) for request in stale}
    try:
        with closing(_build_stale(workspace, stale, settings, onlooker)) as built:
            for report in built:
                found[report.request] = report
                if report.status == "failed" and not settings.keep_going:
                    break
    finally:
        summary = _summary(workspace, tuple(found.values()), monotonic() - start, settings.occasion)
        write_summary(workspace, summary)
    return summary


def _summary(workspace: Workspace, reports: tuple[Report, ...], seconds: float, occasion: Occasion | None) -> Summary:
    if occasion is None:
        return Summary(reports, seconds)
    expected, faults = calendar(workspace, occasion.forces, occasion.started.date())
    return Summary(reports, seconds, occasion=occasion, calendar=tuple(expected), faults=tuple(faults))


def _look(workspace: Workspace, request: Request, settings: Settings) -> Report:
    """Whether a report is fresh, stale, stale but left alone, or cannot even be looked at."""
    try:
        if not request.documents:
            workspace.documents(request.ref)
        ran = build(workspace, request, dry=True).ran
    except (CdiError, OSError) as broken:
        failed = broken if isinstance(broken, CdiError) else RunFailed(str(broken))
        if not settings.dry:
            write_failure_page(workspace, request, failed)
        return Report(request, "failed", failure=str(failed), exit_code=failed.exit_code)
    if not ran:
        return Report(request, "fresh")
    left = settings.changed and not _own_change(workspace, request, ran)
    return Report(request, "left" if left else "stale", ran)


def _own_change(workspace: Workspace, request: Request, ran: Mapping[str, tuple[Reason, ...]]) -> bool:
    """Whether a file of the force's own changed, or something that no file shows; not what only follows from it."""
    own = f"{(workspace.data / request.ref.force).relative_to(workspace.root).as_posix()}/"
    reasons = [reason for found in ran.values() for reason in found if not reason.what.endswith(ANEW)]
    return any(not reason.files or any(name.startswith(own) for name in reason.files) for reason in reasons)


def _build_stale(
    workspace: Workspace, stale: Sequence[Request], settings: Settings, onlooker: Onlooker
) -> Generator[Report]:
    if not stale:
        return
    from cdi.pipeline.warm_up import preload_analysis

    # Once for all reports; the examples take as long as five first reports save by them.
    preload_analysis(needed_by(stale), examples=settings.engine == "fork" and len(stale) > _FEW)
    started: dict[Request, float] = {}
    jobs = [(workspace, request, settings.engine) for request in stale]
    with closing(run_all(jobs, _work, settings.workers, settings.limits)) as events:
        for event in events:
            told = Event(event.job[1] if event.job else None, event.what, event.told)
            if told.job is not None and told.what == "started":
                started[told.job] = monotonic()
            if told.job is not None and told.what in ("ended", "broke", "died"):
                report = _ended(workspace, told, monotonic() - started[told.job])
                told = Event(told.job, report.status, (report,))
                yield report
            onlooker.event(told)


def _work(job: tuple[Workspace, Request, Engine], tell: Tell) -> tuple[Mapping[str, tuple[Reason, ...]], str, int]:
    """In the report's own process: what ran, and the failure with its exit code when there is one."""
    workspace, request, engine = job
    ran: dict[str, tuple[Reason, ...]] = {}

    class Telling(Watcher):
        def stage(self, name: str, reasons: tuple[Reason, ...]) -> None:
            ran[name] = reasons
            tell("stage", (name, reasons))

    try:
        build(workspace, request, Telling(), engine=engine)
    except CdiError as failed:
        return ran, str(failed), failed.exit_code
    return ran, "", 0


def _ended(workspace: Workspace, event: Event[Request], seconds: float) -> Report:
    """What became of a report; one whose process broke or died gets its plain page here."""
    request = event.job
    assert request is not None  # noqa: S101 - an event of a job has one
    if event.what == "ended":
        ran, failure, code = event.told[0]
        return Report(request, "failed" if failure else "built", ran, seconds, failure or None, code)
    failed = RunFailed(str(event.told[0]))
    if event.what == "broke":
        log = workspace.work_folder(request.ref) / "traceback.txt"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(str(failed), encoding="utf-8")
        last = str(failed).strip().splitlines()[-1]
        failed = RunFailed(f"a defect of the program: {last}; the whole of it is in {log.relative_to(workspace.root)}")
    write_failure_page(workspace, request, failed)
    return Report(request, "failed", {}, seconds, str(failed), failed.exit_code)


def as_json(workspace: Workspace, summary: Summary) -> dict[str, Any]:
    """The summary as plain values: what `reports/build.json` holds and `--json` prints."""
    return {
        "format": FORMAT,
        **(summary.occasion.as_json() if summary.occasion else {}),
        "seconds": summary.seconds,
        "counts": {status: len(summary.of(status)) for status in ("built", "fresh", "failed", "left", "not reached")}
        if not summary.dry
        else {status: len(summary.of(status)) for status in ("stale", "fresh", "failed", "left")},
        "reports": [_report_as_json(workspace, report) for report in summary.reports],
        "calendar": [entry.as_json() for entry in summary.calendar],
    }


def _report_as_json(workspace: Workspace, report: Report) -> dict[str, Any]:
    request = report.request
    held: dict[str, Any] = {**asdict(request.ref), "documents": request.documents, "status": report.status}
    held["ran"] = {stage: [str(reason) for reason in reasons] for stage, reasons in report.ran.items()}
    held["folder"] = _shown(workspace, workspace.report_folder(request.ref))
    if report.status in ("built", "failed"):
        held["seconds"] = report.seconds
    if report.failure is not None:
        page = _shown(workspace, failure_page(workspace, request))
        held["failure"] = {"message": report.failure, "exit_code": report.exit_code, "page": page}
    return held


def write_summary(workspace: Workspace, summary: Summary) -> Path:
    """Write `reports/build.json` in one move."""
    path = workspace.reports / "build.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(as_json(workspace, summary), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return new.replace(path)


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()

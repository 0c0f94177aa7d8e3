"""One summary of a build of many reports: what became of each, and `reports/build.json`, which says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cdi.model.errors import SomeForcesFailed
from cdi.model.fault import Fault
from cdi.model.one_line import show_hidden
from cdi.pipeline.failures import failure_page
from cdi.pipeline.log import Occasion
from cdi.pipeline.request import Report, Status
from cdi.workspace.calendar import Expected
from cdi.workspace.paths import Workspace

FORMAT = 1
OF_A_BUILD: tuple[Status, ...] = ("built", "fresh", "failed", "left", "not reached")
OF_A_PLAN: tuple[Status, ...] = ("stale", "fresh", "failed", "left")


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of every report, in the order of forces and audits.

    `statuses` are those that a report can end with: of a build, or of a plan. `occasion` is when and why it was built,
    `calendar` the audits expected on that day, and `faults` are those of `data/forces.toml`.
    """

    reports: tuple[Report, ...]
    seconds: float
    statuses: tuple[Status, ...] = OF_A_BUILD
    occasion: Occasion | None = None
    calendar: tuple[Expected, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of(self, status: Status) -> list[Report]:
        """The reports that ended so."""
        return [report for report in self.reports if report.status == status]

    def refuse_failed(self) -> None:
        """Raise SomeForcesFailed when any report failed or was not reached."""
        failed, unreached = self.of("failed"), self.of("not reached")
        if failed or unreached:
            names = ", ".join(str(report.request.ref) for report in failed)
            more = f"; {len(unreached)} not reached" if unreached else ""
            raise SomeForcesFailed(f"{len(failed)} of {len(self.reports)} failed: {names}{more}")


def as_json(workspace: Workspace, summary: Summary) -> dict[str, Any]:
    """The summary as plain values: what `reports/build.json` holds and `--json` prints."""
    return {
        "format": FORMAT,
        **(summary.occasion.as_json() if summary.occasion else {}),
        "seconds": summary.seconds,
        "counts": {status: len(summary.of(status)) for status in summary.statuses},
        "reports": [_report_as_json(workspace, report) for report in summary.reports],
        "calendar": [entry.as_json() for entry in summary.calendar],
    }


def _report_as_json(workspace: Workspace, report: Report) -> Mapping[str, Any]:
    ref = report.request.ref
    entry: dict[str, Any] = {**asdict(ref), "documents": report.request.documents, "status": report.status}
    entry["ran"] = {stage: [str(reason) for reason in reasons] for stage, reasons in report.ran.items()}
    entry["folder"] = _in_workspace(workspace, workspace.report_folder(ref))
    if report.status in ("built", "failed"):
        entry["seconds"] = report.seconds
    if report.failure is not None:
        page = _in_workspace(workspace, failure_page(workspace, ref))
        entry["failure"] = {**asdict(report.failure), "page": page}
    return entry


def write_summary(workspace: Workspace, summary: Summary) -> Path:
    """Write `reports/build.json` in one move."""
    path = workspace.reports / "build.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    text = json.dumps(as_json(workspace, summary), ensure_ascii=False, indent=1)
    new.write_text(show_hidden(text) + "\n", encoding="utf-8")  # reasons name files, which may be called anything
    return new.replace(path)


def _in_workspace(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()

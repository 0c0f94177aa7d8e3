"""What commands print of their results, each as text from a value that another room returned."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cdi.cli import terminal

if TYPE_CHECKING:
    from cdi.model.audit_ref import AuditRef
    from cdi.pipeline.request import Outcome, Status
    from cdi.pipeline.summary import Summary
    from cdi.sampling.draw import DrawnSample
    from cdi.workspace.paths import Workspace

_STATUS: dict[Status, str] = {
    "stale": "to build",
    "built": "built",
    "fresh": "up to date",
    "failed": "failed",
    "left": "stale for other reasons and left",
    "not reached": "not reached",
}


def say_overrides(workspace: Workspace) -> None:
    """The workspace's own files that are used in place of shipped ones, one on each line of stderr."""
    for name in workspace.overrides():
        terminal.say(f"{name} of this workspace is used in place of the shipped one")


def say_unused_text(workspace: Workspace, ref: AuditRef) -> None:
    """Author text that no document of the audit prints, each block on a line of stderr; it is no fault."""
    from cdi.overview.unused_text import find_unused_text

    for line in find_unused_text(workspace, ref):
        terminal.say(f"{ref}: {line}")


def print_paths(workspace: Workspace, paths: Iterable[Path]) -> None:
    """Each path as seen from the project folder."""
    for path in paths:
        terminal.show(str(path.relative_to(workspace.root)))


def reasons_as_text(outcome: Outcome) -> str:
    """What one report's build would run, and why."""
    if not outcome.ran:
        return "Nothing would be built: everything is up to date."
    return "\n".join(f"{stage}: {'; '.join(map(str, reasons))}" for stage, reasons in outcome.ran.items())


def outcome_as_text(workspace: Workspace, outcome: Outcome) -> str:
    """The headline figures of one report and where its files are; the page comes last, as a path to open."""
    from cdi.pipeline.headlines import read_headlines

    (document,) = outcome.request.documents
    folder = outcome.folder.relative_to(workspace.root)
    lines = [] if outcome.ran else [f"Nothing changed: {folder} is up to date."]
    lines += [f"  {label}: {text}" for label, text in read_headlines(outcome.folder, outcome.request.ref)]
    formats = reversed(workspace.formats(outcome.request.ref, document))
    names = ("figures.json", "analysis.html", *(f"{document}.{ending}" for ending in formats))
    return "\n".join([*lines, *(path_to_open(outcome.folder / name) for name in names)])


def path_to_open(path: Path) -> str:
    """A path as the folder that the person works in sees it, so that a terminal can open it."""
    return os.path.relpath(path)


def outcome_as_json(workspace: Workspace, outcome: Outcome) -> dict[str, object]:
    """One report's build as plain values: its files and figures, and what ran for which reasons.

    A plan (`--dry-run`) lists those of the report that stands, if there is one.
    """
    from cdi.pipeline.headlines import read_all_figures

    request, stands = outcome.request, (outcome.folder / "manifest.json").is_file()
    files = sorted(path for path in outcome.folder.rglob("*") if path.is_file())
    return {
        "format": 1,
        "force": request.ref.force,
        "audit": request.ref.audit,
        "document": request.documents[0],
        "folder": str(outcome.folder.relative_to(workspace.root)),
        "files": [path.relative_to(workspace.root).as_posix() for path in files],
        "figures": read_all_figures(outcome.folder, request.ref) if stands else {},
        "ran": {stage: [str(reason) for reason in reasons] for stage, reasons in outcome.ran.items()},
    }


def print_summary(workspace: Workspace, summary: Summary, *, as_json: bool) -> None:
    """The summary on stdout, as text or as JSON, and the faults of `data/forces.toml` on stderr."""
    from cdi.pipeline import summary as summaries

    for fault in summary.faults:
        terminal.show(str(fault.without_values()), err=True)
    if as_json:
        terminal.show(json.dumps(summaries.as_json(workspace, summary), ensure_ascii=False, indent=1))
    else:
        terminal.show(summary_as_text(workspace, summary))


def summary_as_text(workspace: Workspace, summary: Summary) -> str:
    """What would run and why, or how many reports of each kind there were and what failed."""
    return "\n".join(_lines_of_summary(workspace, summary))


def _lines_of_summary(workspace: Workspace, summary: Summary) -> Iterator[str]:
    from cdi.pipeline.failures import failure_page
    from cdi.workspace.calendar import select_pressing

    for report in summary.of("stale"):
        for stage, reasons in report.ran.items():
            yield f"{report.request.ref}: {stage}: {'; '.join(map(str, reasons))}"
    for report in summary.of("failed"):
        page = path_to_open(failure_page(workspace, report.request.ref))
        yield f"{report.request.ref}: {report.failure}\n  {page}"
    yield from map(str, select_pressing(summary.calendar))
    counts = {words: len(summary.of(status)) for status, words in _STATUS.items()}
    listed = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    total = "1 report" if len(summary.reports) == 1 else f"{len(summary.reports)} reports"
    record = path_to_open(workspace.reports / "build.json")
    yield f"{total}: {listed}" + (f"; {record}" if summary.occasion else "")


def draw_as_text(drawn: DrawnSample, paths: Iterable[Path]) -> str:
    """How many units were drawn from each stratum, and the files they were written to."""
    from cdi.house_style.formatting import count, fraction

    lines = [
        f"{each.name}: {fraction(each.sample, each.units)} units, {count(each.reserve)} in reserve"
        for each in drawn.strata
    ]
    return "\n".join([*lines, *map(str, paths)])

"""The page that a failed build leaves beside the folder of the last good report."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.replacement import heal
from cdi.pipeline.request import Failure
from cdi.workspace.names_in_words import audit_in_words, force_in_words
from cdi.workspace.paths import Workspace


def failure_page(workspace: Workspace, ref: AuditRef) -> Path:
    """Where the page is: `reports/<force>/<audit>-failed.html`."""
    return workspace.reports / f"{ref.path}-failed.html"


def write_failure_page(workspace: Workspace, ref: AuditRef, failure: Failure) -> None:
    """Say what happened, what to do, and whether a report is still there.

    A delivery that was stopped halfway is healed first, so only a process that holds the report's lock may call this.
    """
    from cdi.render.failure_page import render_failure

    report = workspace.report_folder(ref)
    heal(report)
    page = failure_page(workspace, ref)
    page.parent.mkdir(parents=True, exist_ok=True)
    text = render_failure(
        ref,
        replace(failure, message=failure.message.replace(f"{workspace.root}{os.sep}", "")),
        report if report.is_dir() else None,
        names=(force_in_words(workspace, ref), audit_in_words(workspace, ref)),
        marked=Path(os.path.relpath(_marked_workbook(workspace, ref), page.parent)).as_posix(),
        templates=workspace.templates,
    )
    unfinished = page.with_name(f"{page.name}.new")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(page)
    finally:  # the disk may be full; a page cut short would be worse than none
        unfinished.unlink(missing_ok=True)


def _marked_workbook(workspace: Workspace, ref: AuditRef) -> Path:
    """Where `cdi validate --out faults` writes it: outside the reports, since it holds cells."""
    return workspace.root / "faults" / f"{ref.force}-{ref.audit}-marked.xlsx"

"""The page of a failed build: which force, which audit, where, why, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken
from cdi.render.html import page_template
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

_ADVICE = {
    1: "Open the analysis with “make explore” for this force, run the cells down to the one named, and look.",
    3: "Mend the lines named in the data, then build again. Nothing was computed.",
    5: "Supply what is missing, or take out the sentence that needs it, then build again.",
}
_OTHERWISE = "Read the message, mend the cause, and build again."


class Failed(Protocol):
    """What went wrong: its text is for the reader, its exit code decides the advice."""

    @property
    def exit_code(self) -> int:
        """The exit code that the command line ends with."""


def render_failure(
    ref: AuditRef,
    failure: Failed,
    report: Path | None,
    *,
    names: tuple[str, str] | None = None,
    marked: str | None = None,
    templates: Templates = SHIPPED_TEMPLATES,
) -> str:
    """The page as HTML; it names the force, the audit and the cause, and holds no row contents.

    `report` is the folder of the last good report, when there is one. `names` are those of the force and the audit in
    words. `marked` is where the marked workbook lies, as seen from the page; it is named only where data are at fault.
    """
    force, audit = names or (ref.force, ref.audit)
    return page_template("failure.html.j2", templates).render(
        style=templates.find("html/style.css").read_text(encoding="utf-8"),
        ref=ref,
        force=force,
        audit=audit,
        message=str(failure),
        advice=_ADVICE.get(failure.exit_code, _OTHERWISE),
        marked=marked if failure.exit_code == ContractBroken.exit_code else None,
        report=report,
    )

"""The plain page of a failed build: which force, which audit, where, why, and what to do."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Protocol

from cdi.model.audit_ref import AuditRef

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Report not built: {force}, {audit}</title>
<style>body{{font:1.1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem;color:#222}}
pre{{white-space:pre-wrap;background:#f3f3f3;padding:1rem}}</style></head>
<body><main><h1>The report was not built</h1>
<p>Force: <strong>{force}</strong><br>Audit: <strong>{audit}</strong></p>
<h2>What happened</h2>
<pre>{message}</pre>
<h2>What to do</h2>
<p>{advice}</p>
<p>{last_good}</p>
</main></body></html>
"""

_LAST_GOOD = "The last good report is still in place beside this page."
_NONE_YET = "There is no earlier report of this audit."
_ADVICE = {
    1: "Open the analysis with “make explore” for this force, run the cells down to the one named, and look.",
    3: "Mend the lines named in the data, then build again. Nothing was computed.",
    5: "Supply what is missing, or take out the sentence that needs it, then build again.",
}


class Failed(Protocol):
    """What went wrong: its text is for the reader, its exit code decides the advice."""

    @property
    def exit_code(self) -> int:
        """The exit code that the command line ends with."""


def render_failure(ref: AuditRef, failure: Failed, report: Path | None) -> str:
    """The page as HTML; it names the force, the audit and the cause, and holds no row contents.

    `report` is the folder of the last good report, when there is one.
    """
    return _PAGE.format(
        force=html.escape(ref.force),
        audit=html.escape(ref.audit),
        last_good=_LAST_GOOD if report else _NONE_YET,
        message=html.escape(str(failure)),
        advice=html.escape(_ADVICE.get(failure.exit_code, "Read the message, mend the cause, and build again.")),
    )

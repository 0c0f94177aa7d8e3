"""The plain page of a failed build: which force, which audit, where, why, and what to do."""

from __future__ import annotations

import html

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError

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
<p>The last good report, if there was one, is still in place beside this page.</p>
</main></body></html>
"""

_ADVICE = {
    1: "Open the analysis with “make explore” for this force, run the cells down to the one named, and look.",
    3: "Mend the lines named in the data, then build again. Nothing was computed.",
    5: "Supply what is missing, or take the sentence out that needs it, then build again.",
}


def render_failure(ref: AuditRef, failed: CdiError) -> str:
    """The page as HTML; it names the force, the audit and the cause, and holds no row contents."""
    return _PAGE.format(
        force=html.escape(ref.force),
        audit=html.escape(ref.audit),
        message=html.escape(str(failed)),
        advice=html.escape(_ADVICE.get(failed.exit_code, "Read the message, mend the cause, and build again.")),
    )

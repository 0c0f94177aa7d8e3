"""The annex of decisions and assumptions: in every document, and only where there is something to list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.document import compose
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace
from tests.documents.invented import as_text
from tests.thin import thin

REF = AuditRef("leicestershire", "2018-reinspection")
LINES = [
    {"kind": "assumption", "what": "Officers record what they see", "why": "it was not sampled", "by": "registrar"},
    {"kind": "correction", "what": "route of audit_reports", "why": "two codes were one", "by": "analyst"},
    {"kind": "setting", "what": "method.level", "why": "confidence level", "value": "0.9", "usual": "0.95"},
]
SAID = """Decisions and assumptions of this audit
Assumed. Officers record what they see. Reason: it was not sampled. Registrar, 2 July 2026.
Corrected. Cells of route of audit_reports. Reason: two codes were one. Analyst, 2 July 2026.
Setting. method.level is 0.9, and usually 0.95: confidence level."""


@pytest.mark.parametrize("document", thin(["panel-paper", "inspection-report", "panel-pack"], keep=1))
def test_each_document_lists_them_once_before_its_gaps(
    document: str, shipped_bundles: dict[AuditRef, Bundle], project: Workspace
) -> None:
    bundle, folder = shipped_bundles[REF], project.audit_folder(REF)
    empty = {"on": "2026-07-02", "value": "", "usual": ""}
    lines = [{"id": f"line_{place}", **empty, **line} for place, line in enumerate(LINES, start=1)]
    text = as_text(compose(replace(bundle, facts={**bundle.facts, "decisions": lines}), folder, document))
    assert text.count(f"{SAID}\nWhat this report does not cover") == 1
    assert "Decisions and assumptions" not in as_text(compose(bundle, folder, document))

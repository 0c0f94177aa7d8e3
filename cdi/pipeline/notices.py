"""What stands above the readable copies of an analysis: whether it is a draft, and its marking."""

from __future__ import annotations

from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.furniture import read_furniture
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE
from cdi.pipeline.signed_content import are_figures_signed
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_documents


def notices_of_analysis(bundle: Path, workspace: Workspace, ref: AuditRef) -> tuple[str, str]:
    """The word for a draft, empty once the files of the analysis are signed, and the marking.

    The analysis has the marking of the audit's first document that has one.
    """
    folder = workspace.audit_folder(ref)
    signed = are_figures_signed(read_bundle(bundle, ref), folder)
    draft = "" if signed else read_furniture(LANGUAGE, workspace.templates).draft_notice
    markings = (own.get("marking", "") for own in read_documents(folder).values())
    return draft, next(filter(None, markings), "")

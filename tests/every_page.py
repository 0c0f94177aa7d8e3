"""Every page that a reader can be given: all document types, copies of the notebook, and the pages about a report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.template_calls import document_types
from cdi.model.audit_ref import NATIONAL, AuditRef
from cdi.model.errors import ContractBroken
from cdi.new_audit.scaffold import scaffold_audit
from cdi.pipeline.national import build_national
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.preview.names import list_names, render_names
from cdi.publication.publish import publish
from cdi.publication.signing import sign
from cdi.render.failure_page import render_failure
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGNING_ROLES
from cdi.workspace.templates import SHIPPED_TEMPLATES
from tests.clean_process import in_clean_process
from tests.conftest import SHIPPED, copy_project

ASSESSED = AuditRef("dyfed-powys", "2021-inspection")
PUBLISHED = AuditRef("leicestershire", "2014-inspection")
TEAMS = AuditRef("exampleshire", "own-audits")
DOCUMENT_TYPES = document_types(SHIPPED_TEMPLATES)
ABOUT = ("analysis", "slides", "failure", "names", "what-changed", "assurance", "accessibility")
PAGES = (*DOCUMENT_TYPES, *ABOUT)
"""Every page by name. A document type that no audit here has makes the run incomplete, which is no pass."""
_LONG = "data/leicestershire/2018-reinspection/audit_reports.csv, row 12, column recorded_at: "
_WORD = "audit_reports_without_a_single_space_in_their_name_" * 3


def write_every_page(folder: Path) -> None:
    """Build what is shipped and the pages around it, and put each page into `pages/` and each PDF into `pdf/`."""
    workspace = copy_project(folder)
    scaffold_audit(workspace, ASSESSED, ("peel-assessment",), published=True)
    for name in ("pages", "pdf"):
        (folder / name).mkdir()
    for ref in (*SHIPPED, TEAMS, ASSESSED, NATIONAL):
        documents = tuple(workspace.documents(ref))
        if ref == NATIONAL:
            in_clean_process(build_national, workspace)
        else:
            in_clean_process(build, workspace, Request(ref, documents))
        for document in documents:
            _copy(workspace.report_folder(ref) / f"{document}.html", folder / "pages" / f"{document}.html")
            _copy(workspace.report_folder(ref) / f"{document}.pdf", folder / "pdf" / f"{document}.pdf")
    _write_about(workspace, folder / "pages")


def _write_about(workspace: Workspace, pages: Path) -> None:
    ref = SHIPPED[0]
    delivered = workspace.report_folder(ref)
    _copy(delivered / "analysis.html", pages / "analysis.html")
    _copy(delivered / "analysis.slides.html", pages / "slides.html")
    _copy(delivered / "accessibility.html", pages / "accessibility.html")
    names = list_names(read_bundle(workspace.work_folder(ref) / "bundle", ref), SHIPPED_TEMPLATES)
    (pages / "names.html").write_text(render_names(names, ref), encoding="utf-8")
    failure = render_failure(ref, ContractBroken(_LONG * 4 + _WORD), Path("2018"), names=("Leicestershire", _WORD))
    (pages / "failure.html").write_text(failure, encoding="utf-8")
    settings = workspace.audit_folder(PUBLISHED) / "documents.toml"
    for subject in (None, "Another subject"):
        if subject:
            lines = settings.read_text(encoding="utf-8").splitlines()
            changed = [f'subject = "{subject}"' if line.startswith("subject =") else line for line in lines]
            settings.write_text("\n".join(changed), encoding="utf-8")
            in_clean_process(build, workspace, Request(PUBLISHED, tuple(workspace.documents(PUBLISHED))))
        for role in SIGNING_ROLES:
            sign(workspace, PUBLISHED, role, f"Post of the {role}", date(2026, 11, 27))
        in_clean_process(build, workspace, Request(PUBLISHED, tuple(workspace.documents(PUBLISHED))))
        kept = publish(workspace, PUBLISHED, date(2026, 11, 27))
    for name in ("what-changed", "assurance"):
        _copy(kept.folder / "about" / f"{name}.html", pages / f"{name}.html")


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())

"""What a report has for reading besides its documents: the executed notebook as a page and slides, and a statement."""

from __future__ import annotations

from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.furniture import read_furniture
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE
from cdi.pipeline.delivery import STATEMENT
from cdi.pipeline.signed_content import are_figures_signed
from cdi.render import notebook_page
from cdi.render.accessibility_page import render_accessibility
from cdi.render.html import skin
from cdi.render.notebook_page import readable_copies
from cdi.workspace.names_in_words import audit_in_words, force_in_words
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import read_documents
from cdi.workspace.templates import SHIPPED_TEMPLATES


def produce_readable(work: Path, workspace: Workspace, ref: AuditRef) -> dict[str, str]:
    """The pages by the names of their files; `work` holds the executed notebook and the bundle.

    The analysis has the marking of the audit's first document that has one, and is a draft until its files are signed.
    """
    what = f"{force_in_words(workspace, ref)}, {audit_in_words(workspace, ref)}"
    folder, templates = workspace.audit_folder(ref), workspace.templates
    documents = read_documents(folder).values()
    signed = are_figures_signed(read_bundle(work / "bundle", ref), folder)
    copies = readable_copies(
        work / "analysis.ipynb",
        title=f"Analysis: {what}",
        slides_title=f"Slides: {what}",
        draft="" if signed else read_furniture(LANGUAGE, templates).draft_notice,
        marking=next(filter(None, (own.get("marking", "") for own in documents)), ""),
        statement=STATEMENT,
        templates=templates,
    )
    contact = next(filter(None, (own.get("contact") for own in documents)), None)
    pages = {f"analysis.{suffix}": page for suffix, page in copies.items()}
    return {**pages, STATEMENT: render_accessibility(what, contact, templates)}


def make_ready() -> None:
    """Compile and read the shipped templates, so that no fork has to. Starts no thread."""
    notebook_page.make_ready()
    skin(SHIPPED_TEMPLATES)  # with it those of all other pages
    read_furniture(LANGUAGE, SHIPPED_TEMPLATES)

"""A bundle and the words of an audit folder become one finished document: its tree, and the tree as HTML and PDF."""

from __future__ import annotations

from pathlib import Path

from cdi.bundle.bundle import read_bundle
from cdi.compose.document import compose
from cdi.compose.furniture import read_furniture
from cdi.compose.template import compile_all
from cdi.compose.template_calls import blocks_named
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE
from cdi.model.document_json import document_as_bytes
from cdi.pipeline.signed_content import mark_draft
from cdi.render import pdf_row_headers
from cdi.render.html import render_html, skin
from cdi.render.pdf import render_pdf, typefaces
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


def produce(
    bundle: Path, words: Path, ref: AuditRef, document: str, templates: Templates = SHIPPED_TEMPLATES
) -> dict[str, bytes]:
    """The files of a document by suffix: its tree as JSON, and both pages.

    `bundle` is the folder of the bundle, `words` the audit folder with `documents.toml` and `narrative/`. Raises
    PublicationRefused when the bundle is not of that force and audit, or anything the document needs is missing.
    """
    whole = read_bundle(bundle, ref)
    composed = mark_draft(compose(whole, words, document, templates), document, whole, words)
    return {
        "json": document_as_bytes(composed),
        "html": render_html(composed, templates).encode(),
        "pdf": render_pdf(composed, templates),
    }


def make_ready() -> None:
    """Compile and read the shipped templates and look up fonts, so that no fork has to. Starts no thread."""
    compile_all()
    blocks_named(SHIPPED_TEMPLATES)
    read_furniture(LANGUAGE, SHIPPED_TEMPLATES)
    skin(SHIPPED_TEMPLATES)
    typefaces()
    pdf_row_headers.make_ready()

"""A bundle and the words of an audit folder become one finished document: its tree, and the tree laid out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from cdi.bundle.bundle import Bundle, read_bundle
from cdi.compose.document import compose
from cdi.compose.furniture import read_furniture
from cdi.compose.links import links_beside
from cdi.compose.template import compile_all
from cdi.compose.template_calls import blocks_named
from cdi.model.audit_ref import AuditRef
from cdi.model.document import LANGUAGE, Document
from cdi.model.document_json import document_as_bytes
from cdi.pipeline.delivery import STATEMENT
from cdi.pipeline.signed_content import mark_draft
from cdi.render import pdf_row_headers
from cdi.render.html import render_html, skin
from cdi.render.pdf import render_pdf, typefaces
from cdi.render.word.binding import Origin
from cdi.render.word.document import render_word
from cdi.render.word.template import read_layout
from cdi.workspace.paths import FORMATS
from cdi.workspace.settings import read_documents
from cdi.workspace.settings_models import DocumentEntry
from cdi.workspace.templates import SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE, Templates


def produce(
    bundle: Path, words: Path, ref: AuditRef, document: str, templates: Templates = SHIPPED_TEMPLATES
) -> dict[str, bytes]:
    """The files of a document by suffix: its tree as JSON, and what its settings have it laid out as.

    `bundle` is the folder of the bundle, `words` the audit folder with `documents.toml` and `narrative/`. Raises
    PublicationRefused when the bundle is not of that force and audit, or anything the document needs is missing.
    """
    whole = read_bundle(bundle, ref)
    composed = mark_draft(compose(whole, words, document, templates), document, whole, words)
    return lay_out(composed, whole, words, ref, document, templates)


def lay_out(
    composed: Document, bundle: Bundle, words: Path, ref: AuditRef, document: str, templates: Templates
) -> dict[str, bytes]:
    """The files of a document by suffix, from its finished tree."""
    settings = DocumentEntry.model_validate(read_documents(words)[document])
    tree = document_as_bytes(composed)
    origin = Origin(f"{ref.path}/{document}", hashlib.sha256(tree).hexdigest())
    wanted = [name for name in FORMATS if name in settings.formats]
    others: dict[str, str] = {name: f"{document}.{name}" for name in wanted if name != "html"}
    beside = links_beside(composed, bundle.facts["inspection"].get("report_url"), templates)
    make: dict[str, Callable[[], bytes]] = {
        "html": lambda: render_html(composed, templates, others, beside, STATEMENT).encode(),
        "pdf": lambda: render_pdf(composed, templates),
        "docx": lambda: render_word(composed, templates, settings.word_template, origin),
    }
    return {"json": tree, **{name: make[name]() for name in wanted}}


def make_ready() -> None:
    """Compile and read the shipped templates and look up fonts, so that no fork has to. Starts no thread."""
    compile_all()
    blocks_named(SHIPPED_TEMPLATES)
    read_furniture(LANGUAGE, SHIPPED_TEMPLATES)
    skin(SHIPPED_TEMPLATES)
    typefaces()
    read_layout(SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE)
    pdf_row_headers.make_ready()

"""The PDF skin: tagged, archivable (PDF/UA-1 and PDF/A-2a) and the same bytes for the same document."""

from __future__ import annotations

import json
from functools import cache

import typst

from cdi.house_style import fonts
from cdi.model.document import Document
from cdi.model.document_json import document_as_json
from cdi.model.errors import PublicationRefused
from cdi.render.pdf_row_headers import mark_row_headers
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


@cache
def typefaces() -> typst.Fonts:
    """The typeface of the project and those of the engine, none of the system; looked up without starting threads."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.FOLDER)])


def render_pdf(document: Document, templates: Templates = SHIPPED_TEMPLATES) -> bytes:
    """The document as PDF.

    Raises PublicationRefused when the skin does not know a block, a chart lacks alternative text, a heading level
    is skipped, the typeface lacks a sign, or the engine warns of anything.
    """
    try:
        data, warnings = typst.compile_with_warnings(
            str(templates.find("pdf/document.typ")),
            font_paths=typefaces(),
            sys_inputs={"document": json.dumps(document_as_json(document), ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
        )
    except typst.TypstError as broken:
        raise PublicationRefused(f"PDF skin: {broken}") from broken
    if warnings:
        raise PublicationRefused(f"PDF skin: {'; '.join(str(warning.message) for warning in warnings)}")
    return mark_row_headers(data)

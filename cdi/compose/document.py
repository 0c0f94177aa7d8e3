"""A bundle and an audit folder become a finished tree: the words are written, then parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cdi.bundle.bundle import Bundle
from cdi.compose.author_text import read_narrative, read_places
from cdi.compose.markdown import parse
from cdi.compose.outline import linked_anchors, with_contents, without_empty_sections
from cdi.compose.template import write
from cdi.compose.tongue import furniture_and_tongue, with_only_english
from cdi.model.document import LANGUAGE, Document, DocumentSettings
from cdi.model.errors import PublicationRefused
from cdi.workspace.settings import read_documents
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


def compose(bundle: Bundle, folder: Path, document: str, templates: Templates = SHIPPED_TEMPLATES) -> Document:
    """The document of that type, from the bundle, `documents.toml` and `narrative/` of the audit folder.

    Raises PublicationRefused for anything that the document needs and that is not there.
    """
    documents = read_documents(folder)
    if document not in documents:
        raise PublicationRefused(f"{folder / 'documents.toml'}: no table [{document}]")
    own = documents[document]
    language = own.get("language") or bundle.facts["force"].get("language", LANGUAGE)
    written = write(
        document,
        bundle=bundle,
        documents=documents,
        narrative=read_narrative(folder / "narrative"),
        places=read_places(folder / "narrative"),
        templates=templates,
        language=language,
    )
    furniture, tongue = furniture_and_tongue(language, templates)
    try:
        settings = _settings(own, bundle.facts["inspection"])
    except KeyError as missing:
        raise PublicationRefused(f"{folder / 'documents.toml'}: [{document}] lacks {missing}") from missing
    parsed = parse(
        written.markdown,
        figures=bundle.figures,
        charts=bundle.charts,
        tables=bundle.tables,
        settings=settings,
        furniture=furniture,
        issued=written.issued,
        subjects_uncovered=written.subjects_uncovered,
        published_bases=bundle.facts.get("published_bases"),
        terms=bundle.facts.get("reader_glossary", ()),
        tongue=tongue,
    )
    if tongue.furniture:
        parsed = replace(parsed, blocks=with_only_english(parsed.blocks, furniture))
    written.issued.refuse_leak(str(parsed.blocks) + str(parsed.notes))
    blocks = with_contents(without_empty_sections(parsed.blocks, linked_anchors(parsed.blocks, parsed.notes)))
    page_title = _page_title(own["subject"], bundle.facts["force"]["name"], document)
    return replace(
        parsed,
        blocks=blocks,
        author_blocks=written.author_blocks,
        author_words=written.author_words,
        page_title=page_title,
    )


def _settings(own: Mapping[str, Any], inspection: Mapping[str, Any]) -> DocumentSettings:
    """What the document says about itself; KeyError for a key that is missing."""
    day = day_of(own["date"], inspection)
    return DocumentSettings(subject=own["subject"], author=own["author_role"], date=day, marking=own["marking"])


def _page_title(title: str, force: str, document: str) -> str:
    """The title with the force's name, if it is not in it, and the kind of the document, which tells it from others."""
    named = title if force in title else f"{title}, {force}"
    return f"{named} ({document.replace('-', ' ')})"


def day_of(written: date | str, inspection: Mapping[str, Any]) -> str:
    """The day of the document in ISO form; until it is filled in, that of the audit, which only programs read."""
    if isinstance(written, date):
        return written.isoformat()
    return str(inspection["published_on"] or f"{inspection['label_year']}-12-31")

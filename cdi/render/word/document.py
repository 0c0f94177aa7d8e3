"""The Word file of a document: its words, notes, pictures, numbering and properties, in the parts of a template."""

from __future__ import annotations

from collections.abc import Iterator

from cdi.model.document import Document
from cdi.model.language import ENGLISH
from cdi.render.word import styles
from cdi.render.word.binding import REPORT, TREE, Origin
from cdi.render.word.blocks import write_blocks
from cdi.render.word.furniture import fill_furniture, set_language
from cdi.render.word.lists import Lists
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.package import OFFICE, PACKAGE, Relationships, pack, relationships_of, resolve
from cdi.render.word.pictures import bare_drawing, draw_pictures
from cdi.render.word.runs import write_runs, write_text
from cdi.render.word.template import DOCUMENT, WordLayout, read_layout
from cdi.render.word.xml import HEAD, RELATION, WORD, Xml, safe, together, w
from cdi.workspace.templates import SHIPPED_TEMPLATES, USUAL_WORD_TEMPLATE, Templates

_NOTES, _CORE, _CUSTOM = "word/footnotes.xml", "docProps/core.xml", "docProps/custom.xml"
_FORMATS = "application/vnd.openxmlformats"
_KINDS = {
    DOCUMENT: f"{_FORMATS}-officedocument.wordprocessingml.document.main+xml",
    _NOTES: f"{_FORMATS}-officedocument.wordprocessingml.footnotes+xml",
    _CORE: f"{_FORMATS}-package.core-properties+xml",
    _CUSTOM: f"{_FORMATS}-officedocument.custom-properties+xml",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_NAMES = f'xmlns:w="{WORD}" xmlns:r="{RELATION}"'


def render_word(
    document: Document,
    templates: Templates = SHIPPED_TEMPLATES,
    template: str = USUAL_WORD_TEMPLATE,
    origin: Origin | None = None,
) -> bytes:
    """The document as .docx, laid out by the Word template of that name; `origin` is what it says it was made from.

    Raises PublicationRefused when the template lacks something, the skin does not know a block, or a text holds a sign
    that no Word file can.
    """
    layout = read_layout(templates, template)
    leads = Relationships(dict(layout.relationships.by_id))
    manuscript = Manuscript(layout, document.furniture, leads, Lists(layout), document.language)
    body = w("body", *write_blocks(document, manuscript), Xml(layout.section))
    parts = dict(layout.parts) | _pictures(manuscript)
    if document.notes:
        leads.add(f"{OFFICE}/footnotes", "footnotes.xml")
        manuscript.leads = Relationships()
        parts[_NOTES] = _write_notes(document, manuscript)
        parts[relationships_of(_NOTES)] = manuscript.leads.as_xml()
    parts[DOCUMENT] = f"{HEAD}<w:document {_NAMES}>{body}</w:document>".encode()
    parts[relationships_of(DOCUMENT)] = leads.as_xml()
    for name in layout.furniture():
        parts[name] = fill_furniture(parts[name], document)
    numbering, style_part = _part(layout, "numbering"), _part(layout, "styles")
    parts[numbering] = manuscript.lists.as_part(parts[numbering])
    parts[style_part] = set_language(parts[style_part], ENGLISH)
    parts |= dict(_properties(document, origin))
    own = {name: kind for name, kind in _KINDS.items() if "/" not in name or name in parts}
    return pack(parts, {**layout.kinds, **own})


def _part(layout: WordLayout, kind: str) -> str:
    """The name of the template's one part of a kind."""
    (target,) = [each.target for each in layout.relationships.by_id.values() if each.kind == f"{OFFICE}/{kind}"]
    return resolve(DOCUMENT, target)


def _pictures(manuscript: Manuscript) -> dict[str, bytes]:
    """Each drawing as PNG and as SVG, by the names that the document leads to."""
    pictures = {}
    for number, (svg, png) in enumerate(zip(manuscript.drawings, draw_pictures(manuscript.drawings), strict=True), 1):
        pictures[f"word/media/picture{number}.png"] = png
        pictures[f"word/media/picture{number}.svg"] = bare_drawing(svg)
    return pictures


def _write_notes(document: Document, manuscript: Manuscript) -> bytes:
    """The footnotes; Word wants to find in the same part what it separates them from the text by."""
    style, number = manuscript.layout.style(styles.NOTE_CALL), w("footnoteRef")
    lines = [
        w("footnote", w("p", w("r", w(kind))), type=kind, id=place)
        for place, kind in ((-1, "separator"), (0, "continuationSeparator"))
    ]
    notes = [
        w(
            "footnote",
            manuscript.paragraph(
                styles.NOTE,
                w("r", w("rPr", w("rStyle", val=style)), number),
                write_text(" "),
                write_runs(note.runs, manuscript),
            ),
            id=note.number,
        )
        for note in document.notes
    ]
    return f"{HEAD}<w:footnotes {_NAMES}>{together(*lines, *notes)}</w:footnotes>".encode()


def _properties(document: Document, origin: Origin | None) -> Iterator[tuple[str, bytes]]:
    """What the file says of itself, with the day of the document as that on which it was made; and what leads to it."""
    leads = Relationships()
    leads.add(f"{OFFICE}/officeDocument", DOCUMENT)
    leads.add(f"{PACKAGE}/relationships/metadata/core-properties", _CORE)
    yield _CORE, _core_properties(document)
    if origin is not None:
        leads.add(f"{OFFICE}/custom-properties", _CUSTOM)
        yield _CUSTOM, _custom_properties({REPORT: origin.report, TREE: origin.tree})
    yield "_rels/.rels", leads.as_xml()


def _core_properties(document: Document) -> bytes:
    settings, elements = document.settings, "http://purl.org/dc/elements/1.1/"
    moment = f'xsi:type="dcterms:W3CDTF">{safe(settings.date)}T00:00:00Z</dcterms'
    texts = {
        "dc:title": document.page_title or document.title,
        "dc:subject": settings.subject,
        "dc:creator": settings.author,
        "dc:language": document.language,
        "cp:lastModifiedBy": settings.author,
    }
    said = "".join(f"<{name}>{safe(text)}</{name}>" for name, text in texts.items())
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="{elements}" '
        f'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{said}'
        f"<dcterms:created {moment}:created><dcterms:modified {moment}:modified></cp:coreProperties>"
    ).encode()


def _custom_properties(texts: dict[str, str]) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    own = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{safe(name)}">'
        f"<vt:lpwstr>{safe(text)}</vt:lpwstr></property>"
        for number, (name, text) in enumerate(texts.items(), start=2)  # Word keeps 0 and 1 for itself
    )
    return (
        f'{HEAD}<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">{own}</Properties>'
    ).encode()

"""What a template leaves open: the marking and the page number in its headers and footers, and its language."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from cdi.model.document import Document
from cdi.render.word.binding import MARKING, PAGE
from cdi.render.word.runs import write_field, write_text
from cdi.render.word.xml import NOTHING, WORD, Xml, parse_safely, together, w, word, write_part

_WORD = {"w": WORD}
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def fill_furniture(part: bytes, document: Document) -> bytes:
    """A header or footer with the words of this document in its controls, set as the text that stood in them."""
    root = parse_safely(part)
    words = {
        MARKING: _plain(_marking(document), document.language),
        PAGE: _page_number(document.furniture.page, document.language),
    }
    for control in list(root.iter(word("sdt"))):
        tag = control.find("w:sdtPr/w:tag", _WORD)
        name = "" if tag is None else str(tag.get(word("val")))
        if name in words:
            _fill(control, words[name])
    return write_part(root)


def set_language(part: bytes, language: str) -> bytes:
    """The styles with the language of all words that do not name another, which a screen reader reads them in."""
    root = parse_safely(part)
    run = root.find("w:docDefaults/w:rPrDefault/w:rPr", _WORD)
    if run is None:
        defaults = _first(root, "docDefaults", 0)
        run = _first(_first(defaults, "rPrDefault", 0), "rPr", 0)
    _first(run, "lang", len(run)).set(word("val"), language)
    return write_part(root)


def _marking(document: Document) -> str:
    """The marking of each page, after the word that it is a draft while it is one."""
    draft = document.furniture.draft_notice if document.settings.draft else ""
    return " · ".join(filter(None, (draft, document.settings.marking)))


def _plain(text: str, language: str) -> Xml:
    return write_text(text, language=language) if text else NOTHING


def _page_number(words: str, language: str) -> Xml:
    """The words of a page number, such as "Page 1 of 1", with fields that count wherever the file is opened."""
    pieces = re.split(r"(\{pages?\})", words)
    fields = {name: write_field(code, write_text("1")) for name, code in _FIELDS.items()}
    return together(*(fields.get(piece) or _plain(piece, language) for piece in pieces))


def _fill(control: etree._Element, words: Xml) -> None:
    """Put runs in the place of a control, with the look of its first; what stands around them stays."""
    content = control.find("w:sdtContent", _WORD)
    old = [] if content is None else list(content.iter(word("r")))
    if not old:
        return
    look = old[0].find("w:rPr", _WORD)
    for run in list(etree.fromstring(w("p", words).replace("<w:p", f'<w:p xmlns:w="{WORD}"', 1))):
        if look is not None:
            own = run.find("w:rPr", _WORD)
            run.insert(0, deepcopy(look))
            if own is not None:  # its language, which comes last among the properties of a run
                run[0].extend(own)
                run.remove(own)
        old[0].addprevious(run)
    for run in old:
        run.getparent().remove(run)
    for each in list(content):
        control.addprevious(each)
    control.getparent().remove(control)


def _first(parent: etree._Element, name: str, place: int) -> etree._Element:
    """The element of that name; put in at that place where there is none."""
    element = parent.find(f"w:{name}", _WORD)
    if element is None:
        element = etree.Element(word(name))
        parent.insert(place, element)
    return element

"""XML as text: what is not XML yet is escaped where it is put in, and a sign that XML cannot hold is refused."""

from __future__ import annotations

import re
from html import escape

from lxml import etree

from cdi.model.errors import PublicationRefused

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
"""How every part of a Word file begins."""
_NO_SIGN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Xml(str):
    """Text that is XML already."""

    __slots__ = ()


NOTHING = Xml("")


def safe(text: str) -> str:
    """The text as it may stand in XML; PublicationRefused names a sign that XML cannot hold."""
    if isinstance(text, Xml):
        return text
    if sign := _NO_SIGN.search(text):
        raise PublicationRefused(f"Word skin: a sign that no Word file can hold, U+{ord(sign[0]):04X}; take it out")
    return escape(text)


def w(name: str, /, *content: str, **attributes: object) -> Xml:
    """An element of Word's own vocabulary, its attributes too: `w("pStyle", val="Title")`."""
    stated = "".join(f' w:{key}="{safe(str(value))}"' for key, value in attributes.items())
    inside = "".join(map(safe, content))
    return Xml(f"<w:{name}{stated}>{inside}</w:{name}>" if inside else f"<w:{name}{stated}/>")


def together(*pieces: Xml) -> Xml:
    """Pieces of XML one behind the other."""
    return Xml("".join(pieces))


def word(name: str) -> str:
    """The full name of an element or attribute of Word's vocabulary."""
    return f"{{{WORD}}}{name}"


def parse_safely(data: bytes) -> etree._Element:
    """The root of an XML file that somebody else wrote: no entity is filled in, nothing is fetched.

    Raises ValueError for what is no XML, is nested beyond all reason, or has a DOCTYPE, which no Word file has.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        raise ValueError(f"no XML that can be read (line {broken.lineno})") from broken
    if root.getroottree().docinfo.doctype:
        raise ValueError("a DOCTYPE, which no word processor writes")
    return root


def write_part(root: etree._Element) -> bytes:
    """A part of a Word file from its root."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))

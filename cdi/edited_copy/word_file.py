"""A Word file from anywhere, as its paragraphs and the figures bound in them; nothing in it is trusted or carried out.

Changes that Word tracks are read as if they were accepted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from cdi.load.files import find_bomb
from cdi.model.errors import UsageRefused
from cdi.render.word.binding import REPORT, TREE, Origin
from cdi.render.word.xml import WORD, parse_safely, word
from cdi.workspace.audit_files import check_regular

_DOCUMENT, _NOTES, _CUSTOM = "word/document.xml", "word/footnotes.xml", "docProps/custom.xml"
# Chosen: the longest of our documents has 600 paragraphs.
_MOST_PARAGRAPHS = 20_000
_MOST_BYTES = 100_000_000
_WORD = {"w": WORD}
_UNREAD = {word(name) for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr")}
_SIGNS = {word("tab"): " ", word("br"): " ", word("cr"): " ", word("noBreakHyphen"): "-"}
_TEXT, _PARAGRAPH, _CONTROL = word("t"), word("p"), word("sdt")


@dataclass(frozen=True, slots=True)
class BoundText:
    """What a control with this tag shows."""

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenParagraph:
    """The text of a paragraph, white space as single spaces, with the controls in it; `style` is the id of its style.

    `cell` is the place in a table as its number in the file, the row and the column, from 1.
    """

    text: str
    controls: tuple[BoundText, ...] = ()
    style: str = ""
    cell: tuple[int, int, int] | None = None
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class WordFile:
    """The paragraphs of a Word file that hold any text, its notes last, and what it says it was made from."""

    paragraphs: tuple[WrittenParagraph, ...]
    origin: Origin | None


def open_word_file(path: Path) -> WordFile:
    """The content of a file that somebody hands in.

    Raises UsageRefused for one that is no Word file, is too large, unpacks to far more than an office program writes,
    holds macros, or cannot be read.
    """
    if not path.is_file():
        raise UsageRefused(f"{path.name}: no such file; expected a Word file, saved as .docx")
    check_regular(path)
    if path.suffix.lower() != ".docx" or not zipfile.is_zipfile(path):
        raise UsageRefused(f"{path.name}: no Word file; save it in Word as .docx, without a password")
    if path.stat().st_size > _MOST_BYTES:
        raise UsageRefused(f"{path.name}: larger than any report, so it was not opened")
    try:
        if bomb := find_bomb(path):
            raise UsageRefused(f"{path.name}: {bomb}; expected a Word file of the size of a report")
        return read_word_file(path.read_bytes())
    except (ValueError, KeyError, AttributeError, RuntimeError, RecursionError, NotImplementedError, OSError) as broken:
        raise UsageRefused(f"{path.name}: {_cause(broken)}; open it in Word and save it again as .docx") from None
    except (zipfile.BadZipFile, EOFError, zlib.error):
        raise UsageRefused(f"{path.name}: damaged; take the copy that was sent, or one from a backup of it") from None


def _cause(broken: Exception) -> str:
    return str(broken) if isinstance(broken, ValueError) else "it cannot be read as a Word file"


def read_word_file(data: bytes) -> WordFile:
    """The content of a Word file; ValueError or KeyError for what is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if any(name.endswith("vbaProject.bin") for name in names):
            raise ValueError("it holds macros")
        parts = {name: parse_safely(archive.read(name)) for name in (_DOCUMENT, _NOTES, _CUSTOM) if name in names}
    paragraphs = list(_paragraphs(parts[_DOCUMENT]))
    if _NOTES in parts:
        paragraphs += [
            WrittenParagraph(_squeezed(each), tuple(_controls(each)), is_note=True)
            for each in parts[_NOTES].iter(_PARAGRAPH)
        ]
    if len(paragraphs) > _MOST_PARAGRAPHS:
        raise ValueError("it has more paragraphs than any report")
    return WordFile(tuple(each for each in paragraphs if each.text), _origin(parts.get(_CUSTOM)))


def _paragraphs(root: etree._Element) -> Iterator[WrittenParagraph]:
    """The paragraphs of the text in their order; contents are left out, for Word makes them anew."""
    left_out = {
        paragraph
        for control in root.iter(_CONTROL)
        if control.find("w:sdtPr/w:docPartObj", _WORD) is not None
        for paragraph in control.iter(_PARAGRAPH)
    }
    cells = dict(_cells(root))
    for paragraph in root.iter(_PARAGRAPH):
        if paragraph not in left_out:
            style = paragraph.find("w:pPr/w:pStyle", _WORD)
            name = "" if style is None else str(style.get(word("val")))
            yield WrittenParagraph(
                _squeezed(paragraph), tuple(_controls(paragraph)), name, cells.get(paragraph.getparent())
            )


def _cells(root: etree._Element) -> Iterator[tuple[Any, tuple[int, int, int]]]:
    """Each cell of a table with its place; a table without a header row is only a way to set boxes side by side."""
    tables = (table for table in root.iter(word("tbl")) if table.find("w:tr/w:trPr/w:tblHeader", _WORD) is not None)
    for number, table in enumerate(tables, start=1):
        for row, line in enumerate(table.findall("w:tr", _WORD), start=1):
            for column, cell in enumerate(line.findall("w:tc", _WORD), start=1):
                yield cell, (number, row, column)


def _squeezed(element: etree._Element) -> str:
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text in an element: what a reader sees once every tracked change is accepted."""
    for child in element:
        if child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == _TEXT:
            yield child.text or ""
        elif child.tag not in _UNREAD and child.tag != _PARAGRAPH and not str(child.tag).endswith("}Fallback"):
            yield from _pieces(child)


def _controls(paragraph: etree._Element) -> Iterator[BoundText]:
    for control in paragraph.iter(_CONTROL):
        tags = [control.find(f"w:sdtPr/w:{name}", _WORD) for name in ("tag", "alias")]
        tag = next((each for each in tags if each is not None), None)
        if tag is not None and not any(each.tag in _UNREAD for each in control.iterancestors()):
            yield BoundText(str(tag.get(word("val"))), _squeezed(control))


def _origin(properties: etree._Element | None) -> Origin | None:
    """What the file says it was made from; None when it no longer says."""
    if properties is None:
        return None
    said = {str(each.get("name")): "".join(each.itertext()).strip() for each in properties}
    return Origin(said[REPORT], said[TREE]) if REPORT in said and TREE in said else None

"""What a reader of a finished page gets, in reading order: the strings of the tree, of the HTML and of the PDF."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfObject, PdfPage, PdfTextPage

from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Document,
    Fields,
    Grade,
    Grades,
    Heading,
    IntervalBar,
    KeyFigures,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    TableBlock,
)


def squeezed(text: str) -> str:
    """Text without white space, which both formats set as they like."""
    return re.sub(r"\s+", "", text)


def strings(document: Document) -> Iterator[str]:
    """Every string of the tree in reading order; notes apart, since their place differs by medium."""
    for block in document.blocks:
        yield from _strings(block)


def _runs(runs: tuple[Run, ...]) -> Iterator[str]:
    yield from (run.text for run in runs if run.note is None)


def _strings(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            if block.number is not None:
                yield block.number
            yield from _runs(block.runs)
        case Callout():
            yield from _runs(block.runs)
        case Quote():
            for paragraph in block.paragraphs:
                yield from _runs(paragraph)
            yield block.speaker
        case Grade():
            yield block.text
        case Grades():
            for question, badge in block.badges:
                yield badge.text
                yield question
        case KeyFigures():
            for box in block.boxes:
                yield from _strings(box)
        case IntervalBar():
            pass
        case ListBlock():
            for item in block.items:
                for inner in item:
                    yield from _strings(inner)
        case Fields():
            for label, value in block.rows:
                yield label
                yield from _runs(value)
        case Box():
            yield block.title
            for inner in block.blocks:
                yield from _strings(inner)
        case ChartBlock():
            yield from (f"Figure {block.number}: {block.chart.headline}", block.chart.subtitle, block.chart.source)
        case TableBlock():
            yield f"Table {block.number}: {block.table.caption}"
            yield from (column.label for column in block.table.columns)
            yield from (cell.text for row in block.table.rows for cell in row)
            yield block.table.source
        case _:
            yield from (entry.text for entry in block.entries)


class Page(HTMLParser):
    """The text of an HTML page, its tags and its images' alternative texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.alts, self.figures, self.bound = "", [], [], [], []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._silent = tag in ("style", "title") or self._silent
        self.tags.append((tag, attributes.get("scope")))
        if tag == "img":
            self.alts.append(attributes.get("alt"))
        if tag == "data":
            name = attributes.get("data-figure") or attributes.get("data-fact")
            self.bound.append((name, attributes.get("data-facet"), attributes.get("value")))
        if "data-figure" in attributes:
            self.figures.append((attributes["data-figure"], attributes.get("value")))

    def handle_endtag(self, tag: str) -> None:
        self._silent = False if tag in ("style", "title") else self._silent

    def handle_data(self, data: str) -> None:
        self.text += "" if self._silent else data


def pdf_text(data: bytes) -> str:
    """The text of a PDF in the order of its tags, as a screen reader gets it."""
    marked: dict[tuple[int, int], str] = {}
    for number, page in enumerate(_pages(data)):
        glyphs = page.get_textpage()
        for run in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            key = (number, pdfium.FPDFPageObj_GetMarkedContentID(run))
            marked[key] = marked.get(key, "") + _text_of(run, glyphs)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return "".join(marked.get(key, "") for key in _marks(pdf.Root.StructTreeRoot, None, pages))


def _pages(data: bytes) -> Iterator[PdfPage]:
    with PdfDocument(data) as pdf:
        yield from pdf


def _text_of(run: PdfObject, glyphs: PdfTextPage) -> str:
    size = pdfium.FPDFTextObj_GetText(run, glyphs, None, 0)
    text = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(run, glyphs, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), size)
    # PDFium has a sign of its own for a hyphen at the end of a line.
    return text.raw.decode("utf-16-le").rstrip("\0").replace("\x02", "-")


def _marks(element: Any, page: int | None, pages: dict[Any, int]) -> Iterator[tuple[int, int]]:
    if "/Pg" in element:
        page = pages[element.Pg.objgen]
    kids = element.get("/K")
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield (page or 0, kid)
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == pikepdf.Name.MCR:
            yield (pages[kid.Pg.objgen] if "/Pg" in kid else page or 0, int(kid.MCID))
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != pikepdf.Name.OBJR:
            yield from _marks(kid, page, pages)


def pdf_pages(data: bytes) -> str:
    """The text of the pages as they lie, with headers and footers, which are no part of the reading order."""
    return "".join(page.get_textpage().get_text_bounded() for page in _pages(data))


def pages_without_furniture(data: bytes) -> list[str]:
    """The text of each page as it lies, without its header and footer."""
    margin = 60  # points; the margins are wider
    return [
        page.get_textpage().get_text_bounded(bottom=margin, top=page.get_height() - margin) for page in _pages(data)
    ]


def pdf_tags(data: bytes) -> list[tuple[str, str | None, str | None]]:
    """Each tag of a PDF with the scope of a header cell and the alternative text of a figure."""
    tags = []

    def walk(element: Any) -> None:
        kids = element.get("/K")
        for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                alt = str(kid.Alt) if "/Alt" in kid else None
                tags.append((str(kid.S).lstrip("/"), _scope(kid), alt))
                walk(kid)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        walk(pdf.Root.StructTreeRoot)
    return tags


def _scope(cell: Any) -> str | None:
    attributes = cell.get("/A")
    entries = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    scopes = [str(one.Scope).lstrip("/") for one in entries if isinstance(one, pikepdf.Dictionary) and "/Scope" in one]
    return scopes[0] if scopes else None


def missing_in_order(wanted: Iterator[str], text: str) -> list[str]:
    """The strings that are not found in the text after the one before; empty when all are there in order."""
    held, place, missing = squeezed(text), 0, []
    for string in wanted:
        found = held.find(squeezed(string), place)
        if found < 0:
            missing.append(string)
        else:
            place = found + len(squeezed(string))
    return missing

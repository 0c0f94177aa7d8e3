"""Gates on finished pages, as far as they can be judged without a browser; docs/assurance.md says what needs one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cdi.publication.candidate import Candidate, Refusal

_HEADING = re.compile(r"h([1-6])")
_LOADS = ("src", "srcset", "poster")
"""The attributes by which a page loads something."""
_FAR = re.compile(r"(?i)\s*(?:https?:)?//")
_PDF = {"pdfuaid:part": "1", "pdfaid:part": "2", "pdfaid:conformance": "A"}


def pages_accessible(candidate: Candidate) -> Iterator[Refusal]:
    """Each page names its language and title; headings, pictures, tables and links are as WCAG asks."""
    for name in candidate.origin.documents:
        page = candidate.folder / f"{name}.html"
        if page.is_file():
            for fault in faults_of_page(page.read_text(encoding="utf-8"), page.parent):
                yield Refusal(fault, page.name, "mend the skin in templates/html, or the text that it lays out")


def pdf_archivable(candidate: Candidate) -> Iterator[Refusal]:
    """Each PDF is tagged and says that it is PDF/UA-1 and PDF/A-2a."""
    for name in candidate.origin.documents:
        file = candidate.folder / f"{name}.pdf"
        for fault in faults_of_pdf(file) if file.is_file() else ("missing",):
            yield Refusal(fault, file.name, candidate.cure)


def faults_of_pdf(file: Path) -> Iterator[str]:
    """What a PDF lacks of a tagged one for long keeping, by what it says of itself; veraPDF judges the rest."""
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            root = pdf.Root
            if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False) or "/StructTreeRoot" not in root:
                yield "not tagged"
            if not str(root.get("/Lang", "")):
                yield "names no language"
            if not root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
                yield "a window shows its file name, not its title"
            with pdf.open_metadata() as metadata:
                said = {key: str(metadata.get(key, "")) for key in (*_PDF, "dc:title")}
    except pikepdf.PdfError:
        yield "cannot be opened"
        return
    if not said.pop("dc:title"):
        yield "has no title"
    if said != _PDF:
        yield "does not say that it is PDF/UA-1 and PDF/A-2a"


def faults_of_page(text: str, folder: Path) -> list[str]:
    """What is wrong with a page that lies in a folder, each in a sentence without its end; empty when nothing is."""
    page = _Page()
    page.feed(text)
    page.close()
    return [*page.faults, *page.faults_of_outline(), *page.faults_of_links(folder)]


class _Page(HTMLParser):
    """The parts of a page that the checks ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.levels: list[int] = []
        self.ids: Counter[str] = Counter()
        self.targets: list[str] = []
        self.language, self.title, self._open = "", "", ""
        self._headers = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open = tag
        if "id" in given:
            self.ids[given["id"]] += 1
        if heading := _HEADING.fullmatch(tag):
            self.levels.append(int(heading[1]))
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "img" if "alt" not in given:
                self.faults.append("a picture has no text in its place")
            case "table":
                self._headers = 0
            case "th":
                self._headers += 1
                if given.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                    self.faults.append("a heading of a table does not say whether it is of a column or a row")
            case "a" if "href" in given:
                self.targets.append(given["href"])
            case "script" | "iframe" | "object" | "embed" | "form":
                self.faults.append(f"holds a {tag}, which may do or load something")
        loaded = [given[name] for name in _LOADS if name in given] + ([given.get("href", "")] if tag == "link" else [])
        if any(_FAR.match(address) for address in loaded):
            self.faults.append("loads something from a network")

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        if tag == "table" and not self._headers:
            self.faults.append("a table has no headings")

    def faults_of_outline(self) -> Iterator[str]:
        """Language, title and headings."""
        if not self.language:
            yield "names no language"
        if not self.title.strip():
            yield "has no title"
        if self.levels.count(1) != 1:
            yield "has not exactly one heading of the first level"
        if any(level > before + 1 for before, level in zip([0, *self.levels], self.levels, strict=False)):
            yield "skips a level of headings"
        yield from (f"has the anchor {name} more than once" for name, times in self.ids.items() if times > 1)

    def faults_of_links(self, folder: Path) -> Iterator[str]:
        """Links that lead nowhere, inside the page or to a file beside it."""
        for target in dict.fromkeys(self.targets):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            if parts.path and not (folder / unquote(parts.path)).exists():
                yield f"a link leads to {parts.path}, which is not there"
            elif not parts.path and parts.fragment and unquote(parts.fragment) not in self.ids:
                yield f"a link leads to {parts.fragment}, which is no place of the page"

"""What a reader sees of a notebook, in order: headings, passages and results; no code unless it is asked for.

The exporters lay these parts out. What has to be decided is decided here, so that the templates only mark up.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["html", "picture", "text", "latex", "error", "messages", "code"]
UNDESCRIBED = "A picture without a description"
"""The alternative text of a picture whose notebook gives none."""

_PRIORITY = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain")
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_MARKUP = re.compile(r"<[^<>]+>")
_REMOVED = {"remove_cell", "remove-cell"}
"""The tags of cells that are for those who run the notebook, not for readers; Jupyter's usual ones."""
_DEEPEST = 6
_Pictures = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """A heading; `html` is its text with markup, `text` the same without. `slide` is the cell's slide type."""

    level: int
    html: str
    text: str
    anchor: str = ""
    slide: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text between headings, as HTML."""

    html: str
    slide: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One output of a cell, or code that is shown. `content` is HTML, a data address or plain text, by `kind`.

    `label` names it among the others: the heading that it stands under, and its number there.
    """

    kind: Kind
    content: str
    alt: str = ""
    label: str = ""
    slide: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether it may be wider than the page, so that it needs a place to scroll in."""
        return self.kind != "picture" and (self.kind != "html" or "<table" in self.content)


Part = HeadingPart | Passage | Result


def read_parts(notebook: Mapping[str, Any], folder: Path | None = None, *, with_code: bool = False) -> list[Part]:
    """The parts of a notebook, without headings that have nothing under them and without cells tagged remove_cell.

    `folder` is where pictures that its text names by path are looked for. Headings come out in order: one of the first
    level at most, none deeper than one below the heading before it, each with an anchor of its own.
    """
    parts: list[Part] = []
    for cell in notebook["cells"]:
        if _REMOVED & set(cell["metadata"].get("tags", [])):
            continue
        slide = str(cell["metadata"].get("slideshow", {}).get("slide_type", "")).strip("-")
        parts += [replace(part, slide=slide) for part in _read_cell(cell, folder, with_code=with_code)]
    return list(_label(_put_in_order(_drop_empty(parts))))


def parameters_of(notebook: Mapping[str, Any]) -> str:
    """What the cell that papermill injected has set, in words; nothing without such a cell."""
    for cell in notebook["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            lines = _joined(cell["source"]).splitlines()
            return ", ".join(line.replace('"', "") for line in lines if "=" in line and not line.startswith("#"))
    return ""


def _read_cell(cell: Mapping[str, Any], folder: Path | None, *, with_code: bool) -> Iterator[Part]:
    source = _joined(cell["source"])
    if cell["cell_type"] == "markdown":
        attachments = cell.get("attachments", {})
        yield from _read_text(source, partial(_self_contained, attachments=attachments, folder=folder))
    elif cell["cell_type"] == "raw":
        kind = cell["metadata"].get("raw_mimetype", cell["metadata"].get("format", ""))
        if source.strip() and kind in ("", "text/html"):  # a raw cell of another form is for another form of document
            yield Result("html" if kind else "text", source)
    elif cell["cell_type"] == "code":
        if with_code and source.strip():
            yield Result("code", source)
        for output in cell.get("outputs", []):
            yield from _read_output(output)


# ---- text


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _read_text(source: str, pictures: _Pictures) -> Iterator[Part]:
    """The headings and passages of one cell; a heading inside a list or a quotation stays part of its passage."""
    parser = _markdown()
    environment: dict[str, Any] = {}
    passage: list[Token] = []
    tokens = iter(parser.parse(source, environment))
    for token in tokens:
        if token.type == "heading_open" and token.level == 0:
            yield from _passage(passage, environment, pictures)
            passage = []
            html = _html([next(tokens)], environment, pictures)
            next(tokens)  # its end
            yield HeadingPart(int(token.tag[1:]), html, _plain(html))
        else:
            passage.append(token)
    yield from _passage(passage, environment, pictures)


def _passage(tokens: list[Token], environment: dict[str, Any], pictures: _Pictures) -> Iterator[Passage]:
    html = _html(tokens, environment, pictures)
    if html.strip():
        yield Passage(html)


def _html(tokens: list[Token], environment: dict[str, Any], pictures: _Pictures) -> str:
    parser = _markdown()
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.attrs["src"] = pictures(str(child.attrs["src"]))
    return str(parser.renderer.render(tokens, parser.options, environment))


def _self_contained(address: str, attachments: Mapping[str, Any], folder: Path | None) -> str:
    """The address of a picture in the text; as a data address where it is attached to the cell or lies beside it."""
    attached = attachments.get(address.removeprefix("attachment:"))
    if attached:
        kind, data = next(iter(attached.items()))
        return f"data:{kind};base64,{_joined(data)}"
    if folder is None or ":" in address:
        return address
    path = folder / address
    kind = mimetypes.guess_type(path.name)[0] or ""
    return _data_address(kind, path.read_bytes()) if kind.startswith("image/") and path.is_file() else address


# ---- results


def _read_output(output: Mapping[str, Any]) -> Iterator[Part]:
    if output["output_type"] == "stream":
        text = _ANSI.sub("", _joined(output["text"]))
        if text.strip():
            yield Result("messages" if output["name"] == "stderr" else "text", text)
    elif output["output_type"] == "error":
        yield Result("error", _ANSI.sub("", "\n".join(output["traceback"])) or f"{output['ename']}: {output['evalue']}")
    else:
        yield from _read_data(output)


def _read_data(output: Mapping[str, Any]) -> Iterator[Part]:
    """The richest form of a result that a page without scripts can show."""
    data = output["data"]
    kind = next((kind for kind in _PRIORITY if _joined(data.get(kind, "")).strip()), None)
    if kind is None:
        return
    content = _joined(data[kind])
    if kind in _PICTURES:
        address = _data_address(kind, content.encode()) if "svg" in kind else f"data:{kind};base64,{content.strip()}"
        yield Result("picture", address, _alt_of(output.get("metadata", {}), kind))
    elif kind == "text/markdown":
        yield from _read_text(content, str)
    elif kind == "text/html":
        yield Result("html", content)
    else:
        yield Result("latex" if kind == "text/latex" else "text", content)


def _alt_of(metadata: Mapping[str, Any], kind: str) -> str:
    """The alternative text that the output's metadata gives, for this kind of picture or for all."""
    own = metadata.get(kind, {})
    return str((own.get("alt") if isinstance(own, Mapping) else None) or metadata.get("alt") or UNDESCRIBED)


def _data_address(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


# ---- order


def _drop_empty(parts: Sequence[Part]) -> list[Part]:
    """The parts without headings that have neither text nor a result under them, nor a heading that has."""
    kept: list[Part] = []
    for part in reversed(parts):
        after = kept[-1] if kept else None
        is_empty = after is None or (isinstance(after, HeadingPart) and after.level <= getattr(part, "level", 0))
        if not isinstance(part, HeadingPart) or not is_empty:
            kept.append(part)
    return kept[::-1]


def _put_in_order(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts with headings in order: one of the first level, no level left out, and anchors that differ."""
    parts = list(parts)
    headings = [part for part in parts if isinstance(part, HeadingPart)]
    opens = bool(headings) and headings[0].level == 1
    demoted = sum(heading.level == 1 for heading in headings) > opens
    anchors: set[str] = set()
    before = 1
    for part in parts:
        if not isinstance(part, HeadingPart):
            yield part
            continue
        first = opens and part is headings[0]
        least = 1 if first else 2
        level = part.level if first or not demoted else part.level + 1
        before = max(least, min(level, before + 1, _DEEPEST))
        anchor = _new_anchor(part.text, anchors)
        yield replace(part, level=before, anchor=anchor)


def _new_anchor(text: str, taken: set[str]) -> str:
    word = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "part"
    number, anchor = 1, word
    while anchor in taken or anchor in ("main", "contents"):
        number += 1
        anchor = f"{word}-{number}"
    taken.add(anchor)
    return anchor


def _label(parts: Iterable[Part]) -> Iterator[Part]:
    """The results with labels of which no two are the same."""
    heading, number = "Start", 0
    given: set[str] = set()
    for part in parts:
        if isinstance(part, HeadingPart):
            heading, number = part.text, 0
        elif isinstance(part, Result):
            number += 1
            while f"{heading}: result {number}" in given:
                number += 1
            part = replace(part, label=f"{heading}: result {number}")  # noqa: PLW2901
            given.add(part.label)
        yield part


def _plain(html: str) -> str:
    return unescape(_MARKUP.sub("", html)).strip()


def _joined(text: str | list[str]) -> str:
    """A text in one piece; a notebook's file may hold it as a list of lines."""
    return text if isinstance(text, str) else "".join(text)

"""What a reader of a Word file gets, in reading order: its text with the numbers that Word counts, and its structure.

Read by rules of the format alone, without the code that wrote it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {"w": W[1:-1], "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}


def word_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word_xml(data: bytes, part: str = "word/document.xml") -> Any:
    return etree.fromstring(word_parts(data)[part])


@dataclass
class Counters:
    """The numbering of a Word file: what stands before each paragraph that is numbered."""

    formats: dict[tuple[str, int], tuple[str, str, int]]
    abstract: dict[str, str]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes) -> Counters:
        root = word_xml(data, "word/numbering.xml")
        levels: dict[str, list[Any]] = {
            each.get(f"{W}abstractNumId"): each.findall("w:lvl", NAMES) for each in root.findall("w:abstractNum", NAMES)
        }
        formats, abstract = {}, {}
        for each in root.findall("w:num", NAMES):
            number = each.get(f"{W}numId")
            abstract[number] = each.find("w:abstractNumId", NAMES).get(f"{W}val")
            starts = {
                int(override.get(f"{W}ilvl")): int(override.find("w:startOverride", NAMES).get(f"{W}val"))
                for override in each.findall("w:lvlOverride", NAMES)
            }
            for level in levels[abstract[number]]:
                place = int(level.get(f"{W}ilvl"))
                kind, text = (level.find(f"w:{name}", NAMES).get(f"{W}val") for name in ("numFmt", "lvlText"))
                formats[number, place] = (kind, text, starts.get(place, 1))
        return cls(formats, abstract)

    def label(self, number: str, level: int) -> str:
        counts = self.counts.setdefault(number, {})
        counts[level] = counts.get(level, self.formats[number, level][2] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        kind, text, _ = self.formats[number, level]
        if kind == "bullet":
            return ""
        return re.sub(r"%(\d)", lambda slot: self._count(number, int(slot[1]) - 1, kind), text)

    def _count(self, number: str, level: int, kind: str) -> str:
        count = self.counts[number].setdefault(level, self.formats[number, level][2])
        return (
            str(count)
            if kind == "decimal"
            else ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")[count - 1]
        )


def styles_of(data: bytes) -> dict[str, Any]:
    return {each.get(f"{W}styleId"): each for each in word_xml(data, "word/styles.xml").findall("w:style", NAMES)}


def paragraphs(data: bytes) -> Iterator[tuple[str, str, str]]:
    """The name of each paragraph's style, the number before it, and its text."""
    styles, counters = styles_of(data), Counters.of(data)
    for paragraph in word_xml(data).iter(f"{W}p"):
        named = paragraph.find("w:pPr/w:pStyle", NAMES)
        style = styles[named.get(f"{W}val")] if named is not None else None
        places = [paragraph.find("w:pPr/w:numPr", NAMES)]
        places += [style.find("w:pPr/w:numPr", NAMES)] if style is not None else []
        label = ""
        if (place := next((each for each in places if each is not None), None)) is not None:
            level = place.find("w:ilvl", NAMES)
            number = place.find("w:numId", NAMES).get(f"{W}val")
            label = counters.label(number, 0 if level is None else int(level.get(f"{W}val")))
        text = "".join(each.text or "" for each in paragraph.iter(f"{W}t"))
        yield style.find("w:name", NAMES).get(f"{W}val") if style is not None else "Normal", label, text


def word_text(data: bytes) -> str:
    return "\n".join(f"{label} {text}" for _, label, text in paragraphs(data))


def notes_text(data: bytes) -> str:
    return "".join(word_xml(data, "word/footnotes.xml").itertext())


def bound(data: bytes) -> list[tuple[str, str]]:
    """The tag and the text of each content control that prints a figure."""
    return [
        (
            control.find("w:sdtPr/w:tag", NAMES).get(f"{W}val"),
            "".join(each.text or "" for each in control.iter(f"{W}t")),
        )
        for control in word_xml(data).iter(f"{W}sdt")
        if control.find("w:sdtPr/w:tag", NAMES) is not None
    ]


def alternative_texts(data: bytes) -> list[str]:
    """Those of the pictures that are not marked as decoration."""
    pictures = word_xml(data).iter(f"{{{NAMES['wp']}}}docPr")
    return [each.get("descr") for each in pictures if not any("decorative" in str(inner.tag) for inner in each.iter())]

"""A Word template: its styles, numbering, page and furniture, read once; what it lacks is named with the cure.

Of the file only what pages are laid out with is taken over, so macros, comments, the names of its authors and the text
that stands in it stay behind.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from cdi.model.errors import PublicationRefused, closest
from cdi.render.word import styles
from cdi.render.word.binding import MARKING
from cdi.render.word.package import PACKAGE, Relationship, Relationships, relationships_of, resolve
from cdi.render.word.xml import RELATION, WORD, parse_safely, word, write_part
from cdi.workspace.templates import Templates

DOCUMENT = "word/document.xml"
_KEPT = ("styles", "numbering", "settings", "fontTable", "theme", "header", "footer")
# Chosen: a template with a logo and embedded fonts has a few megabytes.
_LARGEST = 50_000_000
_WORD = {"w": WORD}
_UNREADABLE = (
    OSError, ValueError, KeyError, AttributeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_NOT_TAKEN = (
    "attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "updateFields", "docVars", "footnotePr",
    "endnotePr", "rsids",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordLayout:
    """What a document takes from a template.

    `parts` and `kinds` are the parts taken over and their content types; `relationships` lead to them from the
    document. `style_ids` maps the names of styles, in lower case, to their ids, and `lists` the numbered ones to the
    number of their list and of its definition. `boxes` has the borders and the shade of boxed paragraphs. `section` is
    the page, `width` that of its text in twentieths of a point.
    """

    parts: Mapping[str, bytes]
    kinds: Mapping[str, str]
    relationships: Relationships
    style_ids: Mapping[str, str]
    lists: Mapping[str, tuple[str, str]]
    boxes: Mapping[str, str]
    section: str
    width: int

    def style(self, name: str) -> str:
        """The id of a style, by its name."""
        return self.style_ids[name.lower()]

    def furniture(self) -> list[str]:
        """The names of the headers and footers."""
        return [name for name in self.parts if name.startswith(("word/header", "word/footer"))]


@cache
def read_layout(templates: Templates, name: str) -> WordLayout:
    """The layout of the template of that name, read once while the file stays as it is.

    Raises PublicationRefused when there is none, when it cannot be read, or for what it lacks.
    """
    path = templates.find(f"word/{name}")
    refuse = _refusal(path)
    if not path.is_file():
        there = sorted(each.name for each in templates.files("word") if each.suffix in (".docx", ".dotx"))
        near = closest(name, there)
        raise refuse(f"there is none; expected one of {', '.join(there)}" + (f"; did you mean {near}?" if near else ""))
    try:
        parts = _read_parts(path)
        return _Reader(parts, refuse).layout()
    except _UNREADABLE as broken:
        raise refuse("it cannot be read as a Word file; open it in Word and save it as .docx") from broken


def _refusal(path: Path) -> Callable[[str], PublicationRefused]:
    return lambda problem: PublicationRefused(f"Word template {path.name}: {problem}")


def _read_parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise ValueError("too large")
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


class _Reader:
    """Takes over what is used of the parts of a template, and refuses what lacks something."""

    def __init__(self, parts: Mapping[str, bytes], refuse: Callable[[str], PublicationRefused]) -> None:
        self._parts, self._refuse = parts, refuse
        self._types = parse_safely(parts["[Content_Types].xml"])

    def layout(self) -> WordLayout:
        """The layout, when nothing is missing."""
        document = parse_safely(self._parts[DOCUMENT])
        leads = self._leads(DOCUMENT)
        kept = {key: each for key, each in leads.items() if each.kind.rpartition("/")[2] in _KEPT and not each.external}
        names = {each.kind.rpartition("/")[2]: resolve(DOCUMENT, each.target) for each in kept.values()}
        section = self._section(document)
        self._check_marking(section, kept)
        taken = dict(self._taken(resolve(DOCUMENT, each.target) for each in kept.values()))
        style_parts = parse_safely(taken[names["styles"]]), parse_safely(self._numbering(taken, names))
        by_name = self._styles(style_parts[0])
        if "settings" in names:
            taken[names["settings"]] = _alone(parse_safely(taken[names["settings"]]))
            taken.pop(relationships_of(names["settings"]), None)
        return WordLayout(
            parts=taken,
            kinds=self._kinds(taken),
            relationships=Relationships(kept),
            style_ids={name: str(style.get(word("styleId"))) for name, style in by_name.items()},
            lists={name: self._list_of(name, by_name, style_parts[1]) for name in styles.NUMBERED},
            boxes={name: _look(by_name[name.lower()]) for name in styles.BOX.values()},
            section=etree.tostring(section, encoding="unicode"),
            width=_text_width(section),
        )

    def _leads(self, part: str) -> dict[str, Relationship]:
        data = self._parts.get(relationships_of(part))
        if data is None:
            return {}
        return {
            str(each.get("Id")): Relationship(
                str(each.get("Type")), str(each.get("Target")), each.get("TargetMode") == "External"
            )
            for each in parse_safely(data)
        }

    def _section(self, document: etree._Element) -> etree._Element:
        section = document.find("w:body/w:sectPr", _WORD)
        if section is None or section.find("w:pgSz", _WORD) is None or section.find("w:pgMar", _WORD) is None:
            raise self._refuse("its page has no size or no margins; set them in Word under Layout and save it again")
        return section

    def _check_marking(self, section: etree._Element, kept: Mapping[str, Relationship]) -> None:
        """Refuse a template of which some pages would lack the marking."""
        marked: dict[str, bool] = {}
        for each in section:
            if each.tag in (word("headerReference"), word("footerReference")):
                part = resolve(DOCUMENT, kept[str(each.get(f"{{{RELATION}}}id"))].target)
                kind = str(each.get(word("type")))
                marked[kind] = marked.get(kind, False) or has_place(self._parts[part], MARKING)
        kinds = ["default", *(["first"] if section.find("w:titlePg", _WORD) is not None else [])]
        kinds += ["even"] if "even" in marked else []
        if unmarked := [kind for kind in kinds if not marked.get(kind)]:
            raise self._refuse(
                f"neither header nor footer of its {' and '.join(unmarked)} pages has a place for the marking; "
                f"insert a plain text content control with the tag {MARKING} in one of them"
            )

    def _taken(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The parts of those names with what they lead to, such as a logo; nothing outside the file."""
        for name in names:
            yield name, self._parts[name]
            leads = self._leads(name)
            if leads and not name.endswith("settings.xml"):
                if outside := [each.target for each in leads.values() if each.external]:
                    raise self._refuse(f"{name} leads to {outside[0]}; take the link or the linked picture out")
                yield relationships_of(name), self._parts[relationships_of(name)]
                yield from self._taken(resolve(name, each.target) for each in leads.values())

    def _kinds(self, names: Iterable[str]) -> dict[str, str]:
        """The content types of the parts taken over."""
        types = f"{{{PACKAGE}/content-types}}"
        own = {
            str(each.get("PartName")).lstrip("/"): str(each.get("ContentType"))
            for each in self._types.findall(f"{types}Override")
        }
        endings = {
            str(each.get("Extension")): str(each.get("ContentType")) for each in self._types.findall(f"{types}Default")
        }
        return endings | {name: own[name] for name in names if name in own}

    def _numbering(self, taken: Mapping[str, bytes], names: Mapping[str, str]) -> bytes:
        if "numbering" not in names:
            raise self._refuse(f"it has no numbering; give these styles one: {', '.join(styles.NUMBERED)}")
        return taken[names["numbering"]]

    def _styles(self, root: etree._Element) -> dict[str, Any]:
        """The styles by their names in lower case; those that are needed and missing are refused."""
        kinds = (
            ("paragraph", styles.PARAGRAPH_STYLES),
            ("character", styles.CHARACTER_STYLES),
            ("table", styles.TABLE_STYLES),
        )
        by_kind = {
            (str(style.get(word("type"))), str(style.find("w:name", _WORD).get(word("val"))).lower()): style
            for style in root.findall("w:style", _WORD)
        }
        missing = [f"{name} ({kind})" for kind, names in kinds for name in names if (kind, name.lower()) not in by_kind]
        if missing:
            raise self._refuse(
                f"it lacks the styles {', '.join(missing)}; add each in Word under Styles, New Style, "
                f"or begin with a copy of the shipped template"
            )
        return {name.lower(): by_kind[kind, name.lower()] for kind, names in kinds for name in names}

    def _list_of(self, name: str, by_name: Mapping[str, Any], numbering: etree._Element) -> tuple[str, str]:
        """The number of the list that a style is numbered by, and of its definition."""
        own = by_name[name.lower()].find("w:pPr/w:numPr/w:numId", _WORD)
        number = "" if own is None else str(own.get(word("val")))
        for each in numbering.findall("w:num", _WORD):
            if number and each.get(word("numId")) == number:
                return number, str(each.find("w:abstractNumId", _WORD).get(word("val")))
        raise self._refuse(
            f"the style {name} has no numbering; in Word open Modify Style, Format, Numbering and choose one"
        )


def has_place(part: bytes, tag: str) -> bool:
    """Whether a header or footer has a control with that tag and with a text that shows how its words are set."""
    return any(
        control.find("w:sdtContent//w:r", _WORD) is not None
        for control in parse_safely(part).iter(word("sdt"))
        if (mark := control.find("w:sdtPr/w:tag", _WORD)) is not None and mark.get(word("val")) == tag
    )


def _alone(settings: etree._Element) -> bytes:
    """The settings without what leads elsewhere or has Word ask, run or refuse something when it opens the file."""
    for name in _NOT_TAKEN:
        for each in settings.findall(f"w:{name}", _WORD):
            settings.remove(each)
    return write_part(settings)


def _look(style: etree._Element) -> str:
    """The borders and the shade of a paragraph style."""
    parts = [style.find(f"w:pPr/w:{name}", _WORD) for name in ("pBdr", "shd")]
    return "".join(etree.tostring(part, encoding="unicode", with_tail=False) for part in parts if part is not None)


def _text_width(section: etree._Element) -> int:
    page, margins = section.find("w:pgSz", _WORD), section.find("w:pgMar", _WORD)
    width = int(str(page.get(word("w"))))
    return width - int(str(margins.get(word("left")))) - int(str(margins.get(word("right"))))

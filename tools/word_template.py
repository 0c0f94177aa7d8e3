"""Writes `templates/word/reference.docx`, the Word template that documents are laid out by when a force has none.

What Word would show under Styles stands here as a table, so that a change of it can be reviewed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from cdi.render.word import styles
from cdi.render.word.binding import MARKING, PAGE
from cdi.render.word.package import OFFICE, Relationships, pack, relationships_of
from cdi.render.word.template import DOCUMENT
from cdi.render.word.xml import HEAD, NOTHING, RELATION, WORD, Xml, together, w
from cdi.workspace.paths import TEMPLATES

FILE = TEMPLATES / "word" / "reference.docx"
_TYPEFACE = "Arial"
_INK, _BLUE, _QUIET, _LINE = "1F2328", "12436D", "4A4F57", "B8BEC6"
_LABEL = 2950
"""The room for the label of a field, in twentieths of a point."""
_NAMES = f'xmlns:w="{WORD}" xmlns:r="{RELATION}"'
_FORMATS = "application/vnd.openxmlformats"
_WORD_FORMATS = f"{_FORMATS}-officedocument.wordprocessingml"
# The colours of the badges, as in the other skins: the line and the words, and the ground.
_GRADES = {
    "Inadequate": ("801650", "FBEEF5"),
    "Requires improvement": ("8A4A00", "FFF6E5"),
    "Adequate": ("0B5D57", "E9F6F5"),
    "Good": ("0B5D57", "E9F6F5"),
    "Outstanding": ("0B5D57", "E9F6F5"),
}


@dataclass(frozen=True)
class Look:
    """A paragraph style: space in twentieths of a point, size in half points, indents in twentieths of a point."""

    name: str
    size: int = 22
    colour: str = _INK
    bold: bool = False
    before: int = 0
    after: int = 160
    left: int = 0
    hanging: int = 0
    right: int = 0
    numbered: int | None = None
    outline: int | None = None
    stays: bool = False
    edges: Xml = NOTHING
    shade: str = ""
    tabs: Xml = NOTHING
    aligned: str = ""

    def as_xml(self) -> Xml:
        """The style."""
        number = [w("numPr", w("numId", val=self.numbered))] if self.numbered is not None else []
        indents = {"left": self.left, "right": self.right, "hanging": self.hanging}
        paragraph = w(
            "pPr",
            *([w("keepNext")] if self.stays else []),
            *([w("keepLines")] if self.stays else []),
            *number,
            self.edges,
            *([w("shd", val="clear", color="auto", fill=self.shade)] if self.shade else []),
            self.tabs,
            w("spacing", before=self.before, after=self.after),
            *([w("ind", **indents)] if any(indents.values()) else []),
            *([w("jc", val=self.aligned)] if self.aligned else []),
            *([w("outlineLvl", val=self.outline)] if self.outline is not None else []),
        )
        run = w(
            "rPr",
            *([w("b")] if self.bold else []),
            w("color", val=self.colour),
            w("sz", val=self.size),
        )
        based = [w("basedOn", val="Normal")]
        own = {"customStyle": 1} if self.name.startswith("CDI") else {}
        return w(
            "style", w("name", val=self.name), *based, w("qFormat"), paragraph, run,
            type="paragraph", styleId=style_id(self.name), **own,
        )  # fmt: skip


def style_id(name: str) -> str:
    """The id of a style, as Word makes it from the name."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def edge(side: str, colour: str, size: int, space: int = 8) -> Xml:
    """A border on one side of a paragraph; `size` in eighths of a point."""
    return w(side, val="single", sz=size, space=space, color=colour)


def left_bar(colour: str, size: int = 28) -> Xml:
    """The bar that marks a paragraph as set apart."""
    return w("pBdr", edge("left", colour, size))


def looks() -> list[Look]:
    """Every paragraph style, in the order in which Word lists them."""
    rule = w("pBdr", edge("bottom", _LINE, 4, 4), edge("between", _LINE, 4, 4))
    field_tab = w("tabs", w("tab", val="left", pos=_LABEL))
    boxed = {"left": 170, "right": 170}
    lists = {name: number for number, name in enumerate(styles.NUMBERED, start=1)}
    return [
        Look(styles.TITLE, 42, _BLUE, bold=True, after=240, stays=True),
        *(
            Look(name, size, _BLUE, bold=True, before=before, after=after, outline=level, stays=True)
            for level, (name, size, before, after) in enumerate(
                zip(styles.HEADINGS, (30, 25, 22, 22), (400, 320, 280, 240), (180, 160, 120, 120), strict=True)
            )
        ),
        Look(styles.CONTENTS_TITLE, 24, bold=True, before=240, after=120, stays=True),
        *(Look(name, before=0, after=60, left=260 * level) for level, name in enumerate(styles.CONTENTS)),
        *(Look(name, after=160 if "Paragraph" in name else 90, numbered=lists[name]) for name in styles.NUMBERED),
        Look(styles.CONTINUED, after=120, left=397),
        Look(styles.QUOTE, before=80, left=255, edges=left_bar(_LINE, 20)),
        Look(styles.SPEAKER, bold=True, after=240, left=255, edges=left_bar(_LINE, 20)),
        Look(styles.CAPTION, 21, bold=True, before=280, after=60, stays=True),
        Look(styles.SUBTITLE, 19, _QUIET, after=80, stays=True),
        Look(styles.PICTURE, after=60, stays=True),
        Look(styles.SOURCE, 17, _QUIET, before=80, after=280),
        Look(styles.CELL, 18, before=50, after=50),
        Look(styles.NUMBER_CELL, 18, before=50, after=50, aligned="right"),
        Look(styles.FIELD, before=40, after=40, left=_LABEL, hanging=_LABEL, edges=rule, tabs=field_tab),
        Look(styles.CALLOUT, 27, _BLUE, bold=True, before=240, after=240, left=255, edges=left_bar(_BLUE)),
        Look(styles.NUMBER_LIST, 17, after=100),
        Look(styles.BOX["box"], edges=left_bar(_QUIET), shade="F6F7F9", **boxed),
        Look(styles.BOX_TITLE["box"], edges=left_bar(_QUIET), shade="F6F7F9", stays=True, before=240, after=0, **boxed),
        Look(styles.BOX["notice"], edges=left_bar("8A4A00"), shade="FFF6E5", **boxed),
        Look(
            styles.BOX_TITLE["notice"], edges=left_bar("8A4A00"), shade="FFF6E5", stays=True, before=240,
            after=0, **boxed,
        ),
        *(
            Look(
                styles.GRADES[grade], colour=colour, before=200, after=240, left=113, right=113, shade=ground,
                stays=True,
                edges=w("pBdr", *(edge(side, colour, 10, 5) for side in ("top", "left", "bottom", "right"))),
            )
            for grade, (colour, ground) in _GRADES.items()
        ),
        Look(styles.NOTE, 17, after=60),
        Look(styles.KEY_TITLE, 19, bold=True, before=60, after=60),
        Look(styles.KEY_NUMBER, 36, bold=True, after=60),
        Look(styles.KEY_WORDS, 17, _QUIET, after=80),
        Look("header", 17, _QUIET, after=0, aligned="center"),
        Look("footer", 17, _QUIET, after=0, tabs=_furniture_tabs()),
    ]  # fmt: skip


def _furniture_tabs() -> Xml:
    return w("tabs", w("tab", val="center", pos=4536), w("tab", val="right", pos=9071))


def write_styles() -> bytes:
    """The styles: what every text has, paragraphs, characters, and the one look of tables."""
    fonts = w("rFonts", ascii=_TYPEFACE, hAnsi=_TYPEFACE, cs=_TYPEFACE, eastAsia=_TYPEFACE)
    usual = w("rPr", fonts, w("color", val=_INK), w("sz", val=22), w("szCs", val=22), w("lang", val="en-GB"))
    spaced = w("pPr", w("spacing", after=160, line=288, lineRule="auto"))
    defaults = w("docDefaults", w("rPrDefault", usual), w("pPrDefault", spaced))
    normal = w("style", w("name", val="Normal"), w("qFormat"), type="paragraph", default=1, styleId="Normal")
    plain = w(
        "style", w("name", val="Default Paragraph Font"), type="character", default=1, styleId="DefaultParagraphFont"
    )
    bare = w(
        "style", w("name", val="Normal Table"), w("tblPr", w("tblInd", w=0, type="dxa")),
        type="table", default=1, styleId="TableNormal",
    )  # fmt: skip
    characters = {
        styles.LINK: w("rPr", w("color", val=_BLUE), w("u", val="single")),
        styles.NUMBER: w("rPr", w("u", val="dotted", color="8A929C")),
        styles.NOTE_CALL: w("rPr", w("vertAlign", val="superscript")),
    }
    own = [
        w("style", w("name", val=name), w("basedOn", val="DefaultParagraphFont"), look,
          type="character", styleId=style_id(name), **({"customStyle": 1} if name.startswith("CDI") else {}))
        for name, look in characters.items()
    ]  # fmt: skip
    everything = together(
        defaults, normal, plain, bare, *(look.as_xml() for look in looks()), *own, _table_look(), _strip_look()
    )
    return f"{HEAD}<w:styles {_NAMES}>{everything}</w:styles>".encode()


def _table_look() -> Xml:
    """Lines between rows and a stronger one below the header, as in the PDF."""
    margins = w("tblCellMar", *(w(side, w=80, type="dxa") for side in ("left", "right")))
    inner = w("tblBorders", *(w(side, val="single", sz=4, space=0, color=_LINE) for side in ("bottom", "insideH")))
    strong = w("tcBorders", w("bottom", val="single", sz=8, space=0, color=_INK))
    header = w("tblStylePr", w("rPr", w("b")), w("tcPr", strong, w("vAlign", val="bottom")), type="firstRow")
    return w(
        "style", w("name", val=styles.TABLE), w("basedOn", val="TableNormal"),
        w("tblPr", inner, margins), header, type="table", customStyle=1, styleId=style_id(styles.TABLE),
    )  # fmt: skip


def _strip_look() -> Xml:
    """Boxes under a blue bar, as in the PDF."""
    sides = ("left", "bottom", "right", "insideH", "insideV")
    thin = [w(side, val="single", sz=4, space=0, color=_LINE) for side in sides]
    bar = w("top", val="single", sz=24, space=0, color=_BLUE)
    borders = w("tblBorders", bar, *thin)
    margins = w("tblCellMar", *(w(side, w=120, type="dxa") for side in ("left", "right")))
    return w(
        "style", w("name", val=styles.KEY_FIGURES), w("basedOn", val="TableNormal"), w("tblPr", borders, margins),
        type="table", customStyle=1, styleId=style_id(styles.KEY_FIGURES),
    )  # fmt: skip


def write_numbering() -> bytes:
    """One definition for each numbered style, in their order."""
    formats = {
        styles.BULLETS: ("bullet", ("•", "•", "•")),
        styles.NUMBERS: ("decimal", ("%1.", "%2.", "%3.")),
        styles.ROMANS: ("lowerRoman", ("(%1)", "(%2)", "(%3)")),
        styles.PARAGRAPHS: ("decimal", ("%1.",)),
        styles.DECIMALS: ("decimal", ("%1", "%1.%2", "%1.%2.%3")),
    }
    definitions, lists = [], []
    for number, (name, (kind, texts)) in enumerate(formats.items(), start=1):
        definitions.append(
            w(
                "abstractNum",
                w("multiLevelType", val="multilevel"),
                *(_level(name, level, kind, text) for level, text in enumerate(texts)),
                abstractNumId=number,
            )
        )
        lists.append(w("num", w("abstractNumId", val=number), numId=number))
    return f"{HEAD}<w:numbering {_NAMES}>{together(*definitions, *lists)}</w:numbering>".encode()


def _level(name: str, level: int, kind: str, text: str) -> Xml:
    paragraphs = name in (styles.PARAGRAPHS, styles.DECIMALS)
    hanging = 794 if paragraphs else 454
    left = hanging if paragraphs else hanging * (level + 1) + (340 if level else 0)
    linked = [w("pStyle", val=style_id(name))] if level == 0 else []
    return w(
        "lvl", w("start", val=1), w("numFmt", val=kind), *linked, w("lvlText", val=text), w("lvlJc", val="left"),
        w("pPr", w("ind", left=left, hanging=hanging)), ilvl=level,
    )  # fmt: skip


def write_furniture(kind: str, style: str, *content: Xml) -> bytes:
    """A header or footer of one paragraph."""
    paragraph = w("p", w("pPr", w("pStyle", val=style)), *content)
    return f"{HEAD}<w:{kind} {_NAMES}>{paragraph}</w:{kind}>".encode()


def place(tag: str, words: str) -> Xml:
    """A control that is filled when a document is made."""
    about = w("sdtPr", w("alias", val=words), w("tag", val=tag), w("text"))
    return w("sdt", about, w("sdtContent", w("r", w("t", words))))


def write_template() -> bytes:
    """The file; the same bytes whenever it is written."""
    tab = w("r", w("tab"))
    leads = Relationships()
    keys = {
        kind: leads.add(f"{OFFICE}/{kind}", f"{kind}.xml")
        for kind in ("styles", "numbering", "settings", "header", "footer")
    }
    references = "".join(f'<w:{kind}Reference w:type="default" r:id="{keys[kind]}"/>' for kind in ("header", "footer"))
    page = together(
        Xml(references),
        w("pgSz", w=11906, h=16838),
        w("pgMar", top=1474, right=1417, bottom=1361, left=1417, header=680, footer=624, gutter=0),
    )
    said = w(
        "p", w("r", w("t", "Word template of the reports. Its text is left out; its styles and its page are used."))
    )
    modern = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    settings = together(
        w("defaultTabStop", val=720), w("characterSpacingControl", val="doNotCompress"), w("compat", modern)
    )
    outer = Relationships()
    outer.add(f"{OFFICE}/officeDocument", DOCUMENT)
    parts = {
        "_rels/.rels": outer.as_xml(),
        DOCUMENT: f"{HEAD}<w:document {_NAMES}><w:body>{said}{w('sectPr', page)}</w:body></w:document>".encode(),
        relationships_of(DOCUMENT): leads.as_xml(),
        "word/styles.xml": write_styles(),
        "word/numbering.xml": write_numbering(),
        "word/settings.xml": f"{HEAD}<w:settings {_NAMES}>{settings}</w:settings>".encode(),
        "word/header.xml": write_furniture("hdr", "Header", place(MARKING, "Marking")),
        "word/footer.xml": write_furniture("ftr", "Footer", tab, place(MARKING, "Marking"), tab, place(PAGE, "Page")),
    }
    kinds = {f"word/{kind}.xml": f"{_WORD_FORMATS}.{kind}+xml" for kind in keys}
    return pack(parts, kinds | {DOCUMENT: f"{_WORD_FORMATS}.document.main+xml"})


if __name__ == "__main__":
    FILE.write_bytes(write_template())
    sys.stdout.write(f"{FILE.relative_to(TEMPLATES.parent)}\n")

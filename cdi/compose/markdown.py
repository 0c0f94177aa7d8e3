"""A document's Markdown to its tree of blocks: a closed dialect, where anything else is an error with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from string import ascii_uppercase

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from cdi.compose.inline import Inline
from cdi.model.blocks import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
    ContentsEntry,
    Document,
    DocumentSettings,
    Fields,
    Grade,
    Heading,
    ListBlock,
    Note,
    Paragraph,
    Runs,
    TableBlock,
)
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.exhibit import Chart, Table
from cdi.model.figure import Figures

DIRECTIVES = (
    "numbered", "roman", "fields", "callout", "grade", "notice", "box", "chart", "table", "contents", "appendix",
)  # fmt: skip


def parse(
    markdown: str,
    *,
    figures: Figures,
    charts: Mapping[str, Chart],
    tables: Mapping[str, Table],
    settings: DocumentSettings,
) -> Document:
    """The tree of a document.

    Raises PublicationRefused, naming the line, for a construct or directive outside the dialect, an unknown chart,
    table, figure, reference or note, a skipped heading level, and a document without exactly one title.
    """
    root = SyntaxTreeNode(_reader().parse(markdown))
    _refuse_unknown_directives(markdown)
    parser = _Parser(figures, charts, tables, _appendices(root))
    blocks = parser.blocks(root)
    title = _title(blocks)
    notes = parser.footnotes(root)
    outline = [block for block in blocks if isinstance(block, Heading)]
    _check_levels(outline)
    filled = tuple(_filled(block, outline, number, blocks) for number, block in enumerate(blocks))
    return Document(title, settings, filled, notes)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").use(attrs_plugin, spans=True, allowed=["figure", "facet", "ref"])
    reader = reader.use(deflist_plugin).use(footnote_plugin, inline=False)
    for name in DIRECTIVES:
        reader = reader.use(container_plugin, name)
    return reader


def _refuse_unknown_directives(markdown: str) -> None:
    for number, line in enumerate(markdown.splitlines(), start=1):
        found = re.match(r"\s*:{3,}\s*([\w-]+)", line)
        if found and found[1] not in DIRECTIVES:
            hint = nearest(found[1], list(DIRECTIVES))
            raise PublicationRefused(f"line {number}: no directive {found[1]!r}; {hint}")


def _appendices(root: SyntaxTreeNode) -> dict[str, tuple[str, str]]:
    """Letters by key, in the order of the document."""
    keys = [_argument(node) for node in root.children if node.type == "container_appendix"]
    return {key: (f"Appendix {ascii_uppercase[n]}", f"appendix-{key}") for n, key in enumerate(keys)}


def _argument(node: SyntaxTreeNode) -> str:
    """What stands behind the directive's name: a key, an id or a title."""
    _, _, argument = node.info.strip().partition(" ")
    if not argument.strip():
        raise PublicationRefused(f"line {_line(node)}: {node.info.strip()} needs a name or title behind it")
    return argument.strip()


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 0


@dataclass
class _Parser:
    figures: Figures
    charts: Mapping[str, Chart]
    tables: Mapping[str, Table]
    appendices: Mapping[str, tuple[str, str]]
    anchors: set[str] = field(default_factory=set)
    paragraphs: int = 0
    shown: dict[str, int] = field(default_factory=lambda: {"chart": 0, "table": 0})
    shift: int = 0
    prefix: str = ""

    def __post_init__(self) -> None:
        self.inline = Inline(self.figures, self.appendices)

    def blocks(self, parent: SyntaxTreeNode, *, numbered: bool = False) -> list[Block]:
        found: list[Block] = []
        for node in parent.children:
            found += self._block(node, numbered=numbered)
        return found

    def _block(self, node: SyntaxTreeNode, *, numbered: bool) -> list[Block]:
        if node.type.startswith("container_"):
            return self._directive(node, node.type.removeprefix("container_"))
        match node.type:
            case "heading":
                return [self._heading(node)]
            case "paragraph":
                return [self._paragraph(node, numbered=numbered)]
            case "bullet_list" | "ordered_list":
                return [self._list(node, "bullet" if node.type == "bullet_list" else "number")]
            case "footnote_block":
                return []
        raise PublicationRefused(f"line {_line(node)}: {node.type} is not part of the documents' Markdown")

    def _directive(self, node: SyntaxTreeNode, name: str) -> list[Block]:
        match name:
            case "numbered":
                return self.blocks(node, numbered=True)
            case "roman":
                return [self._list(child, "roman") for child in node.children]
            case "fields":
                return [self._fields(node)]
            case "callout":
                return [Callout(self._only_paragraph(node))]
            case "grade":
                return [Grade("".join(run.text for run in self._only_paragraph(node)))]
            case "notice" | "box":
                inner = tuple(self.blocks(node))
                return [Box("notice" if name == "notice" else "box", _argument(node), inner)]
            case "contents":
                return [Contents(())]
            case "appendix":
                return self._appendix(node)
        return [self._exhibit(node, name)]

    def _heading(self, node: SyntaxTreeNode) -> Heading:
        level = int(node.tag[1]) + self.shift
        runs = self.inline.runs(node, _line(node))
        text = "".join(run.text for run in runs)
        if self.prefix:
            key, label = self.prefix.split("\n")
            self.prefix = ""
            first = runs[0]
            runs = (type(first)(f"{label}: {first.text}"), *runs[1:])
            return Heading(level, runs, key, appendix=True)
        return Heading(level, runs, self._anchor(text))

    def _anchor(self, text: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
        anchor, number = slug, 2
        while anchor in self.anchors:
            anchor, number = f"{slug}-{number}", number + 1
        self.anchors.add(anchor)
        return anchor

    def _paragraph(self, node: SyntaxTreeNode, *, numbered: bool) -> Paragraph:
        runs = self.inline.runs(node, _line(node))
        if numbered:
            self.paragraphs += 1
        return Paragraph(runs, self.paragraphs if numbered else None)

    def _list(self, node: SyntaxTreeNode, style: str) -> ListBlock:
        if not node.type.endswith("_list"):
            raise PublicationRefused(f"line {_line(node)}: found {node.type}; expected a list")
        items = tuple(tuple(self.blocks(item)) for item in node.children)
        return ListBlock("roman" if style == "roman" else "bullet" if style == "bullet" else "number", items)

    def _fields(self, node: SyntaxTreeNode) -> Fields:
        rows: list[tuple[str, Runs]] = []
        for child in node.children:
            if child.type != "dl":
                raise PublicationRefused(f"line {_line(child)}: found {child.type}; expected a label and its value")
            terms = [part for part in child.children if part.type == "dt"]
            values = [part for part in child.children if part.type == "dd"]
            for term, value in zip(terms, values, strict=True):
                label = "".join(run.text for run in self.inline.runs(term, _line(term)))
                rows.append((label, self.inline.runs(value.children[0], _line(value))))
        return Fields(tuple(rows))

    def _only_paragraph(self, node: SyntaxTreeNode) -> Runs:
        if [child.type for child in node.children] != ["paragraph"]:
            raise PublicationRefused(f"line {_line(node)}: {node.info.strip()} takes one paragraph")
        return self.inline.runs(node.children[0], _line(node))

    def _exhibit(self, node: SyntaxTreeNode, name: str) -> Block:
        wanted = _argument(node)
        held: list[str] = list(self.charts) if name == "chart" else list(self.tables)
        if wanted not in held:
            raise PublicationRefused(f"line {_line(node)}: no {name} {wanted!r}; {nearest(wanted, held)}")
        self.shown[name] += 1
        if name == "chart":
            return ChartBlock(self.shown[name], self.charts[wanted])
        return TableBlock(self.shown[name], self.tables[wanted])

    def _appendix(self, node: SyntaxTreeNode) -> list[Block]:
        label, anchor = self.appendices[_argument(node)]
        outer, self.paragraphs, self.shift, self.prefix = self.paragraphs, 0, 1, f"{anchor}\n{label}"
        blocks = self.blocks(node)
        self.paragraphs, self.shift = outer, 0
        return blocks

    def footnotes(self, root: SyntaxTreeNode) -> tuple[Note, ...]:
        """The notes in the order of their calls; a note that nothing calls is refused."""
        texts: dict[str, SyntaxTreeNode] = {}
        for block in root.children:
            if block.type == "footnote_block":
                texts |= {str(note.meta["label"]): note for note in block.children}
        return tuple(
            Note(number, self.inline.runs(texts[label].children[0], 0))
            for number, label in enumerate(self.inline.notes, start=1)
        )


def _title(blocks: list[Block]) -> str:
    titles = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    if len(titles) != 1:
        raise PublicationRefused(f"found {len(titles)} titles (# …); expected one")
    return "".join(run.text for run in titles[0].runs)


def _check_levels(outline: list[Heading]) -> None:
    for before, heading in pairwise(outline):
        if heading.level > before.level + 1:
            raise PublicationRefused(f"heading {heading.anchor}: level {heading.level} follows level {before.level}")


def _filled(block: Block, outline: list[Heading], place: int, blocks: list[Block]) -> Block:
    """Contents with the headings they list: two levels of the appendix they stand in, else of the document.

    A document with appendices lists its sections and the appendices, not the sections below.
    """
    if not isinstance(block, Contents):
        return block
    before = [held for held in blocks[:place] if isinstance(held, Heading) and held.appendix]
    inside = before[-1] if before else None
    deepest = 0 if any(heading.appendix for heading in outline) else 1
    entries, current = [], None
    for heading in outline:
        current = heading if heading.appendix else current
        depth = heading.level - 2
        if inside is None and (current is None or heading.appendix) and 0 <= depth <= deepest:
            entries.append(ContentsEntry(_text(heading), heading.anchor, depth))
        if inside is not None and current is inside and 1 <= depth <= 2:
            entries.append(ContentsEntry(_text(heading), heading.anchor, depth - 1))
    return Contents(tuple(entries))


def _text(heading: Heading) -> str:
    return "".join(run.text for run in heading.runs)

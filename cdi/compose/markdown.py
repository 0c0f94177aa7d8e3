"""A document's Markdown becomes its tree of blocks. The dialect is closed: anything else is an error with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from cdi.compose.dialect import reader, refuse_hidden_signs, refuse_open_brackets, refuse_unknown_directives
from cdi.compose.glossary import with_glossary
from cdi.compose.inline import Inline
from cdi.compose.issued import Issued
from cdi.compose.number_list import with_number_list
from cdi.compose.numbering import Numbering, Scheme
from cdi.compose.outline import Outline, argument, check_levels, line, scan, with_contents
from cdi.compose.quotation import in_quotation_marks
from cdi.compose.tongue import IN_ENGLISH, Tongue
from cdi.house_style import formatting
from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
    Document,
    DocumentSettings,
    Fields,
    Grade,
    Grades,
    Heading,
    IntervalBar,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Run,
    Runs,
    TableBlock,
)
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.exhibit import Chart, Table
from cdi.model.figure import Figures
from cdi.model.furniture import Furniture


def parse(
    markdown: str,
    *,
    figures: Figures,
    charts: Mapping[str, Chart],
    tables: Mapping[str, Table],
    settings: DocumentSettings,
    furniture: Furniture,
    issued: Issued,
    subjects_uncovered: Sequence[str] = (),
    published_bases: Mapping[str, str] | None = None,
    terms: Sequence[Mapping[str, Any]] = (),
    tongue: Tongue = IN_ENGLISH,
) -> Document:
    """The tree of a document; `issued` is what accessors printed, and nothing else is bound, quoted or graded.

    `subjects_uncovered` are the subjects of which the document would say something and cannot, `published_bases` how
    each published figure was published, `terms` those that it explains to its readers where it uses them. `tongue` is
    the language of the document and that of its template.

    Raises PublicationRefused, naming the line, for a construct or directive outside the dialect, an unknown chart,
    table, figure, reference or note, a skipped heading level, and a document without exactly one title.
    """
    refuse_hidden_signs(markdown)
    refuse_open_brackets(markdown)
    root = SyntaxTreeNode(reader().parse(markdown))
    refuse_unknown_directives(markdown)
    inside = tongue.furniture or furniture
    parser = _Parser(figures, charts, tables, inside, scan(root, inside), issued, subjects_uncovered, tongue)
    blocks = parser.blocks(root)
    title = _title(blocks)
    notes = parser.footnotes(root)
    check_levels([block for block in blocks if isinstance(block, Heading)])
    blocks = with_glossary(blocks, terms, furniture, tongue)
    blocks, notes = with_number_list(blocks, notes, figures, furniture, tongue, published_bases)
    return Document(title, settings, furniture, with_contents(blocks), notes, tongue.language)


@dataclass
class _Parser:
    figures: Figures
    charts: Mapping[str, Chart]
    tables: Mapping[str, Table]
    furniture: Furniture
    outline: Outline
    issued: Issued
    subjects_uncovered: Sequence[str]
    tongue: Tongue
    shown: dict[str, int] = field(default_factory=lambda: {"chart": 0, "table": 0})
    numbering: dict[Scheme, Numbering] = field(default_factory=dict)
    running: Numbering | None = None
    shift: int = 0
    appendix_label: str = ""

    def __post_init__(self) -> None:
        self.inline = Inline(self.figures, self.outline.references, self.issued, language=self.tongue.of_template)

    def blocks(self, parent: SyntaxTreeNode) -> list[Block]:
        return [block for node in parent.children for block in self._block(node)]

    def _unnumbered(self, parent: SyntaxTreeNode) -> tuple[Block, ...]:
        """The blocks of a list item or a box, which are no part of a numbered run."""
        outer, self.running = self.running, None
        blocks = self.blocks(parent)
        self.running = outer
        return tuple(blocks)

    def _block(self, node: SyntaxTreeNode) -> list[Block]:
        if node.type.startswith("container_"):
            return self._directive(node, node.type.removeprefix("container_"))
        match node.type:
            case "heading":
                return [self._heading(node)]
            case "paragraph":
                return [
                    Paragraph(self.inline.runs(node, line(node)), self.running.paragraph() if self.running else None)
                ]
            case "bullet_list" | "ordered_list":
                return [self._list(node, "bullet" if node.type == "bullet_list" else "number")]
            case "footnote_block":
                return []
        raise PublicationRefused(f"line {line(node)}: {node.type} is not part of the documents' Markdown")

    def _directive(self, node: SyntaxTreeNode, name: str) -> list[Block]:
        match name:
            case "numbered" | "decimal" | "outline":
                return self._numbered(node, name)
            case "roman":
                return [self._list(child, "roman") for child in node.children]
            case "fields":
                return [self._fields(node)]
            case "callout":
                return [Callout(self._only_paragraph(node))]
            case "grade":
                return [self._grade(node)]
            case "grades":
                return [self._grades(node)]
            case "glance":
                return self._key_figures(node)
            case "interval":
                return [self._interval(node)]
            case "uncovered":
                return self._uncovered(node)
            case "notice" | "box" | "key":
                return [Box(name, argument(node), self._unnumbered(node))]
            case "quote":
                return [self._quote(node)]
            case "contents":
                return [Contents(())]
            case "appendix":
                return self._appendix(node)
        return [self._exhibit(node, name)]

    def _numbered(self, node: SyntaxTreeNode, scheme: Scheme) -> list[Block]:
        """A part of a numbered run, which goes on in the next directive of its kind; an appendix starts anew."""
        outer, self.running = self.running, self.numbering.setdefault(scheme, Numbering(scheme))
        blocks = self.blocks(node)
        self.running = outer
        return blocks

    def _heading(self, node: SyntaxTreeNode) -> Heading:
        level = int(node.tag[1]) + self.shift
        runs = self.inline.runs(node, line(node))
        if self.appendix_label:
            label, self.appendix_label = self.appendix_label, ""
            text = self.furniture.appendix_heading.format(appendix=label, heading=runs[0].text)
            runs = (replace(runs[0], text=text), *runs[1:])
            return Heading(level, runs, self.outline.anchors[id(node)], appendix=True)
        number = self.running.heading(level) if self.running else None
        return Heading(level, runs, self.outline.anchors[id(node)], number=number)

    def _grade(self, node: SyntaxTreeNode) -> Grade:
        return _badge(self._only_paragraph(node), node)

    def _grades(self, node: SyntaxTreeNode) -> Grades:
        """Badges in a row, from a definition list of questions and grades."""
        return Grades(tuple((question, _badge(grade, node)) for question, grade in self._fields(node).rows))

    def _key_figures(self, node: SyntaxTreeNode) -> list[Block]:
        """The strip of key figures; nothing where no figure of it can be had."""
        boxes = tuple(block for block in self.blocks(node) if isinstance(block, Box) and block.style == "key")
        if len(boxes) != len(node.children):
            raise PublicationRefused(f"line {line(node)}: glance takes key figures only")
        return [KeyFigures(boxes)] if boxes else []

    def _interval(self, node: SyntaxTreeNode) -> IntervalBar:
        """A percentage with its interval, and another percentage as a mark, by their ids."""
        name, *marks = argument(node).split()
        figure = self.figures.get(name)
        if figure is None or figure.interval is None or figure.unit != "percent":
            raise PublicationRefused(f"line {line(node)}: {name} is no percentage with an interval")
        mark = self.figures[marks[0]].value if marks else None
        return IntervalBar(name, figure.value, figure.interval.low, figure.interval.high, mark)

    def _uncovered(self, node: SyntaxTreeNode) -> list[Block]:
        """What the document does not cover, before a paragraph that says more; nothing where nothing is missing."""
        if not self.subjects_uncovered:
            return []
        named = formatting.listed([formatting.uncapitalised(subject) for subject in self.subjects_uncovered])
        lead = Run(f"{self.furniture.uncovered.format(subjects=named)} ", language=self.tongue.of_template)
        return [Paragraph((lead, *self._only_paragraph(node)))]

    def _quote(self, node: SyntaxTreeNode) -> Quote:
        """Paragraphs by one speaker."""
        state, _, speaker = argument(node).partition(" ")
        if state not in ("draft", "approved") or not speaker:
            raise PublicationRefused(f"line {line(node)}: quote needs draft or approved and a speaker behind it")
        if not self.issued.is_quoted(state, speaker):
            raise PublicationRefused(
                f"line {line(node)}: what a person says is printed by quotation, and by nothing else"
            )
        if any(child.type != "paragraph" for child in node.children):
            raise PublicationRefused(f"line {line(node)}: a quote takes paragraphs only")
        paragraphs = [self.inline.runs(child, line(child)) for child in node.children]
        return Quote(speaker, state == "draft", in_quotation_marks(paragraphs))

    def _list(self, node: SyntaxTreeNode, style: str) -> ListBlock:
        if not node.type.endswith("_list"):
            raise PublicationRefused(f"line {line(node)}: found {node.type}; expected a list")
        items = tuple(self._unnumbered(item) for item in node.children)
        start = int(node.attrs.get("start", 1))
        return ListBlock("roman" if style == "roman" else "bullet" if style == "bullet" else "number", items, start)

    def _fields(self, node: SyntaxTreeNode) -> Fields:
        rows: list[tuple[str, Runs]] = []
        for child in node.children:
            if child.type != "dl":
                raise PublicationRefused(f"line {line(child)}: found {child.type}; expected a label and its value")
            terms = [part for part in child.children if part.type == "dt"]
            values = [part for part in child.children if part.type == "dd"]
            if len(terms) != len(values) or any(len(value.children) != 1 for value in values):
                raise PublicationRefused(f"line {line(child)}: expected one value of one paragraph for each label")
            for term, value in zip(terms, values, strict=True):
                label = "".join(run.text for run in self.inline.runs(term, line(term)))
                rows.append((label, self.inline.runs(value.children[0], line(value))))
        return Fields(tuple(rows))

    def _only_paragraph(self, node: SyntaxTreeNode) -> Runs:
        if [child.type for child in node.children] != ["paragraph"]:
            raise PublicationRefused(f"line {line(node)}: {node.info.strip()} takes one paragraph")
        return self.inline.runs(node.children[0], line(node))

    def _exhibit(self, node: SyntaxTreeNode, name: str) -> Block:
        exhibit_id = argument(node)
        exhibits: list[str] = list(self.charts) if name == "chart" else list(self.tables)
        if exhibit_id not in exhibits:
            raise PublicationRefused(f"line {line(node)}: no {name} {exhibit_id!r}; {nearest(exhibit_id, exhibits)}")
        self.shown[name] += 1
        if name == "chart":
            return ChartBlock(self.shown[name], self.charts[exhibit_id])
        return TableBlock(self.shown[name], self.tables[exhibit_id])

    def _appendix(self, node: SyntaxTreeNode) -> list[Block]:
        outer, self.numbering = self.numbering, {}
        self.shift, self.appendix_label = 1, self.outline.appendices[argument(node)][0]
        blocks = self.blocks(node)
        self.numbering, self.shift = outer, 0
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


def _badge(runs: Runs, node: SyntaxTreeNode) -> Grade:
    """A badge holds one fact, a grade of an inspection; words alone are no grade."""
    if len(runs) != 1 or ".grades." not in (runs[0].fact or ""):
        raise PublicationRefused(f"line {line(node)}: a grade is the fact of an inspection's grade, and nothing else")
    return Grade(runs[0].text, runs)

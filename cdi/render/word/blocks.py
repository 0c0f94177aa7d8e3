"""The blocks of a document as paragraphs and tables of Word, each in a style of the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cdi.model.document import (
    Block,
    Box,
    Callout,
    ChartBlock,
    Contents,
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
from cdi.model.errors import PublicationRefused, nearest
from cdi.render.word import styles
from cdi.render.word.contents import listed_range, range_anchor, write_contents
from cdi.render.word.exhibits import write_chart, write_table
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.pictures import write_interval_bar
from cdi.render.word.runs import write_runs, write_text
from cdi.render.word.xml import NOTHING, Xml, w

_MARKS = {"bullet": styles.BULLETS, "number": styles.NUMBERS, "roman": styles.ROMANS}
_STAYS = w("keepNext")
_ACROSS, _PADDING = 3, 240
"""How many key figures stand on a line, and the room on both sides of one, in twentieths of a point."""


def write_blocks(document: Document, manuscript: Manuscript) -> list[Xml]:
    """All blocks in their order.

    Raises PublicationRefused for a block of a kind that the skin does not know.
    """
    ranges = [listed_range(block, document.blocks) for block in document.blocks if isinstance(block, Contents)]
    opened = dict(filter(None, ranges))
    written: list[Xml] = []
    closing: dict[str, list[Xml]] = {}
    numbered = False
    for place, block in enumerate(document.blocks):
        manuscript.stays = _goes_along(document.blocks[place + 1 :])
        if isinstance(block, Heading) and block.anchor in opened:
            start, end = manuscript.bookmark(range_anchor(block.anchor), Xml("|")).split("|")
            written.append(Xml(start))
            closing.setdefault(opened[block.anchor], []).append(Xml(end))
        if isinstance(block, Contents):
            written += write_contents(block, document.blocks, manuscript)
        elif isinstance(block, ListBlock):
            # A list that belongs to a numbered paragraph stands under its words, not under its number.
            written += _write_list(block, manuscript, level=int(numbered))
        else:
            numbered = isinstance(block, Paragraph) and block.number is not None
            written += write_block(block, manuscript)
        if isinstance(block, Heading):
            written += closing.pop(block.anchor, [])
    return written


def _goes_along(after: Sequence[Block]) -> bool:
    """Whether what follows is a section of fields alone, such as the person to contact: no page holds only that."""
    kinds = [block.kind for block in after[:3]]
    return kinds[:2] == [Heading.kind, Fields.kind] and kinds[2:] in ([], [Heading.kind])


def write_block(block: Block, manuscript: Manuscript) -> list[Xml]:
    """One block, as it stands in a document, an item of a list or a box."""
    match block:
        case Heading():
            return [_write_heading(block, manuscript)]
        case Paragraph():
            return [_write_paragraph(block, manuscript)]
        case Callout():
            return [manuscript.paragraph(styles.CALLOUT, write_runs(block.runs, manuscript))]
        case Grade():
            return [_write_grade(block, manuscript)]
        case Grades():
            return [_write_badge(badge, question, manuscript) for question, badge in block.badges]
        case KeyFigures():
            return [_write_key_figures(block, manuscript)]
        case IntervalBar():
            bar = write_interval_bar(block, manuscript.layout.width // _ACROSS - _PADDING, manuscript)
            return [manuscript.paragraph(styles.KEY_WORDS, bar)]
        case ListBlock():
            return _write_list(block, manuscript)
        case Fields():
            return _write_fields(block, manuscript)
        case Box():
            return _write_box(block, manuscript)
        case Quote():
            return _write_quote(block, manuscript)
        case ChartBlock():
            return write_chart(block, manuscript)
        case TableBlock():
            return write_table(block, manuscript)
        case Contents():
            return write_contents(block, [], manuscript)
    raise PublicationRefused(f"Word skin: no block of kind {block.kind}")


def _write_heading(block: Heading, manuscript: Manuscript) -> Xml:
    style = styles.TITLE if block.level == 1 else styles.HEADINGS[min(block.level - 1, len(styles.HEADINGS)) - 1]
    more = w("pageBreakBefore") if block.appendix else NOTHING
    if block.number is not None:
        more = Xml(more + manuscript.lists.numbered(block.number)[1])
    content = manuscript.bookmark(block.anchor, write_runs(block.runs, manuscript))
    return manuscript.paragraph(style, content, more=more)


def _write_paragraph(block: Paragraph, manuscript: Manuscript) -> Xml:
    content = write_runs(block.runs, manuscript)
    if block.number is None:
        return manuscript.paragraph(None, content)
    style, place = manuscript.lists.numbered(block.number)
    return manuscript.paragraph(style, content, more=place)


def _write_grade(block: Grade, manuscript: Manuscript) -> Xml:
    graded = write_text(f"{manuscript.words.graded} ")
    return manuscript.paragraph(_style_of(block), graded, _write_strong(block, manuscript))


def _write_badge(badge: Grade, question: str, manuscript: Manuscript) -> Xml:
    return manuscript.paragraph(_style_of(badge), _write_strong(badge, manuscript), write_text(f" {question}"))


def _style_of(badge: Grade) -> str:
    if badge.text not in styles.GRADES:
        raise PublicationRefused(
            f"Word skin: no style for the grade {badge.text!r}; {nearest(badge.text, styles.GRADES)}"
        )
    return styles.GRADES[badge.text]


def _write_strong(badge: Grade, manuscript: Manuscript) -> Xml:
    return write_runs(tuple(replace(run, strong=True) for run in badge.runs), manuscript)


def _write_key_figures(block: KeyFigures, manuscript: Manuscript) -> Xml:
    """A strip of boxes, three on a line; read in their order, as a table that has no headers."""
    width = manuscript.layout.width // _ACROSS
    cells = [w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *_write_box(box, manuscript)) for box in block.boxes]
    lines = [cells[start : start + _ACROSS] for start in range(0, len(cells), _ACROSS)]
    properties = w(
        "tblPr",
        w("tblStyle", val=manuscript.layout.style(styles.KEY_FIGURES)),
        w("tblW", w=width * _ACROSS, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for _ in range(_ACROSS)))
    return w("tbl", properties, grid, *(w("tr", w("trPr", w("cantSplit")), *line) for line in lines))


def _write_key_box(block: Box, manuscript: Manuscript) -> list[Xml]:
    """What a box shows, the number set large, and what may be said of it."""
    title = manuscript.paragraph(styles.KEY_TITLE, write_text(block.title, bold=True))
    number = _write_plainly(block.blocks[:1], styles.KEY_NUMBER, manuscript)
    return [title, *number, *_write_plainly(block.blocks[1:], styles.KEY_WORDS, manuscript)]


def _write_fields(block: Fields, manuscript: Manuscript) -> list[Xml]:
    """Label and value on one line, with a tab between them; the rows stay together."""
    last = len(block.rows) - 1
    return [
        manuscript.paragraph(
            styles.FIELD,
            write_text(label, bold=True),
            w("r", w("tab")),
            write_runs(value, manuscript),
            more=_STAYS if number < last else NOTHING,
        )
        for number, (label, value) in enumerate(block.rows)
    ]


def _write_quote(block: Quote, manuscript: Manuscript) -> list[Xml]:
    """No page begins with the speaker's name: it stays with what was said last."""
    last = len(block.paragraphs) - 1
    said = [
        manuscript.paragraph(styles.QUOTE, write_runs(runs, manuscript), more=_STAYS if number == last else NOTHING)
        for number, runs in enumerate(block.paragraphs)
    ]
    speaker = block.speaker + (f" {manuscript.words.draft_quote}" if block.draft else "")
    return [*said, manuscript.paragraph(styles.SPEAKER, write_text(speaker, bold=True))]


def _write_box(block: Box, manuscript: Manuscript) -> list[Xml]:
    """A title and what stands in the box; paragraphs of a list in it get its borders and its shade."""
    if block.style == "key":
        return _write_key_box(block, manuscript)
    style = styles.BOX[block.style]
    title = manuscript.paragraph(styles.BOX_TITLE[block.style], write_text(block.title, bold=True), more=_STAYS)
    inside: list[Xml] = []
    for each in block.blocks:
        match each:
            case Paragraph():
                inside.append(manuscript.paragraph(style, write_runs(each.runs, manuscript)))
            case ListBlock():
                inside += _write_list(each, manuscript, look=Xml(manuscript.layout.boxes[style]))
            case _:
                inside += write_block(each, manuscript)
    return [title, *inside]


def _write_list(block: ListBlock, manuscript: Manuscript, level: int = 0, look: Xml = NOTHING) -> list[Xml]:
    """The items; what follows the first paragraph of one goes on under it, and a list in it goes one level down."""
    if block.style == "numbers":
        return [paragraph for item in block.items for paragraph in _write_plainly(item, styles.NUMBER_LIST, manuscript)]
    style = _MARKS[block.style]
    level = min(level, styles.LEVELS[style] - 1)
    number_id = "" if style == styles.BULLETS else manuscript.lists.begin(style, level, block.start)
    written: list[Xml] = []
    for item in block.items:
        place = manuscript.lists.item(number_id, level) if number_id else manuscript.lists.bullets(level)
        first, rest = (item[0], item[1:]) if item and isinstance(item[0], Paragraph) else (Paragraph((Run(""),)), item)
        written.append(manuscript.paragraph(style, write_runs(first.runs, manuscript), more=Xml(place + look)))
        for inner in rest:
            if isinstance(inner, ListBlock):
                written += _write_list(inner, manuscript, level + 1, look)
            else:
                written += _write_plainly((inner,), styles.CONTINUED, manuscript, look)
    return written


def _write_plainly(item: Sequence[Block], style: str, manuscript: Manuscript, look: Xml = NOTHING) -> list[Xml]:
    """Blocks of which the paragraphs have a style of their own."""
    return [
        paragraph
        for block in item
        for paragraph in (
            [manuscript.paragraph(style, write_runs(block.runs, manuscript), more=look)]
            if isinstance(block, Paragraph)
            else write_block(block, manuscript)
        )
    ]

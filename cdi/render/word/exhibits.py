"""Charts and tables with their captions: pictures with alternative text, tables whose header rows are marked."""

from __future__ import annotations

from collections.abc import Sequence

from cdi.model.document import ChartBlock, TableBlock, exhibit_anchor
from cdi.model.exhibit import TableCell, TableColumn
from cdi.render.word import styles
from cdi.render.word.manuscript import Manuscript
from cdi.render.word.pictures import write_picture
from cdi.render.word.runs import write_field, write_number, write_text
from cdi.render.word.xml import NOTHING, Xml, together, w

# Chosen: a table of so many rows stays on one page, as in the PDF; a longer one may cross pages.
_ON_ONE_PAGE = 15
_LONG_LABEL = 14


def write_chart(block: ChartBlock, manuscript: Manuscript) -> list[Xml]:
    """Caption, subtitle, picture and source; they stay together."""
    chart, stays = block.chart, w("keepNext")
    caption = _caption(manuscript.words.chart_title, "Figure", block.number, {"headline": chart.headline}, manuscript)
    return [
        manuscript.paragraph(styles.CAPTION, manuscript.bookmark(exhibit_anchor(block), caption), more=stays),
        manuscript.paragraph(styles.SUBTITLE, write_text(chart.subtitle), more=stays),
        manuscript.paragraph(styles.PICTURE, write_picture(chart, manuscript), more=stays),
        manuscript.paragraph(styles.SOURCE, write_text(chart.source)),
    ]


def write_table(block: TableBlock, manuscript: Manuscript) -> list[Xml]:
    """Caption, table and source; header cells are marked, and no row is cut in two by the end of a page."""
    table, style = block.table, manuscript.layout.style(styles.TABLE)
    caption = _caption(manuscript.words.table_title, "Table", block.number, {"caption": table.caption}, manuscript)
    widths = _widths(table.columns, manuscript.layout.width)
    stays = w("keepNext") if len(table.rows) <= _ON_ONE_PAGE else NOTHING
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=0, noVBand=1),
        w("tblCaption", val=table.caption),
    )
    header = w(
        "tr",
        w("trPr", w("cantSplit"), w("tblHeader")),
        *(
            _cell(width, column, write_text(column.label), manuscript, w("keepNext"))
            for width, column in zip(widths, table.columns, strict=True)
        ),
    )
    rows = [
        w(
            "tr",
            w("trPr", w("cantSplit")),
            *(
                _cell(width, column, _printed(cell, manuscript), manuscript, stays)
                for width, column, cell in zip(widths, table.columns, row, strict=True)
            ),
        )
        for row in table.rows
    ]
    return [
        manuscript.paragraph(styles.CAPTION, manuscript.bookmark(exhibit_anchor(block), caption), more=w("keepNext")),
        w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), header, *rows),
        manuscript.paragraph(styles.SOURCE, write_text(table.source)),
    ]


def _caption(words: str, sequence: str, number: int, slots: dict[str, str], manuscript: Manuscript) -> Xml:
    """The words of a caption with the exhibit's number as a field, which counts exhibits of its kind."""
    before, after = (part.format(**slots) for part in words.split("{number}"))
    follows = number == manuscript.exhibits.get(sequence, 0) + 1
    manuscript.exhibits[sequence] = number
    code = f"SEQ {sequence} \\* ARABIC" + ("" if follows else f" \\r {number}")
    return together(write_text(before), write_field(code, write_text(str(number))), write_text(after))


def _printed(cell: TableCell, manuscript: Manuscript) -> Xml:
    if cell.figure is None:
        return write_text(cell.text)
    return write_number(cell.text, cell.figure, cell.facet or "", manuscript)


def _cell(width: int, column: TableColumn, content: Xml, manuscript: Manuscript, stays: Xml) -> Xml:
    style = styles.NUMBER_CELL if column.kind == "number" else styles.CELL
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    return w("tc", properties, manuscript.paragraph(style, content, more=stays))


def _widths(columns: Sequence[TableColumn], width: int) -> list[int]:
    """The first column is the widest; one of numbers under a short label takes the least room."""
    shares = [
        1.6 if place == 0 else 0.7 if column.kind == "number" and len(column.label) <= _LONG_LABEL else 1.0
        for place, column in enumerate(columns)
    ]
    return [int(width * share / sum(shares)) for share in shares]

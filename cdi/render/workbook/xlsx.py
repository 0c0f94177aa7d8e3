"""The workbook as .xlsx, written by XlsxWriter: text is always text, whatever it begins with."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cdi.model.formula import without_formula
from cdi.model.workbook import Display, Section, SheetCell, TableSheet, Workbook
from cdi.render.workbook.layout import (
    COVER_WIDTH,
    FONT,
    SECTION_SIZE,
    SIZE,
    TITLE_SIZE,
    column_widths,
    count_lines,
    keeps_headings,
)

_LINE = SIZE * 1.35
"""The height of a line in points. Excel finds out by itself how high a row must be; LibreOffice does not."""
# A letter of FONT at SIZE is this much wider than one of the font that Excel measures columns by.
_LETTER = 1.15
_A4 = 9
_WRAPPED = {"text_wrap": True, "valign": "top"}
_GAP = 4
"""Between the lines of the cover, in points."""
_LONGEST_PAGE_HEADER = 250
"""Excel holds 255 letters, its own signs among them."""


def write_xlsx(workbook: Workbook) -> bytes:
    """The file."""
    return _Writer(workbook).write()


class _Writer:
    """One file while it is written; each format is made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook, self.file = workbook, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True})
        self.style = cache(self._style)

    def write(self) -> bytes:
        content = self.workbook
        self.book.set_properties(
            {
                "title": content.title,
                "author": content.author,
                "subject": content.subject,
                "created": datetime.fromisoformat(content.date),
            }
        )
        self.book.set_custom_property("Language", content.language)
        self._cover(content.cover)
        for sheet in content.sheets:
            self._sheet(sheet)
        self.book.close()
        return self.file.getvalue()

    def _style(self, **properties: object) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": SIZE, **properties})

    def _add(self, name: str) -> Worksheet:
        page = self.book.add_worksheet(name)
        page.hide_gridlines(2)
        page.set_default_row(_LINE)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        if self.workbook.status:
            page.set_header("&C" + self.workbook.status.replace("&", "&&")[:_LONGEST_PAGE_HEADER])
        return page

    def _cover(self, sections: tuple[Section, ...]) -> None:
        page = self._add(self.workbook.cover_name)
        page.set_column(0, 0, COVER_WIDTH * _LETTER)
        title, heading = self.style(bold=True, font_size=TITLE_SIZE, **_WRAPPED), self.style(bold=True, **_WRAPPED)
        page.write_string(0, 0, self.workbook.title, title)
        page.set_row(0, TITLE_SIZE * 1.5 * count_lines([self.workbook.title], [COVER_WIDTH]))
        lines = [(self.workbook.status, heading)] if self.workbook.status else []
        for section in sections:
            lines.append((section.heading, self.style(bold=True, font_size=SECTION_SIZE, **_WRAPPED)))
            lines += [(line, self.style(**_WRAPPED)) for line in section.lines]
        for row, (text, style) in enumerate(lines, start=1):
            page.set_row(row, _LINE * count_lines([text], [COVER_WIDTH]) + _GAP)
            page.write_string(row, 0, text, style)

    def _sheet(self, sheet: TableSheet) -> None:
        page = self._add(sheet.name)
        page.write_string(0, 0, sheet.title, self.style(bold=True, font_size=TITLE_SIZE))
        page.set_row(0, TITLE_SIZE * 1.5)
        for row, line in enumerate(sheet.lines, start=1):
            page.write_string(row, 0, line, self.style())
        first, widths = sheet.heading_row, column_widths(sheet)
        for column, width in enumerate(widths):
            page.set_column(column, column, width * _LETTER)
        page.set_row(first, _LINE * count_lines([column.label for column in sheet.columns], widths))
        page.add_table(first, 0, first + len(sheet.rows), len(sheet.columns) - 1, self._table(sheet))
        for row, cells in enumerate(sheet.rows, start=first + 1):
            if (lines := count_lines([cell.text for cell in cells], widths)) > 1:
                page.set_row(row, _LINE * lines)
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell, sheet.columns[place].kind)
        page.repeat_rows(first)
        if keeps_headings(sheet):
            page.freeze_panes(first + 1, sheet.row_headers)

    def _table(self, sheet: TableSheet) -> dict[str, object]:
        """What makes the cells a table that programs find by its name."""
        heading = {"bold": True, "bottom": 1, **_WRAPPED}
        columns = [
            {"header": column.label, "header_format": self.style(**_place(column.kind, place), **heading)}
            for place, column in enumerate(sheet.columns)
        ]
        return {"name": sheet.table_name, "columns": columns, "autofilter": False, "style": None}

    def _cell(self, page: Worksheet, row: int, place: int, cell: SheetCell, kind: str) -> None:
        aligned = _place(kind, place)
        if cell.sheet is not None:
            link = self.style(font_color="#0000FF", underline=1, **_WRAPPED)
            page.write_url(row, place, f"internal:'{cell.sheet}'!A1", link, cell.text)
        elif cell.number is not None:
            shown = self.style(num_format=number_format(cell.display), **aligned, **_WRAPPED)
            page.write_number(row, place, cell.number, shown)
        else:
            # The prefix keeps what looks like a formula text, also when the cell is edited.
            prefix = {"quote_prefix": True} if without_formula(cell.text) != cell.text else {}
            page.write_string(row, place, cell.text, self.style(**aligned, **_WRAPPED, **prefix))


def _place(kind: str, column: int) -> dict[str, object]:
    """Where a cell's text stands: numbers at the right, and words behind them a little apart."""
    return {"align": "right"} if kind == "number" else {"align": "left", "indent": 1 if column else 0}


def number_format(display: Display) -> str:
    """The format of a spreadsheet program that shows a number so.

    >>> number_format(Display(1, after="%")), number_format(Display(before="£"))
    ('#,##0.0"%"', '"£"#,##0')
    """
    decimals = f".{'0' * display.places}" if display.places else ""
    before, after = (f'"{words}"' if words else "" for words in (display.before, display.after))
    return f"{before}#,##0{decimals}{after}"

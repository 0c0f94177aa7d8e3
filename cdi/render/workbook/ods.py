"""The workbook as .ods: the templates in `templates/workbook` lay out the XML, and this packs it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from xlsxwriter.utility import xl_rowcol_to_cell

from cdi.model.workbook import SheetCell, TableSheet, Workbook
from cdi.render.workbook import layout
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
# Chosen: the first moment that a zip file can name. The day of the report is in its properties.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_SPACES = re.compile(r"(?<= ) +|^ +")


def write_ods(workbook: Workbook, templates: Templates = SHIPPED_TEMPLATES) -> bytes:
    """The file."""
    environment = ods_environment(templates.below("workbook"))
    displays = {cell.display: None for sheet in workbook.sheets for cell in _numbers(sheet)}
    styles = {display: f"n{place}" for place, display in enumerate(displays, start=1)}
    parts = {
        name: environment.get_template(f"{name}.j2").render(workbook=workbook, styles=styles, layout=layout, type=_TYPE)
        for name in (*_PARTS, "manifest.xml")
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        # The type comes first and uncompressed, so that programs know the file by its first bytes.
        package.writestr(zipfile.ZipInfo("mimetype", _MOMENT), _TYPE)
        for name in _PARTS:
            _pack(package, name, parts[name])
        _pack(package, "META-INF/manifest.xml", parts["manifest.xml"])
    return file.getvalue()


@cache
def ods_environment(templates: Templates) -> Environment:
    """The templates of the parts, compiled once in a process."""
    environment = Environment(
        loader=FileSystemLoader(templates.places("workbook")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"pieces": _pieces, "quoted": _quoted, "region": _region}
    return environment


def _numbers(sheet: TableSheet) -> Iterator[SheetCell]:
    return (cell for row in sheet.rows for cell in row if cell.number is not None)


def _pack(package: zipfile.ZipFile, name: str, text: str) -> None:
    package.writestr(zipfile.ZipInfo(name, _MOMENT), text.encode(), zipfile.ZIP_DEFLATED)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Text cut where spaces follow a space, which the format would leave out, each with how many do."""
    start = 0
    for run in _SPACES.finditer(text):
        yield text[start : run.start()], len(run[0])
        start = run.end()
    yield text[start:], 0


def _quoted(name: str) -> str:
    """The name of a sheet in an address."""
    return f"'{name}'"


def _region(sheet: TableSheet) -> str:
    """The address of a sheet's table, its headings among it."""
    last = xl_rowcol_to_cell(sheet.heading_row + len(sheet.rows), len(sheet.columns) - 1)
    name = _quoted(sheet.name)
    return f"{name}.{xl_rowcol_to_cell(sheet.heading_row, 0)}:{name}.{last}"

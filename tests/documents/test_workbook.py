"""Every table of every shipped document stands in the workbook of its report with the cells that the pages print."""

import io
import re
from collections.abc import Callable

import odfdo
import openpyxl
import pytest

from cdi.bundle.bundle import Bundle
from cdi.compose.workbook import compose_workbook
from cdi.house_style import formatting
from cdi.house_style.shorthand import SHORTHAND
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Box, Document, TableBlock
from cdi.model.exhibit import Table
from cdi.model.workbook import TableSheet, Workbook
from cdi.render.workbook.ods import write_ods
from cdi.render.workbook.xlsx import write_xlsx
from cdi.workspace.paths import Workspace

Reports = list[tuple[dict[str, Document], dict[str, Table], Workbook]]


@pytest.fixture(scope="module")
def reports(
    project: Workspace,
    shipped_bundles: dict[AuditRef, Bundle],
    shipped_documents: dict[AuditRef, dict[str, Document]],
) -> Reports:
    """The documents, tables and workbook of each shipped audit."""
    return [
        (shipped_documents[ref], dict(bundle.tables), compose_workbook(bundle, project.audit_folder(ref)))
        for ref, bundle in shipped_bundles.items()
    ]


def tables_of(document: Document) -> list[Table]:
    blocks = [inner for block in document.blocks for inner in (block.blocks if isinstance(block, Box) else (block,))]
    return [block.table for block in blocks if isinstance(block, TableBlock)]


def as_shown(value: object, number_format: str) -> str:
    """What Excel shows of a value: text as it is, a number with the format's decimals and words."""
    if isinstance(value, str):
        return value
    assert isinstance(value, int | float)
    parts = re.fullmatch(r'(?:"([^"]*)")?#,##0(?:\.(0+))?(?:"([^"]*)")?', number_format)
    assert parts, number_format
    return f"{parts[1] or ''}{formatting.decimals(value, len(parts[2] or ''))}{parts[3] or ''}"


def cells_of_xlsx(workbook: Workbook) -> Callable[[TableSheet], list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(workbook)))
    return lambda sheet: [
        [as_shown(cell.value, cell.number_format) for cell in row]
        for row in book[sheet.name].iter_rows(min_row=sheet.heading_row + 1)
    ]


def cells_of_ods(workbook: Workbook) -> Callable[[TableSheet], list[list[str]]]:
    body = odfdo.Document(io.BytesIO(write_ods(workbook))).body
    return lambda sheet: [
        [cell.text_recursive.rstrip("\n") for cell in row.cells]
        for row in list(body.get_table(name=sheet.name).rows)[sheet.heading_row :]
    ]


@pytest.mark.parametrize("read", [cells_of_xlsx, cells_of_ods])
def test_each_cell_of_each_table_is_as_the_pages_print_it(
    reports: Reports, read: Callable[[Workbook], Callable[[TableSheet], list[list[str]]]]
) -> None:
    compared = 0
    for documents, tables, workbook in reports:
        cells, sheets = read(workbook), {sheet.title: sheet for sheet in workbook.sheets}
        for table in [*tables.values(), *(table for document in documents.values() for table in tables_of(document))]:
            if not table.rows:
                continue
            printed = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
            assert cells(sheets[table.caption]) == printed
            compared += len(table.rows)
    assert compared > 300


def test_what_is_a_number_on_the_page_is_one_in_the_workbook(reports: Reports) -> None:
    for _, _, workbook in reports:
        for sheet in workbook.sheets[2:]:
            for row in sheet.rows:
                for column, cell in zip(sheet.columns, row, strict=True):
                    one_number = re.fullmatch(r"[^\d]*[\d,]+(\.\d+)?[^\d]*", cell.text)
                    if column.kind == "number" and one_number:
                        assert cell.number is not None, (sheet.name, cell)
                    if column.kind == "number" and not one_number:
                        assert cell.text in SHORTHAND or re.search(r"\d (of|to) \d|fraction only", cell.text), (
                            sheet.name,
                            cell,
                        )


def test_no_two_columns_of_a_shipped_table_have_the_same_name(reports: Reports) -> None:
    for _, tables, _ in reports:
        for table in tables.values():
            labels = [column.label for column in table.columns]
            assert len(set(labels)) == len(labels), table.id

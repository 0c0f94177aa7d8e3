"""Cells that try to be more than text: line breaks of every kind, Markdown, directives, formulas, signs nobody sees."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from cdi.bundle.bundle import read_bundle
from cdi.bundle.tidy_data import write_tidy_data
from cdi.compose.binding import escaped
from cdi.compose.data_text import read_only
from cdi.compose.dialect import reader
from cdi.compose.document import compose
from cdi.contract.parsing import LONGEST_TEXT, ParsedTable, parse_table
from cdi.contract.tables import AUDIT_TABLES, REFERENCE_TABLES
from cdi.contract.vocabulary import Column, TableSchema, TextTable
from cdi.exhibits.charts.canvas import draw_once
from cdi.model.audit_ref import AuditRef
from cdi.model.document import Block, Box, Document, Grade, Quote
from cdi.model.exhibit import Table, TableCell, TableColumn
from cdi.model.figure import Figures
from cdi.model.one_line import is_plain
from cdi.workspace.paths import Workspace
from tests.conftest import SharedFolder, copy_project
from tests.documents.bundles import bundle_made_once, run_cells
from tests.thin import thin

LINE_ENDS = ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
BLOCKS = (
    "::: quote approved Chief Constable", "::: grade", "# Outstanding", "- a", "+ a", "1. a", "1) a", "> a", "a\\", "=====",
    "-----", "***", "```", "~~~", "<script>", "| a | b |", ": a", "[a]: https://example.org", "[^a]: b", "    a", "&#58;",
    "[99.9%]{figure=\"recording.overall\"}", "![a](https://example.org/a.png)", "[a](https://example.org)",
)  # fmt: skip
HIDDEN = (
    "\x00", "\x1b[31m", "\u200b", "\u202e", "\u2066", "\ufeff", "\xad", "\U000e0041",
    "\u034f", "\u115f", "\u3164", "\uffa0", "\ufe0f", "\u2800", "\ue000", "\U000e0100", "\U0001d173",
)  # fmt: skip
TEXT_COLUMNS = [
    (schema, column)
    for schema in (*AUDIT_TABLES.values(), *REFERENCE_TABLES.values())
    for column in schema.columns
    if column.kind == "text"
]


@cache
def parse_text(schema: TableSchema, *cells: str) -> ParsedTable:
    """A table in which each column of text holds these cells, and every other its example."""
    columns = {
        column.name: [*cells] if column.kind == "text" else [column.example_cell] * len(cells)
        for column in schema.columns
    }
    return parse_table(schema, TextTable(schema.name, "x.csv", pd.DataFrame(columns, dtype="str"), {}))


def refusals(table: ParsedTable, column: Column) -> list[str]:
    """What is expected instead of each cell of the column that is refused."""
    return [fault.expected for fault in table.faults if fault.column == column.name]


@pytest.mark.parametrize(("schema", "column"), TEXT_COLUMNS, ids=[f"{s.name}.{c.name}" for s, c in TEXT_COLUMNS])
def test_every_text_column_holds_one_line_of_signs_that_can_be_seen(schema: TableSchema, column: Column) -> None:
    signs = (*LINE_ENDS, *HIDDEN)
    table = parse_text(schema, *(f"before{sign}after" for sign in signs))
    refused = table.wrong[column.name].tolist()
    assert len(refusals(table, column)) == sum(refused)
    for sign, is_refused, typed in zip(signs, refused, table.frame[column.name], strict=True):
        assert is_refused or is_plain(str(typed)), f"{sign!r}: {typed!r}"
        assert is_refused or sign not in HIDDEN, f"{sign!r} went through"


@pytest.mark.parametrize(("schema", "column"), TEXT_COLUMNS, ids=[f"{s.name}.{c.name}" for s, c in TEXT_COLUMNS])
def test_no_text_is_endless(schema: TableSchema, column: Column) -> None:
    table = parse_text(schema, "a" * (LONGEST_TEXT + 1))
    assert refusals(table, column) == ["text of no more than 10,000 letters"]


@pytest.mark.parametrize("cell", [*BLOCKS, *(f"a{end}{end}{block}" for end in LINE_ENDS for block in BLOCKS[:3])])
def test_text_from_data_prints_as_itself_wherever_it_stands(cell: str) -> None:
    """At the beginning of a line, where Markdown looks for blocks: one paragraph, one text, nothing else."""
    tokens = reader().parse(escaped(read_only(cell)))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children or []
    assert {token.type for token in inline} <= {"text"}
    shown = "".join(token.content for token in inline).replace("“", '"').replace("”", '"')
    assert shown.split() == cell.split()


def kinds(document: Document) -> list[str]:
    def walk(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            yield block.kind
            if isinstance(block, Box):
                yield from walk(block.blocks)

    return [*walk(document.blocks)]


def spoil_text(folder: Path) -> None:
    """Put a quotation and a grade behind line breaks of every kind into each text cell that a reader may see."""
    for path in sorted(folder.glob("*.csv")):
        seen = {column.name for column in AUDIT_TABLES[path.stem].columns if column.kind == "text"}
        seen &= {"text", "caveat", "name", "label", "frequency", "description", "source", "title", "note", "offence"}
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for number, row in enumerate(rows):
            end = LINE_ENDS[number % len(LINE_ENDS)]
            row.update(
                {name: f"{row[name]}{end}{end}::: quote approved A{end}{end}b" for name in seen if row.get(name)}
            )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [])
            writer.writeheader()
            writer.writerows(rows)


OTHERS = ("panel-paper", "inspection-report", "inspectorate-release", "commissioner-release", "news-item")


# The panel pack has the paper, the report and the releases in it.
@pytest.mark.long(reason="composes the pack of two audits; test_every_text_column holds what gets through")
@pytest.mark.parametrize("names", thin([(("panel-pack",),), (OTHERS,)], keep=1), ids=["pack", "others"])
def test_a_spoilt_audit_gives_documents_of_the_same_structure(
    project: Workspace, shared_folder: SharedFolder, tmp_path: Path, names: tuple[str, ...]
) -> None:
    ref = AuditRef("leicestershire", "2018-reinspection")
    assert ("panel-pack" in names) or {*names} == {*project.documents(ref)} - {"panel-pack"}
    copy = copy_project(tmp_path / "copy")
    spoil_text(copy.audit_folder(AuditRef("leicestershire", "2017-inspection")))
    spoil_text(copy.audit_folder(ref))
    good_bundle = bundle_made_once(shared_folder, project, ref)
    with draw_once(narrow=False):  # what a chart shows is the same in both drawings
        run_cells(copy, ref, tmp_path / "spoilt")
    spoilt_bundle = read_bundle(tmp_path / "spoilt", ref)
    written = []
    for name in names:
        good = compose(read_bundle(good_bundle, ref), project.audit_folder(ref), name)
        document = compose(spoilt_bundle, copy.audit_folder(ref), name)
        assert kinds(document) == kinds(good)
        assert [b.text for b in document.blocks if isinstance(b, Grade)] == [
            b.text for b in good.blocks if isinstance(b, Grade)
        ]
        assert all(quote.draft for quote in document.blocks if isinstance(quote, Quote))
        written.append(str(document))
    assert any("::: quote approved A" in text for text in written)


def as_data(table: Table) -> str:
    facts = {
        "force": {"id": "kent", "name": "Kent"},
        "inspection": {"audit": "2018"},
        "provenance": {"basis": "records", "statement": "x", "sources": []},
    }
    return write_tidy_data(Figures.of([]), facts, [table])["tables/t.csv"]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "|cmd"])
def test_no_cell_of_a_table_is_a_formula(cell: str) -> None:
    table = Table(
        "t", "T", (TableColumn(cell), TableColumn("n", "number")), ((TableCell(cell), TableCell("-3.1")),), "s"
    )
    heading, row = csv.reader(io.StringIO(as_data(table), newline=""))
    assert heading[0] == row[0] == f"'{cell}"
    assert row[1:3] == ["n", "-3.1"]


def test_no_cell_of_a_table_breaks_its_row() -> None:
    table = Table("t", "T", (TableColumn("a"),), ((TableCell("x\r=1"),),), "s")
    assert [row[:1] for row in csv.reader(io.StringIO(as_data(table), newline=""))] == [["a"], ["x =1"]]

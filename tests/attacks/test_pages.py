"""Texts that try to become part of a page, in every text column of the contract, and what each output makes of them.

A page is judged by a parser: no element and no attribute but those that the same page has with harmless words. Where
Chromium is installed it opens the page too: nothing may run, and nothing may be asked for.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lxml.html
import pandas as pd
import pikepdf
import pytest

from cdi.bundle.tidy_data import write_tidy_data
from cdi.compose.binding import escaped
from cdi.compose.data_text import read_only
from cdi.compose.furniture import read_furniture
from cdi.compose.issued import Issued
from cdi.compose.markdown import parse
from cdi.contract.parsing import parse_table
from cdi.contract.tables import AUDIT_TABLES, REFERENCE_TABLES
from cdi.contract.vocabulary import TextTable
from cdi.model.document import LANGUAGE, Document
from cdi.model.document_json import document_as_bytes, document_from_bytes
from cdi.model.exhibit import Table, TableCell, TableColumn
from cdi.model.one_line import find_hidden, show_hidden
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from cdi.render.word.document import render_word
from tests.documents.example import FIGURES, SETTINGS, TABLE
from tests.documents.reading import squeezed
from tests.documents.word_reading import W, word_parts, word_text, word_xml

NOWHERE = "http://192.0.2.1"  # an address of RFC 5737, which nobody has
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TEXT_COLUMNS = [
    (schema, column)
    for schema in (*AUDIT_TABLES.values(), *REFERENCE_TABLES.values())
    for column in schema.columns
    if column.kind == "text"
]


def payloads(server: str = NOWHERE) -> list[str]:
    texts = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))["payloads"]
    return [text.replace("{server}", server) for text in texts]


def through_the_contract(texts: Sequence[str]) -> list[str]:
    """What any text column makes of the texts; those that a column refuses get no further."""
    typed: set[str] = set()
    for schema in (*AUDIT_TABLES.values(), *REFERENCE_TABLES.values()):
        columns = {each.name for table, each in TEXT_COLUMNS if table is schema}
        cells = {
            each.name: [*texts] if each.name in columns else [each.example_cell] * len(texts) for each in schema.columns
        }
        table = parse_table(schema, TextTable(schema.name, "x.csv", pd.DataFrame(cells, dtype="str"), {}))
        typed |= {str(cell) for name in columns for cell in table.frame[name] if not pd.isna(cell)}
    return sorted(typed)


PROVENANCE = {"basis": "records", "statement": "x", "sources": []}


def document(texts: Sequence[str]) -> Document:
    """A page with each text as a paragraph, in a list, a heading, a note, a caption, a column and a cell."""
    names = [escaped(read_only(text)) for text in texts]
    table = table_of(texts)
    parts = [
        f"## {name}\n\n{name}\n\n- {name}\n\nA **{name}**[^n{n}]\n\n[^n{n}]: {name}\n" for n, name in enumerate(names)
    ]
    return parse(
        "# The paper\n\n" + "\n".join(parts) + "\n::: table rates\n:::\n",
        figures=FIGURES, charts={}, tables={"rates": table}, settings=SETTINGS, furniture=read_furniture(LANGUAGE),
        issued=Issued(),
    )  # fmt: skip


def table_of(texts: Sequence[str]) -> Table:
    """A table with each text in a row, and the first as caption, heading and source too."""
    rows = tuple((TableCell(text), TableCell("1")) for text in texts)
    return Table("rates", texts[0], (TableColumn(texts[0]), TableColumn("n", "number")), rows, texts[0])


def shape(page: str) -> set[tuple[str, str]]:
    """Every element with each of its attributes."""
    tree = lxml.html.fromstring(page)
    return {(str(each.tag), name) for each in tree.iter() for name in ("", *map(str, each.attrib))}


@pytest.fixture(scope="module")
def typed() -> list[str]:
    return through_the_contract(payloads())


def test_enough_is_tried_and_gets_through_the_contract(typed: list[str]) -> None:
    assert len(payloads()) >= 25
    assert len(TEXT_COLUMNS) > 90
    assert len(typed) >= len(payloads())


def test_no_text_adds_an_element_or_an_attribute_to_a_page(typed: list[str]) -> None:
    page = render_html(document(typed))
    assert shape(page) - shape(render_html(document(["plain words", "others"]))) == set()
    words = lxml.html.fromstring(page).text_content()
    assert "<script>document.title='executed'</script>" in words.replace("‘", "'").replace("’", "'")


def test_a_parser_sees_what_the_corpus_is_for() -> None:
    good = render_html(document(["plain words", "others"]))
    assert shape(good.replace("plain words", "<script>1</script>", 1)) - shape(good) == {("script", "")}


def test_a_pdf_has_no_action_and_no_address(typed: list[str]) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(document(typed)))) as pdf:
        keys = {str(key) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) for key in each.keys()}  # noqa: SIM118
    assert keys & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/EmbeddedFile"} == set()


def test_a_word_file_has_the_text_and_no_address_and_no_field_of_its_own(typed: list[str]) -> None:
    plain, data = render_word(document(["a"])), render_word(document(typed))
    assert [each.text for each in word_xml(data).iter(f"{W}instrText")] == [
        each.text for each in word_xml(plain).iter(f"{W}instrText")
    ]
    assert b"External" not in word_parts(data)["word/_rels/document.xml.rels"]
    assert {each.tag for each in word_xml(data).iter()} == {each.tag for each in word_xml(plain).iter()}
    text = squeezed(word_text(data))
    assert [each for each in typed if squeezed(each) not in text] == []


def test_a_tree_and_a_table_hold_the_text_and_nothing_else(typed: list[str]) -> None:
    tree = document(typed)
    assert document_from_bytes(document_as_bytes(tree)) == tree
    table = replace(TABLE, columns=(TableColumn("a"),), rows=tuple((TableCell(text),) for text in typed))
    facts = {"force": {"id": "kent", "name": "Kent"}, "inspection": {"audit": "2018"}, "provenance": PROVENANCE}
    text = write_tidy_data(FIGURES, facts, [table])["tables/rates.csv"]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0].removeprefix("'") for row in rows[1:]] == [text.removeprefix("'") for text in typed]


def test_a_terminal_gets_no_sign_that_steers_it(typed: list[str]) -> None:
    assert [text for text in typed if find_hidden(show_hidden(text))] == []


class _Calls(BaseHTTPRequestHandler):
    """Counts what a page asks for."""

    paths: list[str] = []  # noqa: RUF012 - one list for the one server of this test

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    calls = ThreadingHTTPServer(("127.0.0.1", 0), _Calls)
    thread = threading.Thread(target=calls.serve_forever)
    thread.start()
    _Calls.paths.clear()
    yield f"http://127.0.0.1:{calls.server_port}"
    calls.shutdown()
    calls.server_close()
    thread.join()


def open_in_browser(page: Path, folder: Path) -> str:
    """The page as the browser has it when it has run what it would run."""
    words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}", "--virtual-time-budget=2000"]
    command = [str(CHROMIUM), *words, "--dump-dom", page.as_uri()]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603 - our words
    return ended.stdout


@pytest.mark.long(reason="starts a browser twice; in make test a parser judges the same texts")
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: pages were judged by a parser alone")
def test_a_browser_runs_nothing_and_asks_for_nothing(server: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(render_html(document(through_the_contract(payloads(server)))), encoding="utf-8")
    seen = lxml.html.fromstring(open_in_browser(page, tmp_path / "browser"))
    assert seen.findtext(".//title") == "The paper"
    assert _Calls.paths == []
    page.write_text(f"<title>a</title>{payloads(server)[0]}{payloads(server)[3]}", encoding="utf-8")
    seen = lxml.html.fromstring(open_in_browser(page, tmp_path / "browser"))
    assert seen.findtext(".//title") == "executed", "this browser would have shown it"
    assert _Calls.paths == ["/picture.png"]

"""What is found wrong on a page and in a PDF without a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from cdi.publication.gates_of_pages import faults_of_page, faults_of_pdf
from cdi.render.html import render_html
from cdi.render.pdf import render_pdf
from tests.documents.example import read

PAGE = (
    '<html lang="en-GB"><head><title>Crime recording</title></head><body><h1 id="top">One</h1><h2>Two</h2>'
    '<img src="data:image/svg+xml;base64,AA" alt="a chart"><table><tr><th scope="col">Rate</th></tr></table>'
    '<a href="#top">up</a><a href="https://example.org/x">out</a><a href="mailto:a@example.org">ask</a></body></html>'
)


@pytest.mark.parametrize(
    ("sound", "spoilt", "says"),
    [
        (' lang="en-GB"', "", "names no language"),
        ("<title>Crime recording</title>", "<title> </title>", "has no title"),
        ("<h2>Two</h2>", "<h1>Two</h1>", "has not exactly one heading of the first level"),
        ("<h2>Two</h2>", "<h3>Two</h3>", "skips a level of headings"),
        (' alt="a chart"', "", "a picture has no text in its place"),
        ('<th scope="col">Rate</th>', "<td>Rate</td>", "a table has no headings"),
        (' scope="col"', "", "a heading of a table does not say whether it is of a column or a row"),
        ("#top", "#gone", "a link leads to gone, which is no place of the page"),
        ("#top", "gone.pdf", "a link leads to gone.pdf, which is not there"),
        ("<h2>Two</h2>", '<h2 id="top">Two</h2>', "has the anchor top more than once"),
        ("<h2>Two</h2>", '<h2>Two</h2><script src="x.js"></script>', "holds a script, which may do or load something"),
        ("data:image/svg+xml;base64,AA", "//example.org/x.png", "loads something from a network"),
        (
            "<title>",
            '<link rel="stylesheet" href="https://example.org/x.css"><title>',
            "loads something from a network",
        ),
    ],
)
def test_each_fault_of_a_page_is_named(tmp_path: Path, sound: str, spoilt: str, says: str) -> None:
    assert faults_of_page(PAGE, tmp_path) == []
    assert faults_of_page(PAGE.replace(sound, spoilt, 1), tmp_path) == [says]


def test_a_link_to_a_file_beside_the_page_leads_there(tmp_path: Path) -> None:
    (tmp_path / "panel pack.pdf").touch()
    assert faults_of_page(PAGE.replace("#top", "panel%20pack.pdf"), tmp_path) == []


def test_our_own_pages_pass_signed_or_not(tmp_path: Path) -> None:
    document = read()
    for draft in (True, False):
        page = render_html(replace(document, settings=replace(document.settings, draft=draft)))
        assert faults_of_page(page, tmp_path) == []
        assert page.count("Draft: not signed off") == draft
        assert (r"Draft\00003a" in page) == draft


def _no_marks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _no_preferences(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def _other_standard(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:conformance"] = "B"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pdf") / "good.pdf"
    document = read()
    file.write_bytes(render_pdf(replace(document, settings=replace(document.settings, draft=True))))
    return file


def test_our_own_pdf_is_what_it_says_it_is(good: Path) -> None:
    assert [*faults_of_pdf(good)] == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_no_marks, "not tagged"),
        (_no_language, "names no language"),
        (_no_preferences, "a window shows its file name, not its title"),
        (_other_standard, "does not say that it is PDF/UA-1 and PDF/A-2a"),
    ],
)
def test_each_fault_of_a_pdf_is_named(good: Path, tmp_path: Path, spoil: object, says: str) -> None:
    with pikepdf.open(good) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "spoilt.pdf")
    assert [*faults_of_pdf(tmp_path / "spoilt.pdf")] == [says]


def test_a_file_that_is_no_pdf_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"no pdf")
    assert [*faults_of_pdf(tmp_path / "x.pdf")] == ["cannot be opened"]


def test_every_page_of_a_draft_says_so(good: Path) -> None:
    import pdfplumber

    with pdfplumber.open(good) as pdf:
        assert len(pdf.pages) > 1
        assert all("Draft: not signed off" in page.extract_text() for page in pdf.pages)

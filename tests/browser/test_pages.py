"""Every page that a reader can be given, at three widths, light and dark, with less motion and on paper.

Axe may find nothing but what `baseline.toml` explains, and "could not tell" counts as found. A scan that missed a page,
a state or a document type is no pass.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import AXE, NODE_MODULES
from tests.browser.scan import (
    SCHEMES,
    STATES,
    WIDTHS,
    Expected,
    Found,
    Scan,
    State,
    read_baseline,
    scan_page,
    unexplained,
)
from tests.conftest import SharedFolder
from tests.every_page import DOCUMENT_TYPES, PAGES, write_every_page
from tests.tested import note_tested

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
LEAST_LETTERS = 9.0
"""Chosen: letters in charts are never under 9 pixels."""


@pytest.fixture(scope="module")
def pages(shared_folder: SharedFolder) -> Path:
    return shared_folder("every-page", write_every_page) / "pages"


@pytest.fixture(scope="module")
def scan(pages: Path, browser: Browser) -> Scan:
    scan = Scan()
    axe = AXE.read_text(encoding="utf-8")
    for path in sorted(pages.glob("*.html")):
        scan_page(scan, browser, axe, path)
    return scan


def test_every_page_was_scanned_in_every_state(scan: Scan) -> None:
    assert set(scan.passes) == {(name, state) for name in PAGES for state in STATES}
    assert min(scan.passes.values()) >= 10  # rules that hold: on an empty page, or without axe, there are none
    assert scan.faults == []


def test_axe_finds_nothing_but_what_the_baseline_explains(scan: Scan, browser: Browser) -> None:
    baseline = read_baseline()
    assert unexplained(scan.found, baseline) == []
    note_tested(
        "axe", _version_of("axe-core"), browser=f"Chromium {browser.version.partition('.')[0]}",
        documents=[*DOCUMENT_TYPES], others=[name for name in PAGES if name not in DOCUMENT_TYPES],
        widths=[*WIDTHS], schemes=[*SCHEMES], states=len(STATES), explained=[entry.reason for entry in baseline],
    )  # fmt: skip


def test_the_baseline_holds_nothing_that_is_no_longer_found(scan: Scan) -> None:
    stale = [entry for entry in read_baseline() if not any(map(entry.explains, scan.found))]
    assert stale == []


def test_the_baseline_explains_no_violation_and_no_letters_that_cannot_be_read() -> None:
    state, where = State(320, "light"), (".wide", "td")
    entry = Expected("incomplete", "color-contrast", ("panel-*",), ".wide", "", "scrolled")
    grey = Found("panel-pack", state, "incomplete", "color-contrast", "td", where, 4.4, False, "hidden")
    faults = [
        grey,
        Found("panel-pack", state, "violation", "color-contrast", "td", where, 21.0, False, "low"),
        Found("news-item", state, "incomplete", "color-contrast", "td", where, 21.0, False, "hidden"),
    ]
    assert unexplained(faults, [entry]) == [str(each) for each in faults]
    assert unexplained([Found(*grey_but(grey, contrast=4.6))], [entry]) == []


def grey_but(found: Found, contrast: float) -> tuple:
    return (
        found.page, found.state, found.kind, found.rule, found.target, found.within, contrast, found.large, found.why,
    )  # fmt: skip


def test_no_page_is_wider_than_its_screen(scan: Scan) -> None:
    assert scan.too_wide == []


def test_letters_in_charts_can_be_read_at_every_width(scan: Scan) -> None:
    small = {key: size for key, size in scan.smallest_letters.items() if size < LEAST_LETTERS}
    assert small == {}
    assert min(scan.smallest_letters.values()) < 20  # there are charts, and they were measured


def test_no_page_asks_the_network(scan: Scan) -> None:
    assert [url for url in scan.asked if not url.startswith(("file:", "data:"))] == []


def test_the_validator_of_html_finds_nothing(pages: Path) -> None:
    node = shutil.which("node")
    assert node, "these tests need Node: apt-get install nodejs"
    words = [node, str(NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs")]
    config = Path(__file__).with_name("html-validate.json")
    files = sorted(map(str, pages.glob("*.html")))
    ended = subprocess.run(  # noqa: S603 - our own files and a package of the lock
        [*words, "--config", str(config), "--formatter", "json", *files], capture_output=True, text=True, check=False
    )
    results = json.loads(ended.stdout)
    faults = [
        f"{Path(file['filePath']).name}, line {each['line']}: {each['ruleId']}: {each['message']}"
        for file in results
        for each in file["messages"]
    ]
    assert faults == []
    assert ended.returncode == 0, ended.stderr
    note_tested("html-validate", _version_of("html-validate"), pages=len(files))


def test_the_validator_of_html_sees_a_fault(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html>\n<html lang="en"><head><title>x</title></head><body><p><div></div></p><ul><p></p></ul></body></html>'
    )
    words = [shutil.which("node"), NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs"]
    config = Path(__file__).with_name("html-validate.json")
    command = [*map(str, words), "--config", str(config), str(page)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 1
    assert "element-permitted-content" in ended.stdout


@pytest.mark.parametrize("name", ["panel-paper", "analysis", "slides"])
def test_every_printed_sheet_says_that_it_is_a_draft_and_how_it_is_marked(
    name: str, pages: Path, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto((pages / f"{name}.html").as_uri())
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    page.close()
    with pdfplumber.open(tmp_path / "printed.pdf") as pdf:
        sheets = [sheet.extract_text() for sheet in pdf.pages]
    assert len(sheets) > 3
    for sheet in sheets:
        assert "Draft: not signed off" in sheet
        assert "NOT PROTECTIVELY MARKED" in sheet


def test_the_first_stop_of_the_tab_key_leads_to_the_text(pages: Path, browser: Browser) -> None:
    """Where anything stands before the text: a header or contents."""
    for name in ("panel-pack", "analysis", "what-changed", "assurance", "names"):
        page = browser.new_page(viewport={"width": 320, "height": 900})
        page.goto((pages / f"{name}.html").as_uri())
        page.keyboard.press("Tab")
        link = page.evaluate("[document.activeElement.className, document.activeElement.hash]")
        assert link == ["skip", "#main"], name
        box = page.locator(".skip").bounding_box()
        assert box is not None, name
        assert box["x"] >= 0, name
        page.close()


def _version_of(package: str) -> str:
    lock: Mapping[str, dict[str, str]] = json.loads((NODE_MODULES.parent / "package-lock.json").read_text())["packages"]
    version = lock[f"node_modules/{package}"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    return version

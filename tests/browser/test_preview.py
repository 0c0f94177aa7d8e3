"""The preview as an author sees it: renewed at the same place, and an error over the last good page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import FindViolations, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def narrative(project_copy: Path) -> Path:
    folder = project_copy / "data" / "leicestershire" / "2018-reinspection" / "narrative"
    return folder / "panel-paper.md"


@pytest.fixture(scope="module")
def preview(project_copy: Path, browser: Browser) -> Iterator[Page]:
    with running(project_copy, "preview", "leicestershire", "--doc", "panel-paper", "--no-browser") as command:
        address = re.search(r"http://\S+", command.wait_for("http://"))
        assert address is not None
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address[0])
        page.wait_for_selector("main h1")
        page.wait_for_function(
            "document.title.includes('Leicestershire') || document.querySelectorAll('main p').length > 5"
        )
        yield page
        page.close()


def top_of(page: Page, text: str) -> float:
    return float(page.get_by_text(text).first.evaluate("(block) => block.getBoundingClientRect().top"))


def test_a_saved_sentence_is_shown_at_the_place_where_the_reader_was(preview: Page, narrative: Path) -> None:
    before = narrative.read_text(encoding="utf-8")
    sentence = next(line for line in before.splitlines() if re.fullmatch(r"[A-Z][^{}#*|<>\[\]]{60,}", line))
    heading = preview.locator("main h2").last
    heading.scroll_into_view_if_needed()
    preview.evaluate("window.scrollBy(0, 137)")
    place = heading.evaluate("(block) => block.getBoundingClientRect().top")
    narrative.write_text(before.replace(sentence, f"{sentence} A newly written sentence."), encoding="utf-8")
    preview.get_by_text("A newly written sentence.").first.wait_for(state="attached")
    moved = preview.locator("main h2").last.evaluate("(block) => block.getBoundingClientRect().top") - place
    assert abs(moved) < 2
    narrative.write_text(before, encoding="utf-8")
    preview.get_by_text("A newly written sentence.").first.wait_for(state="detached")


def test_an_error_is_shown_over_the_last_good_page_and_goes_when_it_is_mended(
    preview: Page, narrative: Path, violations: FindViolations
) -> None:
    before = narrative.read_text(encoding="utf-8")
    words = preview.locator("main").inner_text()
    narrative.write_text(before + '\n{{ fig("recording.overal") }}\n', encoding="utf-8")
    trouble = preview.get_by_role("alert")
    trouble.wait_for()
    assert "recording.overall" in trouble.inner_text()
    assert 'fig("recording.overal")' in trouble.locator("mark").inner_text()
    assert preview.locator("main").inner_text() == words
    for scheme in ("light", "dark"):
        preview.emulate_media(color_scheme=scheme)
        assert violations(preview) == []
    narrative.write_text(before, encoding="utf-8")
    trouble.wait_for(state="detached")
    assert violations(preview) == []


def test_long_sentences_are_listed_below_the_page_until_they_are_short(
    preview: Page, narrative: Path, violations: FindViolations
) -> None:
    before = narrative.read_text(encoding="utf-8")
    narrative.write_text(f"{before}\n{' '.join(['word'] * 30)}.\n", encoding="utf-8")
    listed = preview.get_by_role("complementary", name="Long sentences")
    listed.get_by_text("Long sentences: 2").click()  # the paper as it is shipped has one
    assert "30 words: word word word word word word …" in listed.inner_text()
    assert violations(preview) == []
    narrative.write_text(before, encoding="utf-8")
    listed.get_by_text("Long sentences: 1").wait_for()

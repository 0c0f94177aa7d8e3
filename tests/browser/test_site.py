"""The site in a browser: for everybody at every width, by mouse and by keyboard alone, from a folder and under a path."""

from __future__ import annotations

import functools
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.site.make import make_site
from cdi.workspace.paths import Workspace
from tests.browser.conftest import FindViolations
from tests.conftest import SharedFolder, built_once

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
REF = AuditRef("leicestershire", "2018-reinspection")
TYPES = [
    "index.html", "forces/thames-valley.html", "forces/leicestershire.html", f"forces/{REF.path}/index.html",
    "measures.html", "measures/rate_overall.html", "measures/rape_recorded.html", "methods.html", "glossary.html",
    "data.html", "corrections.html", "accessibility.html",
]  # fmt: skip
WIDTHS = (320, 768, 1280)


@pytest.fixture(scope="module")
def site(shared_folder: SharedFolder) -> Path:
    """The site over one built report, with its documents inside."""
    built = built_once(shared_folder, Request(REF, ("panel-pack",)))

    def make(folder: Path) -> None:
        shutil.copytree(built.root, folder, symlinks=True)
        make_site(Workspace(folder))

    return shared_folder("browser-site", make) / "reports" / "site"


@pytest.fixture
def front(site: Path, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / "index.html").as_uri())
    yield page
    page.close()


def forces_shown(page: Page) -> list[str]:
    return page.locator("#list tbody tr:visible th a").all_inner_texts()


@pytest.mark.parametrize("name", TYPES)
def test_a_page_of_the_site_is_for_everybody(
    name: str, site: Path, browser: Browser, violations: FindViolations
) -> None:
    faults: list[str] = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, faults=faults: faults.append(f"script: {error}"))
        page.goto((site / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{width} {scheme}: {fault}" for fault in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{width} {scheme}: the page is {wide} wide")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        page.close()
    assert faults == []


def test_the_validator_of_html_finds_nothing_in_any_type_of_page(site: Path, tmp_path: Path) -> None:
    node, packages = shutil.which("node"), Path(__file__).parent / "node_modules"
    assert node, "these tests need Node: apt-get install nodejs"
    for name in TYPES:
        shutil.copyfile(site / name, tmp_path / name.replace("/", "_"))
    validator = str(packages / "html-validate" / "bin" / "html-validate.mjs")
    config = str(Path(__file__).with_name("html-validate.json"))
    command = [node, validator, "--config", config, "--formatter", "text", *map(str, sorted(tmp_path.glob("*.html")))]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a package of the lock
    assert (ended.stdout, ended.returncode) == ("", 0), ended.stderr


def test_a_search_finds_a_force_by_part_of_its_name_and_says_how_many(front: Page) -> None:
    assert len(forces_shown(front)) == 43
    front.get_by_label("Find a force").fill("LEICESTER")
    assert forces_shown(front) == ["Leicestershire"]
    assert front.locator("#shown").inner_text() == "Showing 1 of 102 rows."
    front.get_by_label("Find a force").fill("no such force")
    assert forces_shown(front) == []
    assert front.locator("#nothing").is_visible()
    front.get_by_role("button", name="Clear").click()
    assert len(forces_shown(front)) == 43


@pytest.mark.parametrize(
    ("field", "choice", "all_have"),
    [
        ("Region", "Wales", ("region", "Wales")),
        ("Grade", "Outstanding", ("grade", "Outstanding")),
        ("Year", "2014", ("year", "2014")),
        ("Programme", "PEEL 2023–25", ("regime", "PEEL-2023-25")),
    ],
)
def test_each_filter_leaves_what_it_names(field: str, choice: str, all_have: tuple[str, str], front: Page) -> None:
    front.get_by_label(field, exact=True).select_option(choice)
    rows = front.locator("#list tbody tr:visible")
    name, value = all_have
    assert rows.count() > 1
    assert {row.get_attribute(f"data-{name}") for row in rows.all()} == {value}


def test_every_inspection_or_those_with_a_report_can_be_shown(front: Page) -> None:
    front.get_by_label("Show").select_option("Every inspection")
    assert len(forces_shown(front)) == 102
    front.get_by_label("Show").select_option("With a report here")
    assert forces_shown(front) == ["Leicestershire"]


def test_a_column_sorts_both_ways_and_rows_without_a_value_stay_last(front: Page) -> None:
    heading = front.get_by_role("columnheader", name="Violence")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"

    def values() -> list[str]:
        return front.locator("#list tbody tr:visible td:nth-child(5)").evaluate_all(
            "cells => cells.map(cell => cell.dataset.value)"
        )

    stated = [float(value) for value in values() if value]
    assert len(stated) > 10
    assert stated == sorted(stated, reverse=True)
    assert not any(values()[len(stated) :])
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    stated = [float(value) for value in values() if value]
    assert stated == sorted(stated)
    assert not any(values()[len(stated) :])


def test_what_is_chosen_stands_in_the_address_and_comes_back_with_it(front: Page, browser: Browser) -> None:
    front.get_by_label("Region").select_option("Wales")
    front.get_by_role("columnheader", name="All reported crime").get_by_role("button").click()
    before = forces_shown(front)
    again = browser.new_page()
    again.goto(front.url)
    assert forces_shown(again) == before
    assert len(before) == 4
    assert again.get_by_label("Region").input_value() == "Wales"
    again.goto(front.url.split("#")[0] + "#region=%3Cb%3E&sort=99-up&find=kent")
    again.reload()
    assert forces_shown(again) == ["Kent"]
    again.close()


def test_everything_works_by_keyboard_alone(front: Page) -> None:
    front.keyboard.press("Tab")
    assert front.evaluate("document.activeElement.className") == "skip"
    front.keyboard.press("Enter")
    for _ in range(80):
        front.keyboard.press("Tab")
        if front.evaluate("document.activeElement.id") == "find":
            break
    front.keyboard.type("thames")
    assert forces_shown(front) == ["Thames Valley"]
    front.keyboard.press("Tab")
    front.keyboard.type("South East")
    assert front.get_by_label("Region").input_value() == "South East"
    for _ in range(6):
        front.keyboard.press("Tab")
    assert front.evaluate("document.activeElement.innerText").startswith("Force")
    front.keyboard.press("Enter")
    assert front.get_by_role("columnheader", name="Force").get_attribute("aria-sort") == "descending"
    for _ in range(7):
        front.keyboard.press("Tab")
    assert front.evaluate("document.activeElement.innerText") == "Thames Valley"
    front.keyboard.press("Enter")
    front.wait_for_url("**/forces/thames-valley.html")
    front.keyboard.press("Tab")
    outline = front.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_without_scripts_every_row_is_there_and_no_control_that_would_do_nothing(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#list tbody tr:visible").count() == 102
    assert page.locator("#tools").is_hidden()
    assert page.locator("button:visible").count() == 0
    page.locator(".tile").first.click()
    assert page.locator("h1").inner_text() == "Northumbria Police"
    context.close()


def test_on_paper_there_are_rows_and_bars_and_no_controls(front: Page, tmp_path: Path) -> None:
    front.emulate_media(media="print")
    assert front.locator("#tools").is_hidden()
    assert front.locator("header nav").is_hidden()
    assert front.locator("#list .bar").first.is_visible()
    front.pdf(path=tmp_path / "front.pdf", format="A4")
    assert (tmp_path / "front.pdf").read_bytes().startswith(b"%PDF")


def test_it_works_under_any_path_of_a_server(site: Path, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "base").symlink_to(site)
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        page = browser.new_page()
        failed: list[str] = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"http://127.0.0.1:{server.server_port}/some/base/")
        assert len(forces_shown(page)) == 43
        page.get_by_label("Find a force").fill("leicestershire")
        page.locator("#list tbody tr:visible th a").click()
        page.get_by_role("link", name="Re-inspection 2018").first.click()
        assert page.locator("figure img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        page.get_by_role("link", name="Data", exact=True).click()
        assert page.locator("h1").inner_text() == "Data"
        page.close()
        server.shutdown()
        thread.join()
    assert failed == []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""

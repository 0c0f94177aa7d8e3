"""JupyterLab as an analyst meets it: the notebook with the start page beside it, the form, and a document made."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import FindViolations, Running, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
NOTEBOOK = "leicestershire-2018-reinspection.ipynb"
WORDS = ("explore", "leicestershire", "--lab=--no-browser", "--lab=--allow-root")
LONG = 90_000
"""Milliseconds: two cores may be busy with other things."""


@dataclass
class Lab:
    """An open JupyterLab, and every address that its page asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    @property
    def said(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text="Shown:")


def address_in(command: Running) -> str:
    address = re.search(r"http://127\S+", command.wait_for("http://127.0.0.1"))
    assert address is not None
    return address[0]


@pytest.fixture(scope="module")
def lab(project_copy: Path, browser: Browser) -> Iterator[Lab]:
    with running(project_copy, *WORDS) as command:
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        lab = Lab(page)
        page.on("request", lambda request: lab.asked.append(request.url))
        page.goto(address_in(command))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=LONG)
        yield lab
        page.close()


@pytest.fixture(scope="module")
def ran(lab: Lab) -> Lab:
    """The notebook after all of its cells have run."""
    lab.page.get_by_text("CDI audits | Idle").wait_for(timeout=LONG)
    lab.page.get_by_role("menuitem", name="Run", exact=True).click()
    lab.page.locator("#jp-mainmenu-run").get_by_text("Run All Cells", exact=True).click()
    lab.field("Force").wait_for(timeout=LONG)
    expect(lab.said).to_be_visible(timeout=LONG)
    lab.page.get_by_text("CDI audits | Idle").wait_for(timeout=LONG)
    return lab


def test_the_notebook_is_open_with_the_start_page_beside_it_and_no_pop_up(lab: Lab) -> None:
    assert f"/lab/tree/explore/{NOTEBOOK}" in lab.page.url
    tabs = lab.page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel")
    assert tabs.all_inner_texts() == [NOTEBOOK, "START_HERE.md"]
    expect(lab.page.locator(".jp-MarkdownViewer").get_by_role("heading", name="Start here")).to_be_visible()
    lab.page.wait_for_timeout(2000)  # the news would be asked about a second after the start
    assert lab.page.locator(".Toastify__toast, .jp-Dialog").count() == 0


def test_the_imports_are_one_line(lab: Lab) -> None:
    folded = lab.page.locator(".jp-InputPlaceholder, .jp-Placeholder-contentContainer").first
    assert folded.inner_text().startswith("# What the cells below use.")
    assert lab.page.get_by_text("from cdi.bundle.bundle import").count() == 0


def test_a_choice_by_mouse_is_answered_with_table_chart_and_line(ran: Lab) -> None:
    ran.field("By").select_option("Route")
    expect(ran.said).to_contain_text("crimes recorded by route, 3 lines")
    assert ran.page.get_by_role("table", name="Audited crimes recorded by route").is_visible()
    assert ran.field("As code").input_value() == 'desk.rate(by="route")'
    chart = ran.page.locator(".widget-html figure img")
    assert len(chart.get_attribute("alt") or "") > 40


def test_a_choice_by_keyboard_alone_is_answered_too(ran: Lab) -> None:
    ran.field("Force").focus()
    for label in ("Audit", "Answer", "What", "By", "And by"):
        ran.page.keyboard.press("Tab")
        expect(ran.field(label)).to_be_focused()
    ran.page.keyboard.type("Mon")
    expect(ran.said).to_contain_text("by route and month")
    ran.page.keyboard.press("Tab")
    expect(ran.field("Only where")).to_be_focused()
    ran.page.keyboard.type("Domestic")
    ran.page.keyboard.press("Tab")
    expect(ran.field("Is")).to_be_focused()
    expect(ran.said).to_contain_text("(domestic abuse: yes)")
    ran.page.keyboard.type("No")
    expect(ran.field("As code")).to_have_value('desk.rate(by=["route", "month"], where={"domestic_abuse": False})')


@pytest.mark.parametrize("answer", ["Counts and rates, with intervals", "What was not recorded, the most first",
                                    "How long it took to record"])  # fmt: skip
def test_axe_objects_to_nothing_in_the_form(answer: str, ran: Lab, violations: FindViolations) -> None:
    ran.field("Answer").select_option(answer)
    ran.field("By").select_option("Category")
    expect(ran.said).to_contain_text("by category")
    assert violations(ran.page, ".cdi-form") == []


def test_axe_objects_to_nothing_that_the_notebook_shows(ran: Lab, violations: FindViolations) -> None:
    outputs = ran.page.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon")
    assert outputs.count() >= 5
    faults = []
    for place in range(outputs.count()):
        outputs.nth(place).evaluate("(output) => { output.id = `cdi-output-${Math.random()}`.replace('.', '') }")
        faults += violations(ran.page, f"#{outputs.nth(place).get_attribute('id')}")
    assert faults == []


def test_what_is_shown_is_added_to_the_report_with_who_and_why(ran: Lab, project_copy: Path) -> None:
    ran.field("Answer").select_option("Counts and rates, with intervals")
    ran.field("Only where").select_option("All of them")
    ran.field("By").select_option("Route")
    ran.field("And by").select_option("Nothing else")
    expect(ran.field("Name")).to_have_value("recorded-by-route")
    ran.field("Added by").fill("force crime registrar")
    ran.field("Reason").fill("the panel asked about routes")
    ran.page.get_by_role("button", name="Add to the report").click()
    expect(ran.page.get_by_role("status").filter(has_text="Added:")).to_contain_text("extra.recorded_by_route")
    written = project_copy / "data/leicestershire/2018-reinspection/measures.toml"
    assert "the panel asked about routes" in written.read_text(encoding="utf-8")


def test_the_document_is_made_with_progress_and_a_link_that_opens_it(ran: Lab, project_copy: Path) -> None:
    ran.field("Document").select_option("panel-pack")
    ran.page.get_by_role("button", name="Make the document").click()
    told = ran.page.get_by_role("status").filter(has_text="Making")
    expect(told).to_contain_text("analysis", timeout=LONG)
    expect(ran.page.get_by_role("status").filter(has_text="panel-pack: made.")).to_be_visible(timeout=LONG)
    built = project_copy / "reports/leicestershire/2018-reinspection"
    assert (built / "panel-pack.pdf").is_file()
    assert "the panel asked about routes" in (built / "panel-pack.html").read_text(encoding="utf-8")
    ran.page.get_by_role("link", name="panel-pack.html").click()
    tab = ran.page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel", has_text="panel-pack.html")
    expect(tab).to_be_visible()


def test_the_start_page_opens_a_guide(ran: Lab) -> None:
    ran.page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel", has_text="START_HERE.md").click()
    ran.page.locator(".jp-MarkdownViewer a[href*='guides/']").nth(2).click()
    expect(ran.page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel", has_text="03_timeliness.ipynb")).to_be_visible()


def test_nothing_was_asked_of_the_network(ran: Lab) -> None:
    hosts = {url.split("/")[2].split(":")[0] for url in ran.asked if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}


def test_a_guide_opens_by_its_number_and_needs_no_force(project_copy: Path) -> None:
    with running(project_copy, "explore", "--guide", "03", *WORDS[2:]) as command:
        assert "/lab/tree/explore/guides/03_timeliness.ipynb?" in address_in(command)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_server_ends_with_the_command(ending: signal.Signals, project_copy: Path) -> None:
    with running(project_copy, *WORDS) as command:
        address_in(command)
        family = psutil.Process(command.process.pid).children(recursive=True)
        assert family
        os.kill(command.process.pid, ending)
        command.process.wait(30)
        _, alive = psutil.wait_procs(family, timeout=30)
        assert alive == []


def test_two_can_be_open_at_once_each_on_a_port_of_its_own(project_copy: Path) -> None:
    with running(project_copy, *WORDS) as one, running(project_copy, *WORDS) as two:
        assert address_in(one).split("/")[2] != address_in(two).split("/")[2]

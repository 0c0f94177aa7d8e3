"""Every page that a build leaves, at three widths, light and dark: axe finds nothing, and nothing is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cdi.bundle.bundle import read_bundle
from cdi.model.audit_ref import AuditRef
from cdi.model.errors import ContractBroken
from cdi.pipeline.request import Request
from cdi.preview.names import list_names, render_names
from cdi.render.failure_page import render_failure
from cdi.render.notebook_exporters import SlidesExporter
from cdi.workspace.paths import Workspace
from cdi.workspace.templates import SHIPPED_TEMPLATES
from tests.browser.conftest import FindViolations
from tests.conftest import SharedFolder, built_once

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
REF = AuditRef("leicestershire", "2018-reinspection")
DOCUMENTS = tuple(Workspace(Path(__file__).parents[2]).documents(REF))
PAGES = [*(f"{name}.html" for name in DOCUMENTS), "analysis.html", "slides.html", "failure.html", "names.html"]
LONG_REASON = "data/leicestershire/2018-reinspection/audit_reports.csv, row 12, column recorded_at: " * 4


@pytest.fixture(scope="module")
def pages(shared_folder: SharedFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every page: the delivered ones, the analysis as slides, a failure, the names for authors."""
    workspace = built_once(shared_folder, Request(REF, DOCUMENTS))
    folder = tmp_path_factory.mktemp("pages")
    for page in workspace.report_folder(REF).glob("*.html"):
        (folder / page.name).write_bytes(page.read_bytes())
    (notebook,) = workspace.report_folder(REF).glob("*.ipynb")
    slides, _ = SlidesExporter().from_filename(str(notebook))
    names = list_names(read_bundle(workspace.work_folder(REF) / "bundle", REF), SHIPPED_TEMPLATES)
    (folder / "slides.html").write_text(slides, encoding="utf-8")
    (folder / "names.html").write_text(render_names(names, REF), encoding="utf-8")
    failure = render_failure(REF, ContractBroken(LONG_REASON), Path("2018"), names=("Leicestershire", "Re-inspection"))
    (folder / "failure.html").write_text(failure, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(name: str, pages: Path, browser: Browser, violations: FindViolations) -> None:
    faults: list[str] = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((pages / name).as_uri())
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{width} {scheme}: {fault}" for fault in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{width} {scheme}: the page is {wide} wide")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        page.close()
    assert faults == []

"""The pictures of the README: two pages of the example's paper, a part of its notebook's page, and the site.

The paper's pages are drawn from the PDF; the others need Chromium, and stay as they are where there is none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pdfplumber

from cdi.pipeline.locks import build_alone
from cdi.site.make import make_site
from cdi.workspace.paths import Workspace
from tools.example import EXAMPLE

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PAGES = {"paper.png": 0, "paper-chart.png": 2}
"""The first page, and the first with a chart, counted from 0."""
_DOTS_PER_INCH = 72
_WIDTH, _HEIGHT = 800, 1400
_SITE, _SITE_SCALE = (1280, 1240), 0.6
"""The part of the front page that the picture shows, and how much smaller it is."""
_FROM = r"<h2[^>]*>How much of reported crime"
"""The heading that the picture of the notebook's page begins with."""


def draw_paper(pdf: Path, folder: Path) -> None:
    """Draw pages of a PDF as pictures with few colours."""
    with pdfplumber.open(pdf) as document:
        for name, page in _PAGES.items():
            picture = document.pages[page].to_image(resolution=_DOTS_PER_INCH, antialias=True)
            picture.save(folder / name, colors=64)


def photograph_page(page: Path, target: Path) -> bool:
    """Take a picture of a part of an HTML page; returns whether there is a browser to do it."""
    html = page.read_text(encoding="utf-8")
    heading = re.search(_FROM, html)
    if heading is None:
        raise SystemExit(f"{page}: no heading {_FROM}")
    with tempfile.TemporaryDirectory() as profile:
        part = Path(profile) / "part.html"
        head = html[: html.index(">", html.index("<main")) + 1]
        part.write_text(head + html[heading.start() :], encoding="utf-8")
        return _photograph(part, target, (_WIDTH, _HEIGHT))


def photograph_site(workspace: Workspace, target: Path) -> bool:
    """Make the site and take a picture of its front page; returns whether there is a browser to do it."""
    return _photograph(make_site(workspace).folder / "index.html", target, _SITE, _SITE_SCALE)


def _photograph(page: Path, target: Path, size: tuple[int, int], scale: float = 1) -> bool:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return False
    width, height = size
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
                   f"--force-device-scale-factor={scale}", f"--window-size={width},{height}",
                   f"--screenshot={target}", page.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 - our own page, no shell
    return True


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw_paper(EXAMPLE / "panel-pack.pdf", PICTURES)
    if not photograph_page(EXAMPLE / "analysis.html", PICTURES / "notebook.png"):
        sys.stderr.write(f"no {', '.join(_BROWSERS)}: the pictures of the notebook and the site stay as they are\n")
    project = Workspace(Path(__file__).parents[1])
    with build_alone(project, sys.stderr.write):
        photograph_site(project, PICTURES / "site.png")

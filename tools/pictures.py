"""The pictures of the README, taken from the example report: two pages of the paper, and a part of the notebook's page.

The paper's pages are drawn from the PDF; the notebook's needs Chromium, and stays as it is where there is none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pdfplumber

from tools.example import EXAMPLE

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PAGES = {"paper.png": 0, "paper-chart.png": 2}
"""The first page, and the first with a chart, counted from 0."""
_DOTS_PER_INCH = 72
_WIDTH, _HEIGHT = 800, 1400
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
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return False
    html = page.read_text(encoding="utf-8")
    heading = re.search(_FROM, html)
    if heading is None:
        raise SystemExit(f"{page}: no heading {_FROM}")
    with tempfile.TemporaryDirectory() as profile:
        part = Path(profile) / "part.html"
        head = html[: html.index(">", html.index("<main")) + 1]
        part.write_text(head + html[heading.start() :], encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
                   f"--window-size={_WIDTH},{_HEIGHT}", f"--screenshot={target}", part.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603 - our own page, no shell
    return True


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw_paper(EXAMPLE / "panel-pack.pdf", PICTURES)
    if not photograph_page(EXAMPLE / "analysis.html", PICTURES / "notebook.png"):
        sys.stderr.write(f"no {', '.join(_BROWSERS)}: the picture of the notebook stays as it is\n")

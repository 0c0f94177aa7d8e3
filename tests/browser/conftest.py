"""A browser, the checks of accessibility, and commands that run while a page is open. Run by `make test-browser`."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import PROJECT, copy_project

NODE_MODULES = PROJECT / "tests" / "browser" / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SECONDS_TO_START = 60
FindViolations = Callable[..., list[str]]

_RUN_AXE = """([within, off]) => axe.run(within ?? document, {rules: Object.fromEntries(off.map((r) => [r, {enabled: false}]))})
  .then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(" ").trim()}`)))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("these tests need Chromium: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def violations() -> FindViolations:
    """What axe objects to in a page, or in the part of it that a selector names; every rule that it has, but `off`."""
    if not AXE.is_file():
        pytest.fail(f"these tests need axe-core: npm ci --prefix {AXE.parents[2].relative_to(PROJECT)}", pytrace=False)
    source = AXE.read_text(encoding="utf-8")

    def find(page: Page, within: str | None = None, off: Sequence[str] = ()) -> list[str]:
        page.evaluate(source)
        return list(page.evaluate(_RUN_AXE, [within, list(off)]))

    return find


@dataclass
class Running:
    """A command that runs, with the lines that it has written to stderr."""

    process: subprocess.Popen[str]
    lines: queue.Queue[str]
    seen: list[str] = field(default_factory=list)

    def wait_for(self, text: str) -> str:
        """The first line with that text, as soon as it is written."""
        while text not in (line := self.lines.get(timeout=SECONDS_TO_START)):
            self.seen.append(line)
        return line


# A process in the background ignores Ctrl-C, and what it starts does so too; these begin as from a terminal.
_FROM_A_TERMINAL = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('cdi', run_name='__main__', alter_sys=True)"
)


@contextmanager
def running(folder: Path, *words: str) -> Iterator[Running]:
    """A command of the command line in a process of its own, which is told to end afterwards."""
    clean = {name: value for name, value in os.environ.items() if name not in ("FORCE", "AUDIT", "DOC", "GUIDE", "LAB")}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our words
        [sys.executable, "-c", _FROM_A_TERMINAL, *words], cwd=folder, env=clean, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stderr or ()], daemon=True)
    reader.start()
    try:
        yield Running(process, lines)
    finally:
        process.terminate()
        process.wait(30)
        reader.join(10)
        if process.stderr:
            process.stderr.close()


@pytest.fixture(scope="module")
def project_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's data and notebooks in a folder of their own."""
    return copy_project(tmp_path_factory.mktemp("workspace")).root

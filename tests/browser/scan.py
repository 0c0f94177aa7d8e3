"""Axe over every page in every state a reader may see it in, with one browser: found is data, judged elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from cdi.house_style.contrast import LEAST_FOR_TEXT, contrast

BASELINE = Path(__file__).with_name("baseline.toml")
LEAST_FOR_LARGE_TEXT = 3.0
"""WCAG 2.2, success criterion 1.4.3: letters of 24 pixels, or of 18.66 when bold."""
WIDTHS, SCHEMES = (320, 768, 1280), ("light", "dark")


@dataclass(frozen=True, slots=True)
class State:
    """How a page is shown: its width, light or dark, with or without motion, on a screen or on paper."""

    width: int
    scheme: str
    motion: str = "no-preference"
    media: str = "screen"

    def __str__(self) -> str:
        special = {"reduce": " reduced motion", "print": " print"}
        return f"{self.width} {self.scheme}{special.get(self.motion, '')}{special.get(self.media, '')}"


STATES = (
    *(State(width, scheme) for width in WIDTHS for scheme in SCHEMES),
    State(1280, "light", motion="reduce"),
    State(1280, "light", media="print"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One element that a rule of axe does not pass: a violation, or incomplete where axe could not tell.

    `within` names the classes and elements that it stands in. `contrast` is that of its letters against the ground
    behind them by their computed colours, and `large` whether they count as large.
    """

    page: str
    state: State
    kind: str
    rule: str
    target: str
    within: tuple[str, ...]
    contrast: float
    large: bool
    why: str

    def __str__(self) -> str:
        return f"{self.page} ({self.state}): {self.kind}: {self.rule}: {self.target}: {self.why}"

    @property
    def stands_out(self) -> bool:
        """Whether the letters can be read by their computed colours."""
        return self.contrast >= (LEAST_FOR_LARGE_TEXT if self.large else LEAST_FOR_TEXT)


@dataclass(slots=True)
class Scan:
    """What was scanned, in how many states and with how many rules that passed, and what was found."""

    passes: dict[tuple[str, State], int] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    smallest_letters: dict[tuple[str, State], float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Expected:
    """An entry of the baseline: what may be found, on which pages and within what, and why that is no barrier."""

    kind: str
    rule: str
    pages: tuple[str, ...]
    within: str
    media: str
    reason: str

    def explains(self, found: Found) -> bool:
        """Whether this is what was found; letters that cannot be read are never explained."""
        return (
            (found.kind, found.rule) == (self.kind, self.rule)
            and any(fnmatch(found.page, page) for page in self.pages)
            and (not self.within or self.within in found.within)
            and self.media in ("", found.state.media)
            and (found.rule != "color-contrast" or found.stands_out)
        )


def read_baseline(path: Path = BASELINE) -> list[Expected]:
    """The entries of the baseline, each with its reason."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["expected"]
    return [
        Expected(
            entry["kind"], entry["rule"], tuple(entry["pages"]), entry.get("within", ""), entry.get("media", ""),
            entry["reason"],
        )
        for entry in entries
    ]  # fmt: skip


def unexplained(found: Iterable[Found], baseline: Iterable[Expected]) -> list[str]:
    """What no entry of the baseline explains."""
    baseline = [*baseline]
    return [str(each) for each in found if not any(entry.explains(each) for entry in baseline)]


_RUN_AXE = """() => axe.run(document).then((result) => ({
  passes: result.passes.length,
  found: ["violations", "incomplete"].flatMap((kind) => result[kind].flatMap((rule) => rule.nodes.map((node) => {
    const element = document.querySelector(node.target[0]), style = getComputedStyle(element), within = [];
    let ground = "";
    for (let each = element; each; each = each.parentElement) {
      within.push(each.localName, ...Array.from(each.classList, (name) => "." + name));
      const own = getComputedStyle(each).backgroundColor;
      if (!ground && own.startsWith("rgb(")) { ground = own; }
    }
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    return {kind: kind === "violations" ? "violation" : kind, rule: rule.id, target: node.target.join(" "),
            why: node.failureSummary.split("\\n").slice(1).join(" ").trim(), within: within,
            letters: style.color, ground: ground || "rgb(255, 255, 255)", large: size >= 24 || (bold && size >= 18.66)};
  })))}))"""

# Letters in our drawings are 10 points high; a drawing on the page is so many times as large as it was drawn.
_LETTERS = """() => Math.min(...Array.from(document.querySelectorAll("figure img")).filter((img) => img.offsetParent)
  .map((img) => { const svg = atob(img.currentSrc.split(",")[1]);
    return 10 * img.clientWidth / parseFloat(svg.match(/viewBox="0 0 ([0-9.]+)/)[1]); }), Infinity)"""


def scan_page(scan: Scan, browser: Browser, axe: str, path: Path) -> None:
    """Open a page once, show it in each state, and add to the scan what axe and a ruler find."""
    page = browser.new_page()
    page.on("request", lambda request: scan.asked.append(request.url))
    page.on("pageerror", lambda error: scan.faults.append(f"{path.stem}: {error}"))
    page.goto(path.as_uri())
    if page.locator("h1").count() != 1:
        scan.faults.append(f"{path.stem}: not loaded as a page with one title")
    if page.locator("#all").count():  # slides are one at a time: have them all on the page
        page.locator("#all").click()
    page.evaluate(axe)
    for state in STATES:
        _scan_state(scan, page, path.stem, state)
    page.close()


def _scan_state(scan: Scan, page: Page, name: str, state: State) -> None:
    page.set_viewport_size({"width": state.width, "height": 900})
    media: Any = {"color_scheme": state.scheme, "reduced_motion": state.motion, "media": state.media}
    page.emulate_media(**media)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > state.width:
        scan.too_wide.append(f"{name} ({state}): {wide} pixels wide")
    scan.smallest_letters[name, state] = page.evaluate(_LETTERS)
    result = page.evaluate(_RUN_AXE)
    scan.passes[name, state] = result["passes"]
    scan.found += [_found(name, state, each) for each in result["found"]]


def _found(page: str, state: State, each: dict[str, Any]) -> Found:
    ratio = contrast(_hex(each["letters"]), _hex(each["ground"]))
    return Found(
        page, state, each["kind"], each["rule"], each["target"], tuple(each["within"]), ratio, each["large"],
        each["why"],
    )  # fmt: skip


def _hex(colour: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])

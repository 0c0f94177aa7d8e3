"""`docs/accessibility.md`: what was tested for accessibility, from the record of the tests and the baseline of axe.

.venv/bin/python -m tools.accessibility
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cdi.house_style import formatting
from cdi.render.accessibility_page import read_tested

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "accessibility.md"
BASELINE = PROJECT / "tests" / "browser" / "baseline.toml"
_BEGIN, _END = "<!-- tested: written by python -m tools.accessibility -->", "<!-- end of tested -->"


def write_page(page: str) -> str:
    """The page with its part on what was tested renewed."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n\n" + "\n".join(_lines()) + f"\n\n{_END}{after}"


def _lines() -> Iterator[str]:
    tested = read_tested()
    axe, validator, verapdf = tested["axe"], tested["html-validate"], tested["verapdf"]
    yield "| with | on | what |"
    yield "| --- | --- | --- |"
    states = f"{' × '.join(str(width) for width in axe['widths'])} pixels, {', '.join(axe['schemes'])}"
    yield (
        f"| axe-core {axe['version']}, {axe['browser']} | {_day(axe)} | {len(axe['documents'])} types of document and "
        f"{len(axe['others'])} other pages, each in {axe['states']} states: {states}, reduced motion, print |"
    )
    yield f"| html-validate {validator['version']} | {_day(validator)} | the same {validator['pages']} pages |"
    profiles = " and ".join(verapdf["profiles"])
    yield f"| veraPDF {verapdf['version']} | {_day(verapdf)} | {verapdf['documents']} types of PDF: {profiles} |"
    yield ""
    yield f"Types of document: {', '.join(axe['documents'])}. Other pages: {', '.join(axe['others'])}."
    yield ""
    yield "What axe finds and the baseline explains:"
    yield ""
    yield "| kind | rule | where | why it is no barrier |"
    yield "| --- | --- | --- | --- |"
    for entry in tomllib.loads(BASELINE.read_text(encoding="utf-8"))["expected"]:
        where = ", ".join(filter(None, (*entry["pages"], entry.get("within", ""), entry.get("media", ""))))
        yield f"| {entry['kind']} | `{entry['rule']}` | `{where}` | {entry['reason']} |"


def _day(tool: dict[str, Any]) -> str:
    return formatting.day(tool["tested_on"])


if __name__ == "__main__":
    PAGE.write_text(write_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

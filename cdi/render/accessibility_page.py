"""The accessibility statement that a report is delivered with: what was tested, what is not accessible, whom to ask.

What was tested is in `templates/html/tested.toml`, which a run of the tests writes, so nobody has to keep it by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from cdi.house_style import formatting
from cdi.render.html import page_template
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


def render_accessibility(name: str, contact: Mapping[str, str] | None, templates: Templates = SHIPPED_TEMPLATES) -> str:
    """The statement of the report of that name as HTML; `contact` is a role and its address, None where none is set."""
    tested = read_tested(templates)
    return page_template("accessibility.html.j2", templates).render(
        style=templates.find("html/style.css").read_text(encoding="utf-8"),
        name=name,
        contact=contact,
        tested_on=formatting.day(min(tool["tested_on"] for tool in tested.values())),
        axe=tested["axe"],
        validator=tested["html-validate"],
        verapdf=tested["verapdf"],
    )


def read_tested(templates: Templates = SHIPPED_TEMPLATES) -> dict[str, dict[str, Any]]:
    """What was tested, by tool: its version, the day, and what it looked at."""
    return tomllib.loads(templates.find("html/tested.toml").read_text(encoding="utf-8"))

"""The record of what was tested, of which the accessibility statement is made: `templates/html/tested.toml`.

A run with RECORD=1 writes it; any other run holds it to what it found, but for the day and the browser's version.
"""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime

import tomlkit

from tests.conftest import PROJECT

RECORD = PROJECT / "templates" / "html" / "tested.toml"
_NOT_HELD = ("tested_on", "browser")


def note_tested(tool: str, version: str, **found: object) -> None:
    """Write what a tool of that version looked at into the record, or hold the record to it."""
    entry: dict[str, object] = {"version": version, **found}
    written = tomllib.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    if os.environ.get("RECORD"):
        written[tool] = {"tested_on": datetime.now(UTC).date(), **entry}
        text = tomlkit.document()
        text.add(tomlkit.comment("What was tested for accessibility, and when. Written by: make accessibility"))
        for name in sorted(written):
            text[name] = written[name]
        RECORD.write_text(tomlkit.dumps(text), encoding="utf-8")
        return
    held = {key: value for key, value in written.get(tool, {}).items() if key not in _NOT_HELD}
    now = {key: value for key, value in entry.items() if key not in _NOT_HELD}
    assert held == now, f"{RECORD.name} says otherwise of {tool}; make accessibility writes it"

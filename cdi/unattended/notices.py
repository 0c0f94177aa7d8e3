"""A notice of a build to whoever is to know, through apprise; off unless the environment holds addresses."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import Any

VARIABLE = "CDI_NOTICE"
"""The environment variable that holds the addresses; they hold passwords, so no file of ours does, and no message."""

_NOT_INSTALLED = (
    "notice not sent: apprise is not installed; "
    f'"python3 -m pip --python {sys.executable} install apprise" installs it, or the extra cdi[notice] does'
)
_OUTCOMES = ("built", "failed", "not reached")
_EXPECTED = ("due", "late", "missing")


def text_of(record: Mapping[str, Any], exit_code: int) -> tuple[str, str] | None:
    """Title and text on a build from its JSON record; nothing when nothing was built and nothing failed.

    Forces, audits, counts and the exit code, and which audits are due, late or missing; never a figure, a message of
    a failure or the content of a row.
    """
    names = {status: _audits_with(record["reports"], "status", status) for status in _OUTCOMES}
    if not any(names.values()):
        return None
    counts = ", ".join(f"{len(audits)} {status}" for status, audits in names.items() if audits)
    expected = {state: _audits_with(record["calendar"], "state", state) for state in _EXPECTED}
    lines = [f"{what}: {', '.join(audits)}" for what, audits in (names | expected).items() if audits]
    started = f"Started {record['started']} by {record['started_by']}; exit code {exit_code}."
    return f"CDI reports: {counts}", "\n".join([started, *lines])


def _audits_with(entries: list[dict[str, Any]], key: str, value: str) -> list[str]:
    return [f"{entry['force']} {entry['audit']}" for entry in entries if entry[key] == value]


def send(addresses: str, title: str, body: str) -> str:
    """Send a text to the addresses (apprise's own, one or more, with spaces between); returns what became of it.

    Nothing is raised, and neither an address nor a library's message, which may hold one, is ever said.
    """
    try:
        import apprise
    except ImportError:
        return _NOT_INSTALLED
    logger = logging.getLogger("apprise")  # it names addresses
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    try:
        service = apprise.Apprise()
        all_understood = service.add(addresses.split())
        if service.notify(title=title, body=body) and all_understood:
            return "notice sent"
        return "notice not sent to all addresses" + (
            "" if all_understood else f": {VARIABLE} holds one that apprise does not know"
        )
    except Exception as broken:  # whatever a service does, a build ends as it would have
        return f"notice not sent: {type(broken).__name__}"

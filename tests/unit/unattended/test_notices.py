"""What a notice says, what it never says, and that sending it changes nothing else."""

from __future__ import annotations

import io
import logging
import sys
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from cdi.unattended.notices import send, text_of

RECORD: dict[str, Any] = {
    "started": "2027-02-01T06:00:00.000+00:00",
    "started_by": "schedule",
    "reports": [
        {"force": "kent", "audit": "2027-inspection", "status": "built"},
        {"force": "surrey", "audit": "2026-inspection", "status": "failed", "failure": {"message": "found 'J Smith'"}},
        {"force": "durham", "audit": "2017-inspection", "status": "fresh"},
    ],
    "calendar": [
        {"force": "durham", "audit": "2027-inspection", "state": "late", "due": "2027-01-31"},
        {"force": "kent", "audit": "2027-inspection", "state": "held", "due": "2027-01-31"},
    ],
}


def test_a_notice_names_forces_and_counts_and_the_exit_code_and_nothing_of_a_row() -> None:
    assert text_of(RECORD, 4) == (
        "CDI reports: 1 built, 1 failed",
        "Started 2027-02-01T06:00:00.000+00:00 by schedule; exit code 4.\n"
        "built: kent 2027-inspection\n"
        "failed: surrey 2026-inspection\n"
        "late: durham 2027-inspection",
    )


def test_nothing_built_and_nothing_failed_is_no_news() -> None:
    assert text_of(RECORD | {"reports": RECORD["reports"][2:]}, 0) is None


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    said = send("mailto://user:secret@example.org", "title", "body")
    assert said.startswith("notice not sent: apprise is not installed; ")
    assert f"pip --python {sys.executable} install apprise" in said
    assert "secret" not in said


class Service:
    """Stands for apprise: knows addresses that begin with ok, and sends to all but those that end with down."""

    sent: ClassVar[list[tuple[list[str], str, str]]] = []

    def __init__(self) -> None:
        self._known: list[str] = []

    def add(self, addresses: list[str]) -> bool:
        logging.getLogger("apprise").warning("adding %s", addresses)
        self._known = [address for address in addresses if address.startswith("ok")]
        return self._known == addresses

    def notify(self, title: str, body: str) -> bool:
        if any("broken" in address for address in self._known):
            raise ConnectionError(f"cannot reach {self._known}")
        self.sent.append((self._known, title, body))
        return bool(self._known) and not any(address.endswith("down") for address in self._known)


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ("ok://a:secret", "notice sent"),
        ("ok://a:secret  ok://b", "notice sent"),
        ("ok://secret.down", "notice not sent to all addresses"),
        ("no://secret", "notice not sent to all addresses: CDI_NOTICE holds one that apprise does not know"),
        ("ok://broken:secret", "notice not sent: ConnectionError"),
    ],
)
def test_what_becomes_of_a_notice_is_said_without_an_address(
    monkeypatch: pytest.MonkeyPatch, addresses: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", SimpleNamespace(Apprise=Service))
    monkeypatch.setattr(Service, "sent", [])
    log = io.StringIO()
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler(log)])
    assert send(addresses, "title", "body") == said
    assert log.getvalue() == ""
    assert Service.sent == (
        []
        if "broken" in addresses
        else [([each for each in addresses.split() if each.startswith("ok")], "title", "body")]
    )

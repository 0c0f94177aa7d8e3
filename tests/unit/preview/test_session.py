"""The loop of a preview: a page at the start, one after each change that matters, and an end."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.preview import session
from cdi.preview.renewal import Renewal, Shown, Trouble
from cdi.workspace.paths import Workspace


class Pages(Renewal):
    """A renewal that notes what it is asked for, and can make every page but the second."""

    def __init__(self) -> None:
        super().__init__(Workspace(Path()), AuditRef("kent", "2018"), "panel-pack")
        self.asked: list[set[str]] = []

    def renew(self, changed: Collection[Path] = ()) -> Shown:
        self.asked.append({path.name for path in changed})
        return Shown("page", Trouble("no figure x") if len(self.asked) == 2 else None)


def test_each_change_is_shown_and_changes_that_come_together_are_one() -> None:
    here, there = multiprocessing.Pipe()
    pages, said = Pages(), list[str]()
    for files in (["a.md"], [".git/index"], ["b.md", "c.csv"]):
        there.send([Path(name) for name in files])
    there.send([Path("d.md")])
    received: list[Any] = []

    def say(words: str) -> None:
        said.append(words)
        received.append(there.recv())
        if len(said) == 2:
            there.close()

    session.go_on(pages, here, say)
    assert pages.asked == [set(), {"a.md", "b.md", "c.csv", "d.md"}]
    assert [words.split(" ")[0] for words in said] == ["shown", "not"]
    assert said[1] == "not shown: no figure x"
    assert received[0] == (Shown("page"), "")


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind((session.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageRefused, match=f"port {port} cannot be used .*leave --port out"):
            session._listen(port)

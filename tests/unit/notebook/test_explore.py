from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.notebook.explore import open_lab, write_working_copy
from cdi.workspace.paths import Workspace

REF = AuditRef("leicestershire", "2018-reinspection")


def test_a_working_copy_is_set_to_the_force_and_stays_when_it_is_there(spoilable: Workspace) -> None:
    target, written = write_working_copy(spoilable, REF)
    assert (target, written) == (spoilable.root / "explore" / "leicestershire-2018-reinspection.ipynb", True)
    text = target.read_text(encoding="utf-8")
    assert 'force = \\"leicestershire\\"' in text
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "cdi"
    target.write_text("mine", encoding="utf-8")
    assert write_working_copy(spoilable, REF) == (target, False)
    assert target.read_text(encoding="utf-8") == "mine"


class Lab:
    """Stands in for JupyterLab: the person stops the command while it runs, and it ends when it is told to."""

    def __init__(self, command: list[str], **_: object) -> None:
        self.command, self.told, self.waited = command, 0, 0
        Lab.opened = self

    def wait(self, timeout: float | None = None) -> int:
        self.waited += 1
        if timeout is None:
            raise KeyboardInterrupt
        return 0

    def poll(self) -> None:
        return None

    def terminate(self) -> None:
        self.told += 1


def test_stopping_the_command_stops_jupyterlab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdi.notebook.explore.subprocess.Popen", Lab)
    with pytest.raises(KeyboardInterrupt):
        open_lab(tmp_path, tmp_path / "a.ipynb")
    assert Lab.opened.command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert (Lab.opened.told, Lab.opened.waited) == (1, 2)

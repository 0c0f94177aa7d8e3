from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cdi.model.errors import UsageRefused
from cdi.notebook.lab import Opening, open_lab


class Lab:
    """Stands in for JupyterLab: the person stops the command while it runs, and it ends when it is told to."""

    code = 0

    def __init__(self, command: list[str], **_: object) -> None:
        self.command, self.ended, self.waited = command, 0, 0
        Lab.opened = self

    def wait(self, timeout: float | None = None) -> int:
        self.waited += 1
        if timeout is None:
            raise KeyboardInterrupt
        return 0

    def poll(self) -> int | None:
        return None

    def terminate(self) -> None:
        self.ended += 1


class LabThatRefuses(Lab):
    def wait(self, timeout: float | None = None) -> int:  # noqa: ARG002
        return 1

    def poll(self) -> int:
        return 1


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    return Opening(tmp_path, tmp_path / "explore" / "a force.ipynb", tmp_path / "explore" / "START_HERE.md")


def test_stopping_the_command_stops_jupyterlab(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdi.notebook.lab.subprocess.Popen", Lab)
    with pytest.raises(KeyboardInterrupt):
        open_lab(opening)
    assert Lab.opened.command[:3] == [sys.executable, "-m", "cdi.notebook.lab_server"]
    assert (Lab.opened.ended, Lab.opened.waited) == (1, 2)


def test_it_opens_at_the_notebook_with_the_page_beside_it_and_asks_nothing_of_the_network(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdi.notebook.lab.subprocess.Popen", Lab)
    with pytest.raises(KeyboardInterrupt):
        open_lab(opening, ["--no-browser"])
    words = Lab.opened.command
    assert "--LabApp.default_url=/lab/tree/explore/a%20force.ipynb" in words
    assert {"--LabApp.news_url=None", "--LabApp.extension_manager=readonly"} <= set(words)
    assert words[-1] == "--no-browser"
    assert len([word for word in words if word.startswith("--ServerApp.port=")]) == 1
    settings = Path(next(word for word in words if "app_settings_dir" in word).split("=")[1])
    overrides = json.loads((settings / "overrides.json").read_text(encoding="utf-8"))
    assert overrides["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}
    (layout,) = opening.layouts.glob("*.jupyterlab-workspace")
    data = json.loads(layout.read_text(encoding="utf-8"))["data"]
    shown = [area["widgets"] for area in data["layout-restorer:data"]["main"]["dock"]["children"]]
    assert shown == [["notebook:explore/a force.ipynb"], ["markdownviewer-widget:explore/START_HERE.md"]]


def test_a_port_that_is_named_is_the_one(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdi.notebook.lab.subprocess.Popen", Lab)
    with pytest.raises(KeyboardInterrupt):
        open_lab(opening, ["--port=9001"])
    assert [word for word in Lab.opened.command if word.startswith(("--port", "--ServerApp.port"))] == ["--port=9001"]


def test_root_is_told_what_to_add(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdi.notebook.lab.subprocess.Popen", LabThatRefuses)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    with pytest.raises(UsageRefused, match="add --lab=--allow-root"):
        open_lab(opening)
    assert open_lab(opening, ["--allow-root"]) == 1

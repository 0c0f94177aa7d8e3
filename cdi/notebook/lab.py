"""JupyterLab of this environment, opened at a notebook, with a server that ends when the command ends.

It asks nothing of the network: no news, no look for updates, no catalogue of extensions (`lab_settings/`).
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from cdi.model.errors import UsageRefused

# Chosen: JupyterLab gives each kernel five seconds to end.
_SECONDS_TO_END = 10
_WIDTH_OF_NOTEBOOK = 0.64
"""Chosen: beside it, the start page has lines of some fifty letters on a screen of 1,440 pixels."""
_ALLOW_ROOT = "--allow-root"
_QUIET = (
    # JupyterLab asks before it ends after Ctrl-C; the command that opened it ends at once.
    "--ServerApp.answer_yes=True",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    # What it says at this level is where it can be reached, and what goes wrong.
    "--log-level=WARN",
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What JupyterLab opens: a notebook, and a page beside it, both below `root`, which its file browser shows."""

    root: Path
    notebook: Path
    beside: Path

    @property
    def address(self) -> str:
        """The address of the notebook, as JupyterLab takes it."""
        return f"/lab/tree/{quote(self.notebook.relative_to(self.root).as_posix())}"

    @property
    def layouts(self) -> Path:
        """The folder where JupyterLab keeps how its tabs are laid out; it has names of files and no contents."""
        return self.beside.parent / ".lab"


def open_lab(opening: Opening, words: Sequence[str] = ()) -> int:
    """Open a notebook in JupyterLab and wait until that ends; returns its exit code.

    The server takes a free port, unless `words` name one; they are passed on to it, after our own. It ends when this
    process is told to end, and on Linux also when this process is killed. Raises UsageRefused when it ended because
    root must say that it may run.
    """
    _lay_out(opening)
    command = [sys.executable, "-m", "cdi.notebook.lab_server", *_options(opening), *_port(words), *words]
    process = subprocess.Popen(command, env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"})  # noqa: S603 - our own interpreter and checked names, no shell
    try:
        code = process.wait()
    finally:
        _stop(process)
    if code and _is_root() and _ALLOW_ROOT not in words:
        raise UsageRefused(f"JupyterLab does not run as root unless it is told to; add --lab={_ALLOW_ROOT}")
    return code


def _options(opening: Opening) -> list[str]:
    return [
        f"--ServerApp.root_dir={opening.root}",
        f"--LabApp.default_url={opening.address}",
        f"--LabApp.workspaces_dir={opening.layouts}",
        f"--LabApp.app_settings_dir={files('cdi.notebook') / 'lab_settings'}",
        *_QUIET,
    ]


def _port(words: Sequence[str]) -> list[str]:
    """A port that is free now. JupyterLab's own search starts at 8888, and two that start at once both find it free."""
    if any(word.startswith(("--port", "--ServerApp.port=")) for word in words):
        return []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return [f"--ServerApp.port={probe.getsockname()[1]}"]


def _lay_out(opening: Opening) -> None:
    """Have JupyterLab show the notebook and the page side by side: its own record of tabs, written before it starts."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    left = _tab("notebook", "Notebook", opening.notebook.relative_to(opening.root))
    right = _tab("markdownviewer-widget", "Markdown Preview", opening.beside.relative_to(opening.root))
    areas = [{"type": "tab-area", "currentIndex": 0, "widgets": list(tab)} for tab in (left, right)]
    sizes = [_WIDTH_OF_NOTEBOOK, 1 - _WIDTH_OF_NOTEBOOK]
    dock = {"type": "split-area", "orientation": "horizontal", "sizes": sizes, "children": areas}
    side = {"collapsed": True, "visible": True, "widgets": []}
    layout = {"main": {"dock": dock, "current": next(iter(left))}, "left": side, "right": side}
    data = {"layout-restorer:data": layout, **left, **right}
    WorkspacesManager(str(opening.layouts)).save("default", json.dumps({"data": data, "metadata": {"id": "default"}}))


def _tab(kind: str, factory: str, path: Path) -> dict[str, dict[str, dict[str, str]]]:
    return {f"{kind}:{path.as_posix()}": {"data": {"path": path.as_posix(), "factory": factory}}}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End JupyterLab with its kernels, if it still runs when the command that opened it is told to end."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

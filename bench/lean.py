"""An environment without JupyterLab for the peers: beside it, each of their processes would be a second slower.

The same versions as the project's, linked: nothing is downloaded.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import sysconfig
from pathlib import Path

from packaging.requirements import Requirement

_PROJECT = Path(__file__).parents[1]
# What the peers and the notebook need.
_NEEDED = ["papermill", "nbconvert", "ipykernel"]


def make_lean(folder: Path) -> str:
    """The interpreter of a new environment: what the project depends on, less JupyterLab, plus the peers."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    own = importlib.metadata.requires("cdi") or []
    wanted = [*_NEEDED, *(name for name in own if "extra ==" not in name and not name.startswith("jupyterlab"))]
    here = Path(sysconfig.get_path("purelib"))
    (there,) = folder.glob("lib/python*/site-packages")
    for name in sorted(_closure(wanted)):
        for top in _top_levels(name):
            target = there / top
            if not target.exists() and (here / top).exists():
                target.symlink_to(here / top)
    shared = folder / "share" / "jupyter"
    shared.mkdir(parents=True)
    (shared / "nbconvert").symlink_to(Path(sys.prefix) / "share" / "jupyter" / "nbconvert")
    (there / "project.pth").write_text(f"{_PROJECT}\n", encoding="utf-8")
    python = str(folder / "bin" / "python")
    check = "import papermill, nbconvert, cdi.load, importlib.util as u; assert u.find_spec('rfc3987_syntax') is None"
    subprocess.run([python, "-c", check], check=True)
    return python


def _closure(wanted: list[str]) -> set[str]:
    """The distributions that these need, with what those need."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in wanted]
    while waiting:
        needed = waiting.pop()
        name = needed.name.lower().replace("_", "-")
        key = f"{name}[{','.join(sorted(needed.extras))}]" if needed.extras else name
        if key in found:
            continue
        found.add(key)
        for line in importlib.metadata.requires(needed.name) or []:
            more = Requirement(line)
            extras = [*needed.extras, ""]
            if more.marker is None or any(more.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(more)
    return {key.split("[")[0] for key in found}


def _top_levels(name: str) -> set[str]:
    """The folders and files right below site-packages that a distribution brings."""
    files = importlib.metadata.distribution(name).files or []
    return {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}

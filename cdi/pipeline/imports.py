"""The code that a stage runs through: every module of ours that is imported on the way, and no other."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(cdi[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+(cdi[\w.]*))", re.MULTILINE
)


@cache
def code_behind(*modules: str) -> tuple[Path, ...]:
    """The files of the named modules and of all that they import of ours, at their head or inside a function."""
    paths: dict[Path, None] = {}
    waiting = list(modules)
    while waiting:
        for path in _files(waiting.pop()):
            if path not in paths:
                paths[path] = None
                waiting += _imported(path.read_text(encoding="utf-8"))
    return tuple(sorted(paths))


def code_of_notebook(notebook: Path) -> tuple[Path, ...]:
    """The code behind what the cells of a notebook import."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return code_behind(*_imported(source))


def _imported(source: str) -> list[str]:
    """The modules that a source names, and for each name taken out of one what it would be called as a module."""
    names = []
    for origin, taken, whole in _IMPORT.findall(source):
        names.append(origin or whole)
        names += [f"{origin}.{name.split()[0]}" for name in taken.strip("()").split(",") if origin and name.strip()]
    return names


def _files(module: str) -> list[Path]:
    """The file of a module with the packages that are run to get there; nothing for a name that is no module."""
    parts = module.split(".")[1:]
    packages = [_PACKAGE.joinpath(*parts[:depth], "__init__.py") for depth in range(len(parts) + 1)]
    own = _PACKAGE.joinpath(*parts).with_suffix(".py")
    if parts and not own.is_file() and not packages[-1].is_file():
        return []
    return [path for path in (*packages, own) if path.is_file()]

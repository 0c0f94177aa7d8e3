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
    paths: set[Path] = set()
    waiting = list(modules)
    while waiting:
        for path in _files(waiting.pop()):
            if path not in paths:
                paths.add(path)
                waiting += _imported_by(path)
    return tuple(sorted(paths))


def code_of_notebook(notebook: Path) -> tuple[Path, ...]:
    """The code behind what the cells of a notebook import."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return code_behind(*_imported(source))


@cache
def _imported_by(path: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_imported(path.read_text(encoding="utf-8"))))


def _imported(source: str) -> list[str]:
    """The modules that a source names, and for each name taken out of one what it would be called as a module."""
    names = []
    for origin, taken, whole in _IMPORT.findall(source):
        names.append(origin or whole)
        names += [f"{origin}.{name.split()[0]}" for name in taken.strip("()").split(",") if origin and name.strip()]
    return names


@cache
def _files(module: str) -> tuple[Path, ...]:
    """The file of a module with the packages that are run to get there; nothing for a name that is no module."""
    ours = _modules()
    if module not in ours:
        return ()
    parts = module.split(".")
    names = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return tuple(ours[name] for name in names if name in ours)


@cache
def _modules() -> dict[str, Path]:
    """The file of every module and package of ours by its name: most names that are looked up are no modules."""
    return {_module_name(path): path for path in _PACKAGE.rglob("*.py")}


def _module_name(path: Path) -> str:
    own = path.parent if path.name == "__init__.py" else path.with_suffix("")
    return ".".join((_PACKAGE.name, *own.relative_to(_PACKAGE).parts))

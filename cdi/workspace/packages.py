"""The packages that reports are made with: those that the lock names, and the versions of them that are installed."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from cdi.workspace.shipped import SHIPPED

LOCK = "requirements.txt"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@cache
def read_lock(path: Path = SHIPPED / LOCK) -> dict[str, tuple[str, ...]]:
    """The versions of each package that a lock names: more than one where they depend on the system or on Python."""
    versions: dict[str, tuple[str, ...]] = {}
    for name, version in _LOCKED.findall(path.read_text(encoding="utf-8")):
        versions[_normal(name)] = (*versions.get(_normal(name), ()), version)
    return versions


@cache
def installed_versions() -> dict[str, str]:
    """The version of every package that Python finds, by its normalised name; looked up once in a process.

    Taken from the names of the folders `<name>-<version>.dist-info`, which is a hundred times as quick as reading them.
    """
    versions: dict[str, str] = {}
    for folder in map(Path, dict.fromkeys(sys.path)):
        for path in sorted(folder.glob("*.dist-info")) if folder.is_dir() else ():
            name, _, version = path.name.removesuffix(".dist-info").rpartition("-")
            versions.setdefault(_normal(name), version)
    return versions


@cache
def state_locked_packages() -> str:
    """The installed version of every package that the shipped lock names, one on each line, in order.

    Stated once in a process, whose packages stay as they are.
    """
    installed = installed_versions()
    return "".join(f"{name}=={installed[name]}\n" for name in sorted(read_lock()) if name in installed)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

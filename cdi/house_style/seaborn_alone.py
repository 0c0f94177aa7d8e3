"""Seaborn without scipy.stats, which it takes along for density curves and which alone is most of its import.

Seaborn has code of its own for when SciPy is not installed; it is told so while it is imported. Nothing else changes:
afterwards scipy.stats can be imported as ever, and seaborn's density curves come out the same.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_HEAVY = ("scipy.stats", "scipy.cluster", "scipy.spatial")


def import_seaborn() -> Any:
    """The module seaborn."""
    if "seaborn" in sys.modules:
        return sys.modules["seaborn"]
    with _without(_HEAVY):
        return importlib.import_module("seaborn")


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """In here these modules count as not installed, but for those that are imported already and so cost nothing."""
    absent = [name for name in names if name not in sys.modules]
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment] # None is Python's sign for "none"
    modules.update(dict.fromkeys(absent))
    try:
        yield
    finally:
        for name in absent:
            del modules[name]

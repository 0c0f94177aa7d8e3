"""Charts that a clean process has drawn once in a run and need not draw again for the same figures.

Six charts are a third of a small report's build, and most builds of the tests change nothing that a chart shows. What
is remembered is the chart itself, by all that it is drawn from; whether two drawings of one chart are the same bytes is
for `all_forces` to say, whose kernel remembers none.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

Draw = Callable[..., Any]


def remember_charts(folder: Path, modules: Sequence[ModuleType]) -> None:
    """Have every function that these modules offer for drawing look in the folder first."""
    for module in modules:
        for name in module.__all__:
            offered = getattr(module, name)
            if not isinstance(offered, type) and not hasattr(offered, "__wrapped__"):
                setattr(module, name, _remembering(offered, folder))


def _remembering(draw: Draw, folder: Path) -> Draw:
    @wraps(draw)
    def drawn_once(*args: Any, **words: Any) -> Any:
        drawn_from = pickle.dumps((draw.__module__, draw.__qualname__, args, words))
        place = folder / hashlib.sha256(drawn_from).hexdigest()
        try:
            return pickle.loads(place.read_bytes())  # noqa: S301 - our own bytes
        except FileNotFoundError:
            chart = draw(*args, **words)
        # A test may have let the disk be full: what cannot be remembered is drawn again, and no build fails of it.
        written = place.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            written.write_bytes(pickle.dumps(chart))
            written.replace(place)
        return chart

    return drawn_once

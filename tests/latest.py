"""A dictionary that keeps the latest few entries, for what a process of the tests remembers."""

from __future__ import annotations

from typing import Any


class Latest(dict[Any, Any]):
    """So many entries; one more takes the place of the oldest."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: Any, value: Any) -> None:
        if key not in self and len(self) == self._most:
            del self[next(iter(self))]
        super().__setitem__(key, value)

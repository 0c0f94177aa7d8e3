"""How often one report goes from room to room: calls between the folders of `cdi/` while its notebook runs.

    .venv/bin/python -m bench.rooms leicestershire 2018-reinspection

The notebook's cells run in this process under a profiler, so that each call is seen with the room that makes it and the
room that answers. Counts are exact and the same on every machine.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

PROJECT = Path.cwd()
PACKAGE = PROJECT / "cdi"


def room_of(file: str) -> str | None:
    """The room of a file of ours: the folder below `cdi/`, or the module itself where it lies loose."""
    path = Path(file)
    if not path.is_relative_to(PACKAGE):
        return None
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def calls_between_rooms(force: str, audit: str) -> Counter[tuple[str, str]]:
    """Calls from one room to another while the analysis of an audit runs, by (caller, called)."""
    calls: Counter[tuple[str, str]] = Counter()
    rooms: dict[str, str | None] = {}

    def room(frame: FrameType) -> str | None:
        file = frame.f_code.co_filename
        if file not in rooms:
            rooms[file] = room_of(file)
        return rooms[file]

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or frame.f_back is None:
            return
        caller, called = room(frame.f_back), room(frame)
        if caller and called and caller != called:
            calls[caller, called] += 1

    cells = json.loads((PROJECT / "notebooks" / "force_audit.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    with tempfile.TemporaryDirectory() as output:
        names: dict[str, Any] = {"display": lambda *_: None}
        for cell in code:
            exec("".join(cell["source"]), names)  # noqa: S102 - the project's own notebook
            if "parameters" in cell["metadata"].get("tags", []):
                names |= {"force": force, "audit": audit, "output": output}
            if "imports" in cell["metadata"].get("tags", []):
                sys.setprofile(count)
        sys.setprofile(None)
    return calls


def main() -> None:
    """Print the busiest pairs and the sum."""
    force, audit = sys.argv[1:3]
    calls = calls_between_rooms(force, audit)
    for (caller, called), times in calls.most_common(15):
        print(f"{times:7,}  {caller} to {called}")
    print(f"{sum(calls.values()):7,}  calls from one room to another, {len(calls)} pairs of rooms")


if __name__ == "__main__":
    main()

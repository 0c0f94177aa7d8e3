"""`reports/build.log`: a line for each `cdi build`, whoever or whatever started it.

`cdi report`, which builds one document while somebody works on it, leaves none, and no `build.json` either.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal

from cdi.model.one_line import on_one_line, show_hidden
from cdi.workspace.paths import Workspace

StartedBy = Literal["hand", "watch", "schedule"]

# Chosen: some five thousand builds, and as many before them in build.log.1.
_LARGEST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a build was started (local time with its offset), by what, and for which forces."""

    started: datetime
    by: StartedBy
    forces: tuple[str, ...]

    def as_json(self) -> dict[str, str]:
        """What `reports/build.json` says of it."""
        return {"started": self.started.isoformat(timespec="milliseconds"), "started_by": self.by}


def read_record(workspace: Workspace, occasion: Occasion) -> Mapping[str, Any] | None:
    """What `reports/build.json` holds, when it is of this build; a build that never began leaves none."""
    try:
        record: dict[str, Any] = json.loads((workspace.reports / "build.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if occasion.as_json().items() <= record.items() else None


def write_line(workspace: Workspace, occasion: Occasion, exit_code: int, notice: str | None = None) -> str:
    """Append a line on this build and return it: when, by what, exit code, seconds, counts, what failed, the notice.

    `notice` says what became of the notice. At 1 MiB the file is put aside as `build.log.1`.
    """
    words = [_outcome(read_record(workspace, occasion)), *([notice] if notice else [])]
    when = occasion.started.isoformat(timespec="seconds")
    line = show_hidden(on_one_line(f"{when} {occasion.by} exit {exit_code}: {'; '.join(words)}"))
    path = _path(workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_LARGEST_BYTES, backupCount=1, encoding="utf-8")
    try:
        handler.emit(logging.makeLogRecord({"msg": line}))
    finally:
        handler.close()
    return line


def _outcome(record: Mapping[str, Any] | None) -> str:
    if record is None:
        return "nothing was built"
    counts = ", ".join(f"{count} {status}" for status, count in record["counts"].items() if count) or "no reports"
    failed = [f"{report['force']} {report['audit']}" for report in record["reports"] if report["status"] == "failed"]
    from cdi.house_style import formatting  # its libraries take a while to import, and every command reads this module

    seconds = formatting.decimals(record["seconds"], 1)
    return f"{seconds} s, {counts}" + (f"; failed: {', '.join(failed)}" if failed else "")


def last_line(workspace: Workspace, by: StartedBy) -> str | None:
    """The line of the last build that this started, as far back as the log goes."""
    path = _path(workspace)
    for file in (path, path.with_name(f"{path.name}.1")):
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        for line in reversed(lines):
            if line.split(" ", 2)[1:2] == [by]:
                return line
    return None


def _path(workspace: Workspace) -> Path:
    return workspace.reports / "build.log"

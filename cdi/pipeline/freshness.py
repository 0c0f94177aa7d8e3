"""What each stage was last made from, by content, and so why it is stale."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cdi.model.one_line import on_one_line
from cdi.workspace.shipped import SHIPPED

# 2: the stages lie under a key of their own, beside this number.
# 1: the stages alone; such a record is read, so that a new version makes nothing anew that is still right.
FORMAT = 2
_SHOWN = 3
_MADE = " (made)"
_MARKS = (1, 5)
"""How many marks an input has: a stated one has its checksum alone, a file four more."""
_Files = dict[str, list[object]]
_Record = dict[str, _Files]
_OURS = (SHIPPED, Path(__file__).parents[2])
"""What is shipped and what holds the code: one folder in a checkout, two where the package is installed."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stage is stale; `files` are the inputs meant, as seen from the workspace or the project."""

    what: str
    files: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.files:
            return self.what
        more = f" and {len(self.files) - _SHOWN} more" if len(self.files) > _SHOWN else ""
        return f"{self.what}: {', '.join(map(on_one_line, self.files[:_SHOWN]))}{more}"


@dataclass(frozen=True, slots=True)
class StatedInput:
    """An input that lies in no file: a name, and the text that decides whether it changed."""

    name: str
    text: str


# Chosen: the record of a report has 200 KB.
_LARGEST_RECORD = 2**26
Input = Path | StatedInput


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a build: what it reads, what it writes, and how.

    `products` lists every file that it left, once it has run; the next build looks whether they are still whole. `also`
    gives reasons besides the content of files, for what no file shows.
    """

    name: str
    action: Callable[[], None]
    inputs: Sequence[Input]
    targets: Sequence[Path]
    products: Callable[[], Iterable[Path]] = tuple
    also: Callable[[], Iterable[Reason]] = tuple


class Freshness:
    """The record of one report: for each stage the checksums of its inputs, as they were when it last began.

    Since they are those of the beginning, what changes while a stage runs counts as changed in the next build. The
    record also holds the checksums of what each stage made, as they were when it ended: what was damaged since is made
    again. A file whose size, times and inode are as they were is taken as unchanged; otherwise its content decides, so
    touching a file changes nothing.
    """

    def __init__(self, state: Path, root: Path) -> None:
        self._state, self._root = state, root
        # As text, the longest first: this is asked of every file of the code for every audit.
        self._prefixes = sorted((f"{folder}{os.sep}" for folder in {root, *_OURS}), key=len, reverse=True)
        self._recorded = _read(state)
        self._current: _Record = {}

    def reasons(self, stage: Stage) -> tuple[Reason, ...]:
        """Why the stage is stale; empty when it is fresh. Raises FileNotFoundError when an input is not there yet."""
        before = self._recorded.get(stage.name)
        by_name = {self._shown(each): each for each in stage.inputs}
        now = {name: _print(each, (before or {}).get(name)) for name, each in by_name.items()}
        self._current[stage.name] = now
        if before is None:
            return (Reason("not built yet"),)
        differences = {
            "changed": [name for name in now if name in before and before[name][-1] != now[name][-1]],
            "new input": [name for name in now if name not in before],
            "input removed": [name for name in before if name not in now],
        }
        missing = [Reason(f"{target.name} is missing") for target in stage.targets if not target.is_file()]
        return (
            *missing[:1],
            *(() if missing else self._damages(stage)),
            *(Reason(what, tuple(sorted(names))) for what, names in differences.items() if names),
            *stage.also(),
        )

    def record(self, stage: Stage) -> None:
        """Write down what the stage was made from, in one move, so that a build that was stopped resumes from here."""
        self._recorded[stage.name] = self._current[stage.name]
        products = sorted({*stage.targets, *stage.products()})
        self._recorded[stage.name + _MADE] = {self._shown(path): _print(path, None) for path in products}
        self._state.parent.mkdir(parents=True, exist_ok=True)
        written = self._state.with_suffix(".new")
        written.write_text(json.dumps({"format": FORMAT, "stages": self._recorded}), encoding="utf-8")
        written.replace(self._state)

    def _damages(self, stage: Stage) -> Iterator[Reason]:
        """What became of the files that the stage made: each is as it was, or the stage has to make them again."""
        products = self._recorded.get(stage.name + _MADE)
        if products is None:
            yield Reason("nothing says whether what it made is whole")
            return
        gone = [name for name in products if not (self._root / name).is_file()]
        here = [name for name in products if name not in gone]
        damaged = [name for name in here if not _is_as_recorded(self._root / name, products[name])]
        if gone:
            yield Reason("removed since it was made", tuple(gone))
        if damaged:
            yield Reason("damaged or edited since it was made", tuple(damaged))

    def _shown(self, each: Input) -> str:
        """The path as seen from the workspace or from what is ours, whichever is nearer, wherever they lie.

        So code is `cdi/…` and a template `templates/…` also where the package is installed inside the workspace.
        """
        if isinstance(each, StatedInput):
            return each.name
        text = str(each)
        before = next((prefix for prefix in self._prefixes if text.startswith(prefix)), "")
        return text.removeprefix(before).replace(os.sep, "/")


def input_checksums(state: Path, stages: Iterable[str] | None = None) -> dict[str, str]:
    """The checksums of everything that these stages of a record, or all, were last made from, by name."""
    record = _read(state)
    chosen = (stage for stage in record if not stage.endswith(_MADE)) if stages is None else stages
    return {name: str(marks[-1]) for stage in chosen for name, marks in record.get(stage, {}).items()}


def _read(state: Path) -> _Record:
    """The record, or an empty one when there is none that can be read: then everything is built.

    One of a later version counts as none, since nobody knows what it says; so does what is no file, or a giant.
    """
    try:
        status = state.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_RECORD:
            return {}
        content = json.loads(state.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    record = _stages_of(content)
    return record if _is_record(record) else {}


def _stages_of(content: Any) -> Any:
    """The stages of a record of this format or of the one before, which had no number."""
    if not isinstance(content, dict) or "format" not in content:
        return content
    return content.get("stages") if content["format"] == FORMAT else None


def _is_record(record: object) -> bool:
    """Whether it has the shape of a record: for each stage and each file its marks and its checksum."""
    if not isinstance(record, dict) or not all(isinstance(files, dict) for files in record.values()):
        return False
    entries = [entry for files in record.values() for entry in files.values()]
    return all(isinstance(entry, list) and len(entry) in _MARKS and isinstance(entry[-1], str) for entry in entries)


def checksum(path: Path) -> str:
    """The checksum of a file; it is read once in a process, and again when its size, times or inode have changed."""
    return _checksum(path, *_marks(path))


def _print(each: Input, before: list[object] | None) -> list[object]:
    """Size, times, inode and checksum of a file; the checksum from before when the others are the same."""
    if isinstance(each, StatedInput):
        return [hashlib.sha256(each.text.encode()).hexdigest()]
    marks = _marks(each)
    if before is not None and before[:-1] == marks:
        return before
    return [*marks, _checksum(each, *marks)]


def _is_as_recorded(path: Path, before: list[object]) -> bool:
    """Whether a file has the content it had; one of another size is not read, since it may be of any size."""
    if before[:-1] and path.stat().st_size != before[0]:
        return False
    return _print(path, before)[-1] == before[-1]


def _marks(path: Path) -> list[object]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


@cache
def _checksum(path: Path, *_: object) -> str:
    """Once for each file as it is; most inputs are shared by all forces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Which audits came in or changed, by the content of their files; a folder that is still being copied is waited for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from time import monotonic

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError
from cdi.pipeline import inputs
from cdi.pipeline.freshness import checksum
from cdi.workspace.paths import Workspace

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class FolderState:
    """The checksum that an audit folder had when it was last read, and the one its report was last requested for.

    A folder that is absent has no checksum, and in the end nothing requested. How often a report was requested is kept,
    so that the key of a run is never used twice, even when an audit comes back.
    """

    times: int = 0
    requested: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from reading the folders: their new states, a key for each audit to run, and those that are gone."""

    states: Mapping[str, FolderState]
    runs: Mapping[str, str]
    gone: tuple[str, ...]


def checksum_audit(workspace: Workspace, ref: AuditRef) -> str | None:
    """The checksum of everything that comes in with an audit; None while a file comes, goes or cannot be read.

    The times of files play no part, and neither does what all forces share.
    """
    total = hashlib.sha256()
    try:
        for path in sorted(set(inputs.of_audit(workspace, ref))):
            total.update(f"{os.path.relpath(path, workspace.root)}\n{checksum(path)}\n".encode())
    except OSError:
        return None
    except CdiError as refused:  # one run for it, which says so on its page
        total.update(str(refused).encode())
    return total.hexdigest()[:_DIGITS]


def checksum_audits(
    names: Iterable[str],
    checksum_of: Callable[[str], str | None],
    seconds: float,
    clock: Callable[[], float] = monotonic,
) -> dict[str, str | None]:
    """The checksum of each named audit; None for those that there was no time left for.

    Checksums of files are kept in the process, so the next call gets further.
    """
    ends = clock() + seconds
    return {name: checksum_of(name) if clock() < ends else None for name in names}


def decide_runs(before: Mapping[str, FolderState], now: Mapping[str, str | None]) -> Decision:
    """Compare the checksums of all audit folders, `now`, with the states they were in `before`, by name of the audit.

    A report is requested when the folder has the same checksum twice in a row, and another than the report was last
    requested for. A folder counts as gone when it is absent twice in a row. Nothing follows from a checksum of None.
    """
    states, runs, gone = dict(before), dict[str, str](), list[str]()
    for name, checksum_now in now.items():
        state = before.get(name, FolderState())
        if checksum_now is None:
            continue
        if state.checksum == checksum_now != state.requested:
            state = replace(state, times=state.times + 1, requested=checksum_now)
            runs[name] = f"{name}@{checksum_now}#{state.times}"
        states[name] = replace(state, checksum=checksum_now)
    for name, state in before.items():
        if name not in now and state.checksum:
            states[name] = replace(state, checksum="")
        elif name not in now and state.requested:
            states[name] = replace(state, requested="")
            gone.append(name)
    return Decision(states, runs, tuple(gone))


def write_states(states: Mapping[str, FolderState]) -> str:
    """The states as a text of some 60 characters an audit."""
    return json.dumps({name: [state.times, state.requested, state.checksum] for name, state in states.items()})


def read_states(text: str | None) -> dict[str, FolderState]:
    """The inverse of `write_states`; no states when there is no text, or none of ours."""
    try:
        return {name: FolderState(*fields) for name, fields in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        return {}

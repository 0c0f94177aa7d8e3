"""Which audits came in or changed, by the content of their files; a folder that is still being copied is waited for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from time import monotonic

from cdi.model.audit_ref import AuditRef
from cdi.pipeline import inputs
from cdi.pipeline.freshness import checksum
from cdi.workspace.paths import Workspace

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an audit: how often its report was asked for, for which content, and the content seen last.

    An audit whose folder is gone has seen nothing, and in the end asks for nothing; how often it did is kept, so that
    an audit that comes back does not repeat itself.
    """

    times: int = 0
    asked: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: what is known now, the audits to run with a key of their content, and those that are gone."""

    known: Mapping[str, Known]
    run: Mapping[str, str]
    gone: tuple[str, ...]


def content(workspace: Workspace, ref: AuditRef) -> str | None:
    """The checksum over everything that comes in with an audit; None while a file comes, goes or cannot be read.

    Times of files play no part, and neither does what all forces share.
    """
    found = hashlib.sha256()
    try:
        for path in sorted(set(inputs.of_audit(workspace, ref))):
            found.update(f"{os.path.relpath(path, workspace.root)}\n{checksum(path)}\n".encode())
    except OSError:
        return None
    return found.hexdigest()[:_DIGITS]


def contents(
    names: Iterable[str],
    content_of: Callable[[str], str | None],
    seconds: float,
    clock: Callable[[], float] = monotonic,
) -> dict[str, str | None]:
    """The content of each named audit; None for those that the time did not suffice for.

    Checksums are kept in the process, so the next look gets further.
    """
    ends = clock() + seconds
    return {name: content_of(name) if clock() < ends else None for name in names}


def look(before: Mapping[str, Known], now: Mapping[str, str | None]) -> Look:
    """What follows from two looks at the audits, each by name: `before` what was known, `now` the content of each.

    A report is asked for when the content is the same at two looks and not the one that it was asked for last. A folder
    is gone when it was absent at two looks. A content of None could not be had; then nothing follows.
    """
    known, run, gone = dict(before), dict[str, str](), list[str]()
    for name, found in now.items():
        held = before.get(name, Known())
        if found is None:
            continue
        if found == held.seen and found != held.asked:
            held = replace(held, times=held.times + 1, asked=found)
            run[name] = f"{name}@{found}#{held.times}"
        known[name] = replace(held, seen=found)
    for name, held in before.items():
        if name not in now and held.seen:
            known[name] = replace(held, seen="")
        elif name not in now and held.asked:
            known[name] = replace(held, asked="")
            gone.append(name)
    return Look(known, run, tuple(gone))


def written(known: Mapping[str, Known]) -> str:
    """What is known, as a text of some 60 characters an audit."""
    return json.dumps({name: [held.times, held.asked, held.seen] for name, held in known.items()})


def read(text: str | None) -> dict[str, Known]:
    """The inverse of `written`; nothing is known when there is no text, or none of ours."""
    try:
        return {name: Known(*held) for name, held in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        return {}

"""A build of everything that leaves its record: a line in `reports/build.log`, and a notice where one is wanted.

`cdi build` at the keyboard, `cdi watch` and the machine's scheduler all come to this one function: the scheduler starts
`cdi watch --once`, and the watch starts `cdi build`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cdi.model.errors import CdiError, SomeForcesFailed
from cdi.pipeline.all_audits import Settings, build_all, list_requests
from cdi.pipeline.events import Listener
from cdi.pipeline.locks import build_alone
from cdi.pipeline.log import Occasion, StartedBy, read_record, write_line
from cdi.pipeline.summary import Summary
from cdi.unattended import notices
from cdi.workspace.paths import Workspace

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""

Say = Callable[[str], None]


def build_and_record(
    workspace: Workspace,
    forces: Sequence[str],
    settings: Settings,
    listener: Listener,
    *,
    started_by: StartedBy,
    environ: Mapping[str, str],
    say: Say,
    wait: bool = False,
) -> Summary:
    """Build what is stale of the forces (of all when none is named) and leave the record, however the build ends.

    `environ` may hold the addresses of a notice (`notices.VARIABLE`). `say` gets a line on the lock, on a build before
    that was cut off, and on the notice. Nothing is raised for a report that fails; UsageRefused for a force that does
    not exist, RunFailed when another build runs and `wait` is not set.
    """
    requests = list_requests(workspace, forces)
    occasion = Occasion(datetime.now().astimezone(), started_by, tuple(forces or workspace.forces()))
    exit_code = 1
    try:
        with build_alone(workspace, say, wait=wait):
            summary = build_all(workspace, requests, replace(settings, occasion=occasion), listener)
        exit_code = SomeForcesFailed.exit_code if summary.of("failed") or summary.of("not reached") else 0
    except CdiError as refused:
        exit_code = refused.exit_code
        raise
    except KeyboardInterrupt:
        exit_code = INTERRUPTED
        raise
    finally:
        _leave_record(workspace, occasion, exit_code, environ.get(notices.VARIABLE), say)
    return summary


def _leave_record(workspace: Workspace, occasion: Occasion, exit_code: int, addresses: str | None, say: Say) -> None:
    record, notice = read_record(workspace, occasion), None
    if addresses and record is not None and (text := notices.text_of(record, exit_code)):
        notice = notices.send(addresses, *text)
        say(notice)
    write_line(workspace, occasion, exit_code, notice)

"""Watching `data/`: an audit that comes in or changes is waited for until it is all there, then validated and built.

Each step is a command of ours in a process of its own, so this one holds no audit, needs little memory over weeks, and
takes up new code with the next step. The folder is looked at again and again (docs/decisions/0007).
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, ContractBroken, RunFailed
from cdi.pipeline.log import StartedBy
from cdi.unattended.inbox import (
    Seen,
    audit_of,
    audits_of,
    differences,
    last_touched,
    look,
    not_an_audit,
    not_whole,
)
from cdi.workspace.paths import Workspace

Say = Callable[[str], None]

_SHOWN = "20"
_PRESSING = ("due", "late", "missing")


@dataclass(frozen=True, slots=True)
class Pace:
    """All in seconds: from one look to the next, how long files must stay as they are, how long one is waited for.

    A file that is not whole after `patience` is built from as it is, so that the report says what is wrong with it; a
    folder that is no audit by then is left until something in it changes.
    """

    every: float = 1.0
    settle: float = 3.0
    patience: float = 600.0


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds since 1970, and how to wait."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended, and its JSON record; none when it refused to begin."""

    exit_code: int
    record: Mapping[str, Any] | None


class Steps(Protocol):
    """What is done about audits that are all there."""

    def stale(self, forces: Sequence[str]) -> list[AuditRef]:
        """The audits of these forces that a build would take up."""

    def validate(self, audits: Sequence[AuditRef]) -> None:
        """Show the faults of these audits."""

    def build(self, forces: Sequence[str]) -> Built:
        """Build what changed of these forces, when no other build runs."""


class Commands:
    """The steps as `cdi build --dry-run`, `cdi validate` and `cdi build`; their own words go where ours go."""

    def __init__(self, workspace: Workspace, started_by: StartedBy) -> None:
        self._root, self._started_by = workspace.root, started_by

    def stale(self, forces: Sequence[str]) -> list[AuditRef]:
        """Those whose own data or words changed, and those that cannot even be looked at."""
        _, text = self._run(["build", "--changed", "--dry-run", "--json", *forces], read=True)
        reports = json.loads(text)["reports"] if text else []
        return [AuditRef(held["force"], held["audit"]) for held in reports if held["status"] in ("stale", "failed")]

    def validate(self, audits: Sequence[AuditRef]) -> None:
        """As at the keyboard, each audit named by its folder; a fault of a whole column is not shown for every row."""
        self._run(["validate", "--most", _SHOWN, *(str(Path("data", audit.path)) for audit in audits)], read=False)

    def build(self, forces: Sequence[str]) -> Built:
        """As at the keyboard."""
        words = ["build", "--changed", "--wait", "--started-by", self._started_by, "--json", *forces]
        code, text = self._run(words, read=True)
        return Built(code, json.loads(text) if text else None)

    def _run(self, words: Sequence[str], *, read: bool) -> tuple[int, str]:
        """Exit code and what was printed. Ctrl-C is passed on once, and waited for: a build ends in order."""
        command = [sys.executable, "-m", "cdi.cli.app", *words]
        stdout = subprocess.PIPE if read else None
        # A group of its own where there are such: else a terminal would interrupt the command a second time.
        group = 0 if sys.platform != "win32" else None
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            command, cwd=self._root, stdout=stdout, encoding="utf-8", process_group=group
        ) as running:
            try:
                text, _ = running.communicate()
            except KeyboardInterrupt:
                if sys.platform != "win32":
                    running.send_signal(signal.SIGINT)
                running.communicate()
                raise
        return running.returncode, text or ""


class Watch:
    """What is known of `data/`: files as last seen, and audits (and what they share, as None) not yet taken up."""

    def __init__(self, workspace: Workspace, steps: Steps, say: Say, pace: Pace, clock: Clock) -> None:
        self._workspace, self._steps, self._say, self._pace, self._clock = workspace, steps, say, pace, clock
        self._seen: Seen = {}
        self._changed: dict[AuditRef | None, float] = {}
        self._said: dict[AuditRef | None, str] = {}
        self._came: set[AuditRef] = set()  # different from the first look: somebody waits for a word on it
        self._looks = self._rounds = 0
        self._idle_since = clock.now()

    def once(self) -> int:
        """Take up what is waiting, and what comes in meanwhile; the exit code is that of the first build that failed.

        A folder that is not all there is waited for as long as patience lasts. Raises RunFailed when nothing could be
        taken up by then.
        """
        code = 0
        while True:
            readable = self._look()
            if self._rounds and not self._changed:
                return code
            if self._clock.now() - self._idle_since > self._pace.patience + self._pace.settle:
                if not (self._rounds or code):
                    raise RunFailed("nothing was built: data/ cannot be read, or all of it still changes")
                self._say("data/ still changes; the rest is left for the next time")
                return code
            ended = self._take_up() if readable else 0
            code = code or ended
            self._clock.sleep(self._pace.every)

    def go_on(self) -> None:
        """Take up what is waiting and whatever comes in, until KeyboardInterrupt."""
        while True:
            if self._look():
                self._take_up()
            self._clock.sleep(self._pace.every)

    def _look(self) -> bool:
        """Note what is different; whether there was anything to be seen."""
        moment = self._clock.now()
        try:
            now = look(self._workspace.data)
        except OSError as away:
            self._tell(None, f"{away.filename or 'data/'} cannot be read ({away.strerror}); looking again")
            return False
        for name in differences(self._seen, now):
            # Files that have lain here for long need not settle, unless the next look finds them changed.
            since = moment if self._looks else min(moment, last_touched(now[name]))
            audit = audit_of(name)
            self._changed[audit] = max(since, self._changed.get(audit, since))
            if audit and self._looks:
                self._came.add(audit)
        self._seen = now
        self._looks += 1
        return True

    def _take_up(self) -> int:
        """One round with the audits that are all there, if any; returns the exit code of its build."""
        if self._looks < 2 or not self._changed or (None in self._changed and self._age(None) < self._pace.settle):
            return 0
        try:
            known = self._workspace.forces()
        except CdiError as broken:
            self._tell(None, str(broken))
            return broken.exit_code
        ready, held_back = self._sorted_out(known)
        audits = sorted(audit for audit in ready if audit is not None and audit.force in known)
        named = set(known) if None in ready else {audit.force for audit in audits}
        forces = sorted(named - held_back)
        for audit in ready:
            if audit is not None or forces:
                del self._changed[audit]
                self._said.pop(audit, None)
        return self._round(forces, audits) if forces else 0

    def _sorted_out(self, known: Collection[str]) -> tuple[set[AuditRef | None], set[str]]:
        """What changed and is all there, and the forces that wait because one of their audits is not."""
        waiting = {audit for audit in self._changed if audit and self._must_wait(audit, known)}
        held_back = {audit.force for audit in waiting if not_an_audit(self._seen, audit, known) is None}
        return {
            audit for audit in self._changed.keys() - waiting if not (audit and audit.force in held_back)
        }, held_back

    def _age(self, audit: AuditRef | None) -> float:
        return self._clock.now() - self._changed[audit]

    def _must_wait(self, audit: AuditRef, known: Collection[str]) -> bool:
        """Whether files of an audit are still to come; says why, once for each reason."""
        age = self._age(audit)
        if age < self._pace.settle:
            self._tell(audit, "its files still change; waiting")
            return True
        if audit not in audits_of(self._seen):
            return False
        none = not_an_audit(self._seen, audit, known)
        why = none or not_whole(self._workspace, audit, self._seen)
        if why is None:
            return False
        if age < self._pace.patience:
            self._tell(audit, f"{why}; waiting")
            return True
        self._tell(audit, f"{why}; " + ("left" if none else "taken as it is"))
        return False

    def _round(self, forces: Sequence[str], changed: Sequence[AuditRef]) -> int:
        """Validate and build; the build also when nothing is stale, as it clears a failure page that is out of date."""
        first, self._rounds = not self._rounds, self._rounds + 1
        here = audits_of(self._seen)
        stale = set(self._steps.stale(forces))
        came = self._came.intersection(changed)
        alone = {audit for audit in came & here if not self._has_documents(audit)}
        if stale | alone:
            self._steps.validate(sorted(stale | alone))
        built = self._steps.build(forces)
        self._report(built, calendar=first)
        for audit in sorted(came):
            if audit not in here:
                self._tell(audit, "its folder is gone; its last report stays")
            elif audit in alone:
                self._tell(audit, "it has no documents.toml, so there is no report to build")
            elif audit not in stale:
                self._tell(audit, "nothing in it is different; up to date")
        self._came -= came
        self._said = {audit: words for audit, words in self._said.items() if audit not in (None, *came)}
        self._idle_since = self._clock.now()
        return built.exit_code

    def _has_documents(self, audit: AuditRef) -> bool:
        return f"{audit.path}/documents.toml" in self._seen

    def _report(self, built: Built, *, calendar: bool) -> None:
        """A line for each report that was built or failed; with `calendar` also what is due, late or missing."""
        if built.record is None:
            if built.exit_code:
                self._say(f"the build ended with {built.exit_code}")
            return
        for held in built.record["reports"]:
            if held["status"] in ("built", "failed"):
                self._say(f"{held['force']} {held['audit']}: {_became(held)}")
        for held in built.record["calendar"] if calendar else ():
            if held["state"] in _PRESSING:
                self._say(f"{held['force']} {held['audit']}: {held['state']}, due {held['due']}")

    def _tell(self, audit: AuditRef | None, words: str) -> None:
        """Say something of an audit, unless it was the last thing said of it."""
        if self._said.get(audit) != words:
            self._said[audit] = words
            self._say(f"{audit}: {words}" if audit else words)


def _became(held: Mapping[str, Any]) -> str:
    """What became of a report, in a line, and where its page is."""
    if held["status"] == "built":
        documents = [f"{name}.html" for name in held["documents"]] or ["analysis.html"]
        return f"built; {held['folder']}/{documents[0]}"
    failure = held["failure"]
    if failure["exit_code"] == ContractBroken.exit_code:
        return f"not a valid audit; {failure['page']}"
    return f"failed, {failure['message'].splitlines()[0]}; {failure['page']}"

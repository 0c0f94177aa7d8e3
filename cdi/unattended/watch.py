"""Watching `data/`: an audit that comes in or changes is waited for until it is all there, then validated and built.

The files of the folder are listed again and again (docs/decisions/0007). What is done about an audit that is all there
is three steps, each a command of ours in a process of its own (`commands`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import CdiError, ContractBroken, RunFailed
from cdi.unattended.inbox import (
    Listing,
    audit_of,
    audits_of,
    find_differences,
    list_files,
    time_of_arrival,
    why_incomplete,
    why_no_audit,
)
from cdi.unattended.schedulers.plan import Plan
from cdi.unattended.schedulers.systemd import follow_folders
from cdi.workspace.paths import Workspace

Say = Callable[[str], None]

_PRESSING = ("due", "late", "missing")


@dataclass(frozen=True, slots=True)
class Pace:
    """All in seconds: from one listing to the next, how long files must stay as they are, how long one is waited for.

    A file that is not whole after `patience` is built from as it is, so that the report says what is wrong with it; a
    folder that is no audit by then is left until something in it changes.
    """

    every: float = 1.0
    settle: float = 3.0
    patience: float = 600.0


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds since 1970, and how to wait; the machine's own unless a test brings another."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


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


class Watch:
    """The state of a watch: the files as last listed, and the audits that changed and are not yet taken up.

    None stands among the audits for what they share, such as `forces.toml`.
    """

    def __init__(self, workspace: Workspace, steps: Steps, say: Say, pace: Pace, clock: Clock) -> None:
        self._workspace, self._steps, self._say, self._pace, self._clock = workspace, steps, say, pace, clock
        self._listing: Listing = {}
        self._changed: dict[AuditRef | None, float] = {}
        self._said: dict[AuditRef | None, str] = {}
        self._came: set[AuditRef] = set()  # different from the first listing: somebody waits for a word on it
        self._left: set[AuditRef] = set()  # no audit by the end of patience
        self._listings = self._rounds = 0
        self._idle_since = clock.now()

    def once(self) -> int:
        """Take up what is waiting, and what comes in meanwhile; the exit code is that of the first build that failed.

        When something is left because it is no audit, or still changes, it is that of data that do not fit.

        A folder that is not all there is waited for as long as patience lasts. Raises RunFailed when nothing could be
        taken up by then.
        """
        code = 0
        while True:
            listed = self._note_changes()
            if self._rounds and not self._changed:
                return code or (ContractBroken.exit_code if self._left else 0)
            if self._clock.now() - self._idle_since > self._pace.patience + self._pace.settle:
                if not (self._rounds or code):
                    raise RunFailed("nothing was built: data/ cannot be read, or all of it still changes")
                self._say("data/ still changes; the rest is left for the next time")
                return code or ContractBroken.exit_code
            ended = self._take_up() if listed else 0
            code = code or ended
            self._clock.sleep(self._pace.every)

    def go_on(self) -> None:
        """Take up what is waiting and whatever comes in, until KeyboardInterrupt."""
        while True:
            if self._note_changes():
                self._take_up()
            self._clock.sleep(self._pace.every)

    def _note_changes(self) -> bool:
        """List the files and note which audits changed; whether the files could be listed."""
        moment = self._clock.now()
        try:
            listing = list_files(self._workspace.data)
        except OSError as away:
            self._say_once(None, f"{away.filename or 'data/'} cannot be read ({away.strerror}); trying again")
            return False
        for name in find_differences(self._listing, listing):
            # Files that have been here for long need not settle, unless the next listing shows them changed.
            since = moment if self._listings else min(moment, time_of_arrival(listing[name]))
            audit = audit_of(name)
            self._changed[audit] = max(since, self._changed.get(audit, since))
            if audit and self._listings:
                self._came.add(audit)
        self._listing = listing
        self._listings += 1
        return True

    def _take_up(self) -> int:
        """One round with the audits that are all there, if any; returns the exit code of its build."""
        if self._listings < 2 or not self._changed or (None in self._changed and self._age(None) < self._pace.settle):
            return 0
        try:
            forces = set(self._workspace.forces())
        except CdiError as broken:
            self._say_once(None, str(broken))
            return broken.exit_code
        ready, waiting_forces = self._split_by_readiness(forces)
        audits = sorted(audit for audit in ready if audit is not None and audit.force in forces)
        changed = forces if None in ready else {audit.force for audit in audits}
        to_build = sorted(changed - waiting_forces)
        for audit in ready:
            if audit is not None or to_build:
                del self._changed[audit]
                self._said.pop(audit, None)
        return self._run_steps(to_build, audits) if to_build else 0

    def _split_by_readiness(self, forces: Collection[str]) -> tuple[set[AuditRef | None], set[str]]:
        """What changed and is all there, and the forces that wait because one of their audits is not."""
        waiting = {audit for audit in self._changed if audit and self._must_wait(audit, forces)}
        waiting_forces = {audit.force for audit in waiting if why_no_audit(self._listing, audit, forces) is None}
        others = self._changed.keys() - waiting
        return {audit for audit in others if audit is None or audit.force not in waiting_forces}, waiting_forces

    def _age(self, audit: AuditRef | None) -> float:
        return self._clock.now() - self._changed[audit]

    def _must_wait(self, audit: AuditRef, forces: Collection[str]) -> bool:
        """Whether files of an audit are still to come; says why, once for each reason."""
        age = self._age(audit)
        if age < self._pace.settle:
            self._say_once(audit, "its files still change; waiting")
            return True
        if audit not in audits_of(self._listing):
            return False
        no_audit = why_no_audit(self._listing, audit, forces)
        why = no_audit or why_incomplete(self._workspace, audit, self._listing)
        if why is None:
            return False
        if age < self._pace.patience:
            self._say_once(audit, f"{why}; waiting")
            return True
        self._say_once(audit, f"{why}; " + ("left" if no_audit else "taken as it is"))
        if no_audit:
            self._left.add(audit)
        return False

    def _run_steps(self, forces: Sequence[str], changed: Sequence[AuditRef]) -> int:
        """Validate and build; the build also when nothing is stale, as it clears a failure page that is out of date."""
        first, self._rounds = not self._rounds, self._rounds + 1
        here = audits_of(self._listing)
        stale = set(self._steps.stale(forces))
        came = self._came.intersection(changed)
        alone = {audit for audit in came & here if not self._has_documents(audit)}
        if stale | alone:
            self._steps.validate(sorted(stale | alone))
        built = self._steps.build(forces)
        self._report(built, calendar=first)
        for audit in sorted(came):
            if audit not in here:
                self._say_once(audit, "its folder is gone; its last report stays")
            elif audit in alone:
                self._say_once(audit, "it has no documents.toml, so there is no report to build")
            elif audit not in stale:
                self._say_once(audit, "nothing in it is different; up to date")
        self._came -= came
        self._said = {audit: words for audit, words in self._said.items() if audit not in (None, *came)}
        self._idle_since = self._clock.now()
        return built.exit_code

    def _has_documents(self, audit: AuditRef) -> bool:
        return f"{audit.path}/documents.toml" in self._listing

    def _report(self, built: Built, *, calendar: bool) -> None:
        """A line for each report that was built or failed; with `calendar` also what is due, late or missing."""
        if built.record is None:
            if built.exit_code:
                self._say(f"the build ended with {built.exit_code}")
            return
        for report in built.record["reports"]:
            if report["status"] in ("built", "failed"):
                self._say(f"{report['force']} {report['audit']}: {_describe(report)}")
        for entry in built.record["calendar"] if calendar else ():
            if entry["state"] in _PRESSING:
                self._say(f"{entry['force']} {entry['audit']}: {entry['state']}, due {entry['due']}")

    def _say_once(self, audit: AuditRef | None, words: str) -> None:
        """Say something of an audit, unless it was the last thing said of it."""
        if self._said.get(audit) != words:
            self._said[audit] = words
            self._say(f"{audit}: {words}" if audit else words)


def _describe(report: Mapping[str, Any]) -> str:
    """What became of a report, in a line, and where its page is."""
    if report["status"] == "built":
        documents = [f"{name}.html" for name in report["documents"]] or ["analysis.html"]
        return f"built; {report['folder']}/{documents[0]}"
    failure = report["failure"]
    if failure["exit_code"] == ContractBroken.exit_code:
        return f"not a valid audit; {failure['page']}"
    return f"failed, {failure['message'].splitlines()[0]}; {failure['page']}"


def watch_data(
    workspace: Workspace, steps: Steps, say: Say, pace: Pace, *, once: bool = False, clock: Clock | None = None
) -> int:
    """Watch until the process is interrupted, or with `once` until what is waiting is taken up; returns the exit code.

    A watch that is interrupted has done what it is for: its exit code is 0. With `once` it is that of the first build
    that failed, and what systemd watches is renewed at the end.
    """
    watch = Watch(workspace, steps, say, pace, clock or Clock())
    if once:
        exit_code = watch.once()
        for line in follow_folders(Plan(workspace)):
            say(line)
        return exit_code
    try:
        say(f"watching {workspace.data}; Ctrl-C ends it")
        watch.go_on()
    except KeyboardInterrupt:
        say("ended")
    return 0

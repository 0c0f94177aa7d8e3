"""The steps of a watch as commands of ours, each in a process of its own.

So the process that watches holds no audit, needs little memory over weeks, and takes up new code with the next step.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.log import StartedBy
from cdi.unattended.watch import Built
from cdi.workspace.paths import Workspace

# A fault of a whole column would otherwise be shown for every row.
_MOST_FAULTS = "20"


class Commands:
    """The steps as `cdi build --dry-run`, `cdi validate` and `cdi build`; what they print goes where our lines go."""

    def __init__(self, workspace: Workspace, started_by: StartedBy, environ: Mapping[str, str]) -> None:
        self._root, self._started_by, self._environ = workspace.root, started_by, environ

    def stale(self, forces: Sequence[str]) -> list[AuditRef]:
        """Those whose own data or words changed, and those of which not even that can be found out."""
        _, text = self._run(["build", "--changed", "--dry-run", "--json", *forces], read=True)
        reports = json.loads(text)["reports"] if text else []
        return [AuditRef(each["force"], each["audit"]) for each in reports if each["status"] in ("stale", "failed")]

    def validate(self, audits: Sequence[AuditRef]) -> None:
        """As at the keyboard, each audit named by its folder, but no cell is quoted: this may go to a log."""
        self._run(
            ["validate", "--no-values", "--most", _MOST_FAULTS, *(str(Path("data", audit.path)) for audit in audits)],
            read=False,
        )

    def build(self, forces: Sequence[str]) -> Built:
        """As at the keyboard."""
        words = ["build", "--changed", "--wait", "--started-by", self._started_by, "--json", *forces]
        exit_code, text = self._run(words, read=True)
        return Built(exit_code, json.loads(text) if text else None)

    def _run(self, words: Sequence[str], *, read: bool) -> tuple[int, str]:
        """Exit code and what was printed. An interruption is passed on once, and waited for: a build ends in order.

        It is passed on as SIGTERM, since a process that was started in the background ignores SIGINT, and so does all
        that it starts.
        """
        stdout = subprocess.PIPE if read else None
        # A group of its own where there are such: else a terminal would interrupt the command a second time.
        group = 0 if sys.platform != "win32" else None
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "cdi", *words],
            cwd=self._root,
            env=dict(self._environ),
            stdout=stdout,
            encoding="utf-8",
            process_group=group,
        ) as process:
            try:
                text, _ = process.communicate()
            except KeyboardInterrupt:
                if sys.platform != "win32":
                    process.terminate()
                process.communicate()
                raise
        return process.returncode, text or ""

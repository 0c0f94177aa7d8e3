"""A person at a desk drops audits into data/, in every order and half-copied, and reads what became of each.

Validation and building are stood in for in all but the last tests, and the clock is one that nobody waits for.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import RunFailed
from cdi.unattended.commands import Commands
from cdi.unattended.watch import Built, Clock, Pace, Watch, watch_data
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.small_reports import AUDIT, write_small_reports
from tests.unit.load.bad_files.base import FORCE, REPORTS, write_base
from tests.unit.unattended.test_inbox import archive

DURHAM = AuditRef("durham", AUDIT)
Happens = Mapping[int, Callable[[], object]]


class Steps:
    """Stands for the three commands: what has documents and other content than at the last build is stale."""

    def __init__(self, workspace: Workspace, said: list[str]) -> None:
        self._workspace, self._said = workspace, said
        self._made: dict[AuditRef, dict[str, bytes]] = {}
        self.while_it_builds: Callable[[], object] = lambda: None

    def _content(self, audit: AuditRef) -> dict[str, bytes]:
        folder = self._workspace.audit_folder(audit)
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def stale(self, forces: Sequence[str]) -> list[AuditRef]:
        audits = [audit for force in forces for audit in self._workspace.reportable(force)]
        return [audit for audit in audits if self._content(audit) != self._made.get(audit)]

    def validate(self, audits: Sequence[AuditRef]) -> None:
        self._said.append(f"(validate {', '.join(str(audit) for audit in audits)})")

    def build(self, forces: Sequence[str]) -> Built:
        reports = [self._report(audit) for audit in self.stale(forces)]
        self._said.append(f"(build {', '.join(forces)})")
        self.while_it_builds()
        failed = any(report["status"] == "failed" for report in reports)
        return Built(4 if failed else 0, {"reports": reports, "calendar": []})

    def _report(self, audit: AuditRef) -> dict[str, Any]:
        report: dict[str, Any] = {
            "force": audit.force,
            "audit": audit.audit,
            "folder": f"reports/{audit.path}",
            "documents": ["news"],
        }
        content = self._content(audit)
        if b"vicar" in content.get("audit_reports.csv", b""):
            failure = {"message": "a line\nand another", "exit_code": 3, "page": f"reports/{audit.path}-failed.html"}
            return report | {"status": "failed", "failure": failure}
        self._made[audit] = content
        return report | {"status": "built"}


class Desk:
    """A watched folder, what was said, and what happens at which second of a clock that goes by itself."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.said = Workspace(folder), []  # type: ignore[var-annotated]
        self.steps = Steps(self.workspace, self.said)
        self._start = self._time = time.time() + 100  # what lies there has lain there for a while
        (folder / "data").mkdir()
        self.entries("kent", "essex")
        for force in ("kent", "essex"):
            write_base(self.folder(force, "2026"))
            (self.folder(force, "2026") / "documents.toml").touch()

    def entries(self, *forces: str) -> None:
        entries = [FORCE.replace("[kent]", f"[{force}]") for force in forces]
        (self.workspace.data / "forces.toml").write_text("".join(entries), encoding="utf-8")

    def folder(self, force: str, audit: str) -> Path:
        return self.workspace.audit_folder(AuditRef(force, audit))

    def watch(self, happens: Happens, *, once: bool = False) -> int:
        """Watch until half a minute after the last of what happens; returns what `once` does."""
        self._start, waiting = self._time, dict(happens)
        last = max(happens, default=0)

        def sleep(seconds: float) -> None:
            self._time += seconds
            for second in [second for second in waiting if second <= self._time - self._start]:
                waiting.pop(second)()
            if not once and self._time > self._start + last + 30:
                raise KeyboardInterrupt

        watching = Watch(self.workspace, self.steps, self.said.append, Pace(1, 3, 60), Clock(lambda: self._time, sleep))
        if once:
            return watching.once()
        with pytest.raises(KeyboardInterrupt):
            watching.go_on()
        return 0


FIRST = ["(validate essex 2026, kent 2026)", "(build essex, kent)", "essex 2026: built; reports/essex/2026/news.html",
         "kent 2026: built; reports/kent/2026/news.html"]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_new_audit_is_waited_for_until_it_is_all_there_then_validated_built_and_reported(desk: Desk) -> None:
    folder = desk.folder("kent", "2027")
    whole = archive()

    def settings() -> None:
        write_base(folder.with_name("aside"))
        source = '\n[source]\nkind = "excel"\npath = "audit.xlsx"\n'
        (folder / "audit.toml").write_text(
            (folder.with_name("aside") / "audit.toml").read_text("utf-8") + source, "utf-8"
        )
        shutil.rmtree(folder.with_name("aside"))

    desk.watch({
        5: lambda: (folder.mkdir(), (folder / "documents.toml").touch()),
        15: settings,
        25: lambda: (folder / "audit.xlsx").write_bytes(whole[:500]),
        26: lambda: (folder / "audit.xlsx").write_bytes(whole[:900]),
        40: lambda: (folder / "audit.xlsx").write_bytes(whole),
    })  # fmt: skip
    assert desk.said == [
        *FIRST,
        "kent 2027: its files still change; waiting",
        "kent 2027: it has no audit.toml yet; waiting",
        "kent 2027: its files still change; waiting",
        "kent 2027: audit.xlsx is not there yet, which audit.toml names; waiting",
        "kent 2027: its files still change; waiting",
        "kent 2027: audit.xlsx is not a whole workbook yet; waiting",
        "kent 2027: its files still change; waiting",
        "(validate kent 2027)",
        "(build kent)",
        "kent 2027: built; reports/kent/2027/news.html",
    ]


def test_a_faulty_audit_is_reported_and_the_watch_goes_on(desk: Desk) -> None:
    kent, essex = desk.folder("kent", "2026"), desk.folder("essex", "2026")
    desk.watch({
        5: lambda: (kent / "audit_reports.csv").write_text(REPORTS.replace("victim", "vicar"), "utf-8"),
        15: lambda: (essex / "audit_reports.csv").write_text(REPORTS.replace("C1", "C9"), "utf-8"),
    })  # fmt: skip
    assert desk.said == [
        *FIRST,
        "kent 2026: its files still change; waiting",
        "(validate kent 2026)",
        "(build kent)",
        "kent 2026: not a valid audit; reports/kent/2026-failed.html",
        "essex 2026: its files still change; waiting",
        "(validate essex 2026)",
        "(build essex)",
        "essex 2026: built; reports/essex/2026/news.html",
    ]


def test_a_force_waits_for_its_half_copied_audit_and_no_other_does(desk: Desk) -> None:
    half = desk.folder("kent", "2026") / "audit.xlsx"
    half.write_bytes(archive()[:500])
    desk.watch({5: lambda: half.write_bytes(archive())})
    assert desk.said == [
        "kent 2026: audit.xlsx is not a whole workbook yet; taken as it is",  # it lay there for longer than a minute
        *FIRST,
        "kent 2026: its files still change; waiting",
        "(validate kent 2026)",
        "(build kent)",
        "kent 2026: built; reports/kent/2026/news.html",
    ]
    desk.said.clear()
    desk.watch({
        5: lambda: half.write_bytes(archive()[:500]),
        6: (desk.folder("essex", "2026") / "staffing.csv").unlink,
    })  # fmt: skip
    assert desk.said == [
        "(build essex, kent)",
        "kent 2026: its files still change; waiting",
        "essex 2026: its files still change; waiting",
        "kent 2026: audit.xlsx is not a whole workbook yet; waiting",
        "(validate essex 2026)",
        "(build essex)",
        "essex 2026: built; reports/essex/2026/news.html",
    ]


def test_what_nothing_can_be_built_from_is_said_too(desk: Desk) -> None:
    kent = desk.folder("kent", "2026")
    desk.watch({
        5: (kent / "staffing.csv").touch,
        15: lambda: write_base(desk.folder("kent", "2014")),
        25: lambda: shutil.rmtree(desk.folder("kent", "2014")),
        35: lambda: write_base(desk.folder("surrey", "2026")),
        45: lambda: desk.entries("kent", "essex", "surrey"),
    })  # fmt: skip
    assert [line for line in desk.said[4:] if "still change" not in line] == [
        "(build kent)",
        "kent 2026: nothing in it is different; up to date",
        "(validate kent 2014)",
        "(build kent)",
        "kent 2014: it has no documents.toml, so there is no report to build",
        "(build kent)",
        "kent 2014: its folder is gone; its last report stays",
        "surrey 2026: surrey is not in data/forces.toml yet; waiting",
        "(validate surrey 2026)",
        "(build essex, kent, surrey)",
        "surrey 2026: it has no documents.toml, so there is no report to build",
    ]


def test_a_drive_that_goes_away_and_comes_back_and_broken_settings_change_nothing(desk: Desk) -> None:
    settings = desk.workspace.data / "forces.toml"
    desk.watch({
        5: lambda: desk.workspace.data.rename(desk.workspace.root / "away"),
        15: lambda: (desk.workspace.root / "away").rename(desk.workspace.data),
        25: lambda: settings.write_text("[kent", "utf-8"),
        35: lambda: desk.entries("kent", "essex"),
    })  # fmt: skip
    assert desk.said[4] == f"{desk.workspace.data} cannot be read (No such file or directory); trying again"
    assert "forces.toml: not readable" in desk.said[5]
    assert desk.said[6:] == ["(build essex, kent)"]


def test_once_ends_with_the_exit_code_of_the_build_and_takes_up_what_came_in_meanwhile(desk: Desk) -> None:
    kent = desk.folder("kent", "2026") / "audit_reports.csv"
    good = kent.read_text(encoding="utf-8")
    kent.write_text(good.replace("victim", "vicar"), encoding="utf-8")

    def mend() -> None:
        kent.write_text(good, encoding="utf-8")
        desk.steps.while_it_builds = lambda: None

    desk.steps.while_it_builds = mend
    assert desk.watch({}, once=True) == 4
    assert desk.said == [
        *FIRST[:3],
        "kent 2026: not a valid audit; reports/kent/2026-failed.html",
        "kent 2026: its files still change; waiting",
        "(validate kent 2026)",
        "(build kent)",
        "kent 2026: built; reports/kent/2026/news.html",
    ]
    desk.said.clear()
    assert desk.watch({}, once=True) == 0
    assert desk.said == ["(build essex, kent)"]  # so that the run leaves its record


def test_a_watch_that_is_interrupted_as_soon_as_it_says_that_it_watches_says_its_end(desk: Desk) -> None:
    def say(line: str) -> None:
        desk.said.append(line)
        if line.startswith("watching"):
            raise KeyboardInterrupt

    assert watch_data(desk.workspace, desk.steps, say, Pace(1, 3, 60)) == 0
    assert desk.said == [f"watching {desk.workspace.data}; Ctrl-C ends it", "ended"]


def test_once_does_not_wait_for_ever(desk: Desk) -> None:
    growing = desk.folder("kent", "2026") / "events.csv"
    ended = desk.watch({second: lambda: growing.write_bytes(b"x" + growing.read_bytes() if growing.exists() else b"")
                        for second in range(1, 200)}, once=True)  # fmt: skip
    assert ended == 3  # something was left
    assert desk.said == [
        "kent 2026: its files still change; waiting",
        "(validate essex 2026)",
        "(build essex)",
        "essex 2026: built; reports/essex/2026/news.html",
        "data/ still changes; the rest is left for the next time",
    ]


def test_once_fails_when_a_folder_is_left_that_is_no_audit_and_says_how_to_make_it_one(desk: Desk) -> None:
    bare = desk.workspace.data / "kent" / "2027"
    bare.mkdir()
    (bare / "extract.xlsx").write_bytes(b"PK")
    assert desk.watch({}, once=True) == 3
    assert (
        "kent 2027: it holds a workbook and no audit.toml yet; cdi import data/kent/2027/extract.xlsx --force kent "
        "--audit 2027 makes an audit of it; left"
    ) in desk.said


def test_once_fails_when_the_drive_stays_away(desk: Desk) -> None:
    desk.workspace.data.rename(desk.workspace.root / "away")
    with pytest.raises(RunFailed, match="nothing was built: data/ cannot be read"):
        desk.watch({}, once=True)


# From here on nothing is stood in for.


@pytest.fixture
def durham(tmp_path: Path) -> Workspace:
    """A workspace whose audit is not there yet but lies beside it."""
    workspace = write_small_reports(tmp_path / "here", ["durham"])
    workspace.audit_folder(DURHAM).rename(tmp_path / "audit")
    return workspace


# As a terminal starts it, or as a shell does in the background; whoever runs the tests may have either.
_START = """
import signal, sys
from cdi.cli.app import main
signal.signal(signal.SIGINT, signal.default_int_handler if sys.argv.pop(1) == "terminal" else signal.SIG_IGN)
sys.exit(main())
"""


@contextmanager
def watching(workspace: Workspace, start: Literal["terminal", "background"]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-c", _START, start, "watch", "--every", "0.2", "--settle", "1"]
    with subprocess.Popen(command, cwd=workspace.root, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
        except BaseException:
            process.kill()  # a test that failed, or ran out of time, must not wait for it
            raise


def line_with(output: IO[str], part: str) -> str:
    for line in output:
        if part in line:
            return line
    raise AssertionError(f"it ended without {part!r}")


@pytest.fixture
def commands(durham: Workspace) -> Commands:
    """The commands of a watch over an audit whose settings cannot be read, so that no notebook runs."""
    folder = durham.audit_folder(DURHAM)
    (durham.root.parent / "audit").rename(folder)
    (folder / "documents.toml").write_text("[", encoding="utf-8")
    return Commands(durham, "watch", os.environ)


_ECHO = """#!/bin/sh
echo "{\\"words\\": \\"$*\\", \\"folder\\": \\"$PWD\\", \\"reports\\": [{\\"force\\": \\"kent\\", \\"audit\\": \\"$AUDIT\\", \\"status\\": \\"stale\\"}]}"
exit 4
"""


@pytest.fixture
def echoed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Commands of which each prints how it was called, as a program that stands for our interpreter sees it."""
    program = tmp_path / "python"
    program.write_text(_ECHO, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return Commands(Workspace(tmp_path), "watch", {"AUDIT": "2026"})


def test_each_step_is_a_command_in_the_workspace_whose_record_is_read(
    echoed: Commands, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    built = echoed.build(["kent", "essex"])
    assert built.exit_code == 4
    assert built.record is not None
    assert built.record["words"] == "-m cdi build --changed --wait --started-by watch --json kent essex"
    assert built.record["folder"] == str(tmp_path)
    assert echoed.stale(["kent"]) == [AuditRef("kent", "2026")]
    assert capfd.readouterr().out == ""
    echoed.validate([DURHAM])
    assert '"-m cdi validate --no-values --most 20 data/durham/2026"' in capfd.readouterr().out


def test_what_a_build_of_a_watch_prints_is_its_record(durham: Workspace, cdi: RunCommand) -> None:
    """The words of the command above, in this process, where there is no audit to build."""
    ended = cdi(durham, "build", "--changed", "--wait", "--started-by", "watch", "--json")
    record = json.loads(ended.stdout)
    assert record == json.loads((durham.reports / "build.json").read_text(encoding="utf-8"))
    assert (ended.returncode, record["started_by"], record["reports"]) == (0, "watch", [])


@pytest.mark.long(
    reason="starts a command; test_each_step_is_a_command starts a stand-in in its place, and doubles say what is stale"
)
def test_what_is_stale_is_asked_of_a_command(commands: Commands) -> None:
    assert commands.stale(["durham"]) == [DURHAM]


@pytest.mark.long(
    reason="starts a command; test_each_step_is_a_command starts a stand-in in its place, and load has the faults"
)
def test_faults_are_listed_by_a_command(commands: Commands, capfd: pytest.CaptureFixture[str]) -> None:
    commands.validate([DURHAM])
    assert "durham/2026/documents.toml" in capfd.readouterr().out


@pytest.mark.long(
    reason="starts a command; test_each_step_is_a_command has a stand-in, test_what_a_build_of_a_watch_prints ours"
)
def test_a_build_is_a_command_that_answers_in_its_record(commands: Commands, durham: Workspace) -> None:
    built = commands.build(["durham"])
    assert built.exit_code == 4
    assert built.record is not None
    assert [report["status"] for report in built.record["reports"]] == ["failed"]
    assert built.record == json.loads((durham.reports / "build.json").read_text(encoding="utf-8"))
    assert built.record["started_by"] == "watch"


@pytest.mark.long(reason="five commands in processes of their own; test_each_step_is_a_command has a stand-in run them")
@pytest.mark.timeout(120)
def test_a_dropped_audit_comes_out_as_its_report_and_ctrl_c_ends_in_order(durham: Workspace) -> None:
    aside = durham.root.parent / "audit"
    with watching(durham, "terminal") as process:
        assert process.stdout is not None
        line_with(process.stdout, "watching")
        folder = durham.audit_folder(DURHAM)
        shutil.copytree(aside, folder, ignore=shutil.ignore_patterns("audit.toml"))
        line_with(process.stdout, "durham 2026: it has no audit.toml yet; waiting")
        shutil.copy(aside / "audit.toml", folder)
        line_with(process.stdout, "durham 2026: no faults")
        line = line_with(process.stdout, "durham 2026: built")
        assert line.endswith("; reports/durham/2026/note.html\n")
        process.send_signal(signal.SIGINT)
        assert process.stdout.read().endswith("ended\n")
    assert process.returncode == 0
    assert (durham.report_folder(DURHAM) / "note.html").is_file()
    record = json.loads((durham.reports / "build.json").read_text(encoding="utf-8"))
    assert (record["started_by"], record["counts"]["built"]) == ("watch", 1)
    log = (durham.reports / "build.log").read_text(encoding="utf-8").splitlines()
    assert log[-1].endswith(" s, 1 built")
    assert " watch exit 0: " in log[-1]


@pytest.mark.long(
    reason="five commands in processes of their own; test_all_audits holds what a build leaves that was cut off"
)
@pytest.mark.timeout(120)
def test_a_watch_in_the_background_that_is_ended_in_the_middle_of_a_build_leaves_nothing_half_written(
    durham: Workspace,
) -> None:
    notebook = durham.notebook.read_text(encoding="utf-8")
    slow = notebook.replace(
        "protected = protect(audit_data)", "protected = protect(audit_data) if not __import__('time').sleep(60) else 0"
    )
    assert slow != notebook
    durham.notebook.write_text(slow, encoding="utf-8")
    shutil.copytree(durham.root.parent / "audit", durham.audit_folder(DURHAM))
    with watching(durham, "background") as process:
        assert process.stdout is not None
        line_with(process.stdout, "no faults")
        while not list(durham.reports.glob(".work/durham/*/bundle.new")):
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)  # which a process in the background ignores
        process.terminate()
        assert process.stdout.read().endswith("ended\n")
    assert process.returncode == 0
    assert not (durham.reports / "durham").exists()
    log = (durham.reports / "build.log").read_text(encoding="utf-8").splitlines()
    assert " watch exit 130: " in log[-1]
    assert log[-1].endswith(" s, 1 not reached")

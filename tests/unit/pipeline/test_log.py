"""A line for each build: when, what started it, how it ended."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline import log
from cdi.pipeline.log import Occasion, StartedBy, last_line, write_line
from cdi.workspace.paths import Workspace
from tests.conftest import RunCommand
from tests.unit.pipeline.test_locks import another

SUMMER = timezone(timedelta(hours=1))


def occasion(hour: int, by: StartedBy = "schedule") -> Occasion:
    return Occasion(datetime(2027, 7, 1, hour, 0, 5, 250_000, SUMMER), by, ("kent",))


def keep(workspace: Workspace, held: Occasion) -> None:
    """The record that a build of this occasion leaves."""
    reports = [
        {"force": "kent", "audit": "2027-inspection", "status": "failed"},
        {"force": "kent", "audit": "2018-inspection", "status": "built"},
    ]
    counts = {"built": 1, "fresh": 41, "failed": 1, "left": 0, "not reached": 0}
    record = {**held.as_json(), "seconds": 12.345, "counts": counts, "reports": reports}
    (workspace.reports / "build.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    held = Workspace(tmp_path)
    held.reports.mkdir()
    return held


def test_a_line_says_when_by_what_the_exit_code_seconds_counts_and_what_failed(workspace: Workspace) -> None:
    keep(workspace, occasion(6))
    write_line(workspace, occasion(6), 4, "notice sent")
    write_line(workspace, occasion(7, "hand"), 1)
    assert (workspace.reports / "build.log").read_text(encoding="utf-8") == (
        "2027-07-01T06:00:05+01:00 schedule exit 4: 12.3 s, 1 built, 41 fresh, 1 failed; failed: kent 2027-inspection; "
        "notice sent\n"
        "2027-07-01T07:00:05+01:00 hand exit 1: nothing was built\n"  # the record is of another build
    )


def test_the_last_line_of_what_started_it(workspace: Workspace) -> None:
    assert last_line(workspace, "schedule") is None
    for held in (occasion(5), occasion(6), occasion(7, "hand")):
        write_line(workspace, held, 0)
    line = last_line(workspace, "schedule")
    assert line is not None
    assert line.startswith("2027-07-01T06:00:05+01:00 schedule")
    assert last_line(workspace, "watch") is None


def test_the_log_does_not_grow_for_ever(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LARGEST_BYTES", 500)
    write_line(workspace, occasion(5, "schedule"), 0)
    for _ in range(9):
        write_line(workspace, occasion(6, "hand"), 0)
    sizes = {path.name: path.stat().st_size for path in workspace.reports.iterdir()}
    assert sizes.keys() == {"build.log", "build.log.1"}
    assert max(sizes.values()) <= 500
    assert last_line(workspace, "schedule") is not None


def test_a_build_leaves_line_record_and_notice_and_its_exit_code(
    cdi: RunCommand, spoilable: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an audit that cannot even be looked at, so that no notebook runs; apprise is not installed here."""
    for force in ("leicestershire", "cambridgeshire", "exampleshire"):
        for documents in (spoilable.data / force).glob("*/documents.toml"):
            documents.unlink()
    (spoilable.audit_folder(AuditRef("leicestershire", "2018-reinspection")) / "documents.toml").write_text(
        "[", encoding="utf-8"
    )
    expected = "".join(
        f'\n[[leicestershire.calendar]]\naudit = "{audit}"\ndue = {due}\n'
        for audit, due in (
            ("2014-inspection", "2014-09-01"),
            ("2018-reinspection", "2019-01-31"),
            ("2999", "2099-12-31"),
        )
    )
    forces = spoilable.data / "forces.toml"
    forces.write_text(forces.read_text(encoding="utf-8") + expected, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "apprise", None)
    address = "mailto://ann:secret@example.org"
    ended = cdi(spoilable, "build", "--started-by", "schedule", "--json", CDI_NOTICE=address)
    assert ended.returncode == 4
    assert "cdi: notice not sent: apprise is not installed" in ended.stderr
    log = (spoilable.reports / "build.log").read_text(encoding="utf-8")
    assert re.search(
        r" schedule exit 4: \d+\.\d s, 1 failed; failed: leicestershire 2018-reinspection; notice not sent: apprise",
        log,
    )
    record = json.loads((spoilable.reports / "build.json").read_text(encoding="utf-8"))
    assert record == json.loads(ended.stdout)
    assert record["started"].startswith(log[:19])
    assert record["started_by"] == "schedule"
    assert [(entry["audit"], entry["state"], entry["here"]) for entry in record["calendar"]] == [
        ("2014-inspection", "held", False),
        ("2018-reinspection", "missing", True),
        ("2999", "planned", False),
    ]
    assert "secret" not in ended.stdout + ended.stderr + log + json.dumps(record)
    assert sys.executable in log
    assert cdi(spoilable, "build").stdout.splitlines()[-2:] == [
        "leicestershire 2018-reinspection: missing, due 31 January 2019; its data are here, a report is not",
        "1 report: 1 failed; reports/build.json",
    ]
    forces.write_text(forces.read_text(encoding="utf-8").replace("due = 2099", "deu = 2099"), encoding="utf-8")
    fault = "data/forces.toml: what stands there is not shown here; expected one of audit, due, "
    assert fault in cdi(spoilable, "build").stderr


def test_a_build_that_is_refused_leaves_its_line_too(cdi: RunCommand, spoilable: Workspace) -> None:
    with another(spoilable, "lock_workspace(workspace)"):
        assert cdi(spoilable, "build", "leicestershire").returncode == 1
    line = (spoilable.reports / "build.log").read_text(encoding="utf-8")
    assert line.endswith(" hand exit 1: nothing was built\n")

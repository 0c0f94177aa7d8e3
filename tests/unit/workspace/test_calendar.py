"""What an expected audit is on each day, and from what it is known to be here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cdi.model.audit import PlannedAudit
from cdi.model.audit_ref import AuditRef
from cdi.workspace.calendar import State, read_calendar, select_pressing, state_on
from cdi.workspace.paths import Workspace
from tests.unit.load.bad_files.base import FORCE, write_base

DUE = date(2027, 1, 31)


@pytest.mark.parametrize(
    ("today", "grace_days", "state"),
    [
        (date(2026, 12, 31), 30, "planned"),  # 31 days ahead
        (date(2027, 1, 1), 30, "due"),  # 30 days ahead
        (date(2027, 1, 31), 30, "due"),
        (date(2027, 2, 1), 30, "late"),
        (date(2027, 3, 2), 30, "late"),  # 30 days after
        (date(2027, 3, 3), 30, "missing"),
        (date(2027, 1, 31), 0, "due"),
        (date(2027, 2, 1), 0, "missing"),
    ],
)
def test_a_day_decides_what_an_audit_is_that_is_not_here(today: date, grace_days: int, state: State) -> None:
    planned = PlannedAudit(audit="2027-inspection", due=DUE, grace_days=grace_days)
    assert state_on(today, planned) == state


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Kent expects two audits; what is there of them differs from test to test."""
    (tmp_path / "data").mkdir()
    entries = "".join(f'[[kent.calendar]]\naudit = "{audit}"\ndue = {due}\n' for audit, due in EXPECTED)
    (tmp_path / "data" / "forces.toml").write_text(FORCE + entries, encoding="utf-8")
    return Workspace(tmp_path)


EXPECTED = (("2027-re-inspection", "2027-06-30"), ("2027-inspection", "2027-01-31"))


def shown(workspace: Workspace, today: date) -> list[str]:
    expected, faults = read_calendar(workspace, ["kent"], today)
    assert faults == []
    return [str(entry) for entry in expected]


def test_entries_come_in_the_order_of_their_days(workspace: Workspace) -> None:
    assert shown(workspace, date(2027, 2, 10)) == [
        "kent 2027-inspection: late, due 31 January 2027",
        "kent 2027-re-inspection: planned, due 30 June 2027",
    ]
    expected, _ = read_calendar(workspace, ["kent"], date(2027, 2, 10))
    assert [entry.state for entry in select_pressing(expected)] == ["late"]


def test_an_audit_is_held_when_its_report_is_there_or_when_it_is_data_alone(workspace: Workspace) -> None:
    folder, today = workspace.audit_folder(AuditRef("kent", "2027-inspection")), date(2027, 2, 10)
    folder.mkdir(parents=True)
    assert shown(workspace, today)[0] == "kent 2027-inspection: late, due 31 January 2027"
    folder.rmdir()
    write_base(folder)
    assert shown(workspace, today)[0] == "kent 2027-inspection: held, due 31 January 2027"
    (folder / "documents.toml").write_text("", encoding="utf-8")
    waiting = "kent 2027-inspection: late, due 31 January 2027; its data are here, a report is not"
    assert shown(workspace, today)[0] == waiting
    report = workspace.report_folder(AuditRef("kent", "2027-inspection"))
    report.mkdir(parents=True)
    (report / "figures.json").write_text("{}", encoding="utf-8")
    assert shown(workspace, today)[0] == "kent 2027-inspection: held, due 31 January 2027"


def test_a_faulty_entry_is_said_and_takes_no_other_force_with_it(workspace: Workspace) -> None:
    path = workspace.data / "forces.toml"
    essex = FORCE.replace("[kent]", "[essex]") + '[[essex.calendar]]\naudit = "2027"\ndue = 2027-01-31\n'
    path.write_text(
        path.read_text(encoding="utf-8").replace("due = 2027-06", "deu = 2027-06") + essex, encoding="utf-8"
    )
    expected, faults = read_calendar(workspace, ["kent", "essex"], date(2027, 2, 10))
    assert [str(entry) for entry in expected] == ["essex 2027: late, due 31 January 2027"]
    assert [fault.column for fault in faults] == ["kent.calendar.0.due", "kent.calendar.0.deu"]
    assert faults[1].nearest == "due"

"""The national registers are the same for every force, so a process checks them once, and anew when a file changed."""

from __future__ import annotations

from pathlib import Path

from cdi.load.reference import check_reference

RULES = "rule,hours,valid_from,valid_to,source\n"


def test_registers_are_checked_once_and_anew_when_a_file_changed(tmp_path: Path) -> None:
    rules = tmp_path / "recording_rules.csv"
    rules.write_text(RULES)
    first = check_reference(tmp_path)
    assert check_reference(tmp_path) is first
    rules.write_text(RULES + "x\n")
    assert len(check_reference(tmp_path).faults) > len(first.faults)


def test_a_register_that_cannot_be_looked_at_is_refused_each_time(tmp_path: Path) -> None:
    (tmp_path / "recording_rules.csv").symlink_to(tmp_path / "nowhere.csv")
    assert [fault.problem for fault in check_reference(tmp_path).faults] == ["a link to nothing"]

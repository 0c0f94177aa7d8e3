"""The national registers are read once in a process, and again when one of their files has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdi.load.reference import check_reference
from cdi.workspace.paths import Workspace


@pytest.fixture
def registers(project: Workspace, tmp_path: Path) -> Path:
    return Path(shutil.copytree(project.data / "reference", tmp_path / "reference"))


def test_registers_as_they_were_are_not_read_again(registers: Path) -> None:
    assert check_reference(registers) is check_reference(registers)


@pytest.mark.slow
def test_a_register_that_was_written_again_is_read_again(registers: Path) -> None:
    before = check_reference(registers)
    path = registers / "recording_rules.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    after = check_reference(registers)
    assert len(after.frames["recording_rules"]) == len(before.frames["recording_rules"]) - 1


@pytest.mark.slow
def test_a_register_that_is_gone_or_a_link_to_nothing_is_seen(registers: Path) -> None:
    assert check_reference(registers).faults == ()
    (registers / "guidance.csv").unlink()
    assert "guidance" not in check_reference(registers).frames
    (registers / "guidance.csv").symlink_to(registers / "gone.csv")
    assert any("a link to nothing" in str(fault) for fault in check_reference(registers).faults)


@pytest.mark.slow
def test_faults_name_the_folder_that_was_asked_for(registers: Path, tmp_path: Path) -> None:
    (registers / "guidance.csv").write_bytes(b"")
    other = Path(shutil.copytree(registers, tmp_path / "other"))
    places = [check_reference(folder).faults[0].file for folder in (registers, other)]
    assert places == [str(registers / "guidance.csv"), str(other / "guidance.csv")]

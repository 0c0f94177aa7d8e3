"""The tests' own memory of registers: the same bytes are parsed once, and a byte more is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdi.load.reference import check_reference
from cdi.workspace.paths import Workspace
from tests import shipped_registers


def copies(project: Workspace, folder: Path) -> tuple[Path, Path]:
    """Two folders with the same few registers, which are not the shipped ones."""
    first, second = folder / "first", folder / "second"
    first.mkdir()
    shutil.copy(project.data / "reference" / "forces.csv", first)
    shutil.copytree(first, second)
    return first, second


def test_a_copy_is_not_parsed_again_and_a_byte_more_is(
    project: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = copies(project, tmp_path)
    parsed: list[Path] = []
    check = shipped_registers._check

    def note(folder: Path, *rest: object) -> object:
        parsed.append(folder)
        return check(folder, *rest)

    monkeypatch.setattr(shipped_registers, "_check", note)
    assert check_reference(first).frames["forces"].equals(check_reference(second).frames["forces"])
    assert parsed == [first]
    table = second / "forces.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Kent Police", "Police of Kent"), encoding="utf-8")
    assert "Police of Kent" in set(check_reference(second).frames["forces"]["name"])
    assert "Police of Kent" not in set(check_reference(first).frames["forces"]["name"])


def test_a_fault_is_named_by_the_folder_it_is_in(project: Workspace, tmp_path: Path) -> None:
    for folder in copies(project, tmp_path):
        (folder / "forces.csv").write_text("force_id,nam\nkent,Kent\n", encoding="utf-8")
        assert {fault.file for fault in check_reference(folder).faults} == {str(folder / "forces.csv")}

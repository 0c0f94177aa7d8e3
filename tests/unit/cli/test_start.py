"""The commands to start with, and how help groups all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cdi as package
from cdi.new_audit.new_workspace import copy_shipped, write_workspace
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi
from tests.conftest import RunCommand
from tests.thin import thin


def test_help_groups_commands_by_when_they_are_needed(
    cdi: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = cdi(Workspace(tmp_path), "--help").stdout
    panels = ["Start here", "Every day", "Before an audit", "Unattended", "For maintainers"]
    places = [text.index(panel) for panel in panels]
    assert places == sorted(places)
    commands = re.findall(r"^│ ([a-z][a-z-]+) ", text, re.MULTILINE)
    assert commands[:5] == ["init", "new", "import", "doctor", "report"]
    assert commands[-1] == "demo"
    assert "--install-completion" in text


def test_the_version_is_printed_outside_a_workspace(cdi: RunCommand, tmp_path: Path) -> None:
    ended = cdi(Workspace(tmp_path), "--version")
    assert (ended.returncode, ended.stdout) == (0, f"cdi {package.__version__}\n")


def test_from_an_empty_folder_to_an_audit_and_a_file_of_ones_own(cdi: RunCommand, tmp_path: Path) -> None:
    begun = cdi(Workspace(tmp_path), "init", "audits")
    assert begun.returncode == 0, begun.stderr
    assert "audits/data/forces.toml" in begun.stdout.splitlines()
    assert begun.stderr == "Next: cd audits, cdi doctor, then cdi import FILE --force FORCE --audit AUDIT\n"
    workspace = Workspace(tmp_path / "audits")
    assert "data/forces.toml" in cdi(workspace, "new", "northmoor", "2026-inspection").stdout
    assert "northmoor" in cdi(workspace, "list").stdout
    assert "templates/html/style.css" in cdi(workspace, "override").stdout.splitlines()
    assert cdi(workspace, "override", "templates/html/style.css").stdout == "templates/html/style.css\n"
    assert cdi(Workspace(tmp_path), "init", "audits").returncode == 2


@pytest.mark.parametrize("command", thin(["build", "report leicestershire"], keep=1))
def test_explain_names_the_own_files_in_use(tmp_path: Path, command: str) -> None:
    write_workspace(tmp_path / "audits", sample=True)
    workspace = Workspace(tmp_path / "audits")
    copy_shipped(workspace, "templates/html/style.css")
    words = "cdi: templates/html/style.css of this workspace is used in place of the shipped one"
    said, unasked = (run_cdi(workspace, *command.split(), "--dry-run", *asked) for asked in (["--explain"], []))
    assert words in said.stderr.splitlines()
    assert unasked.stderr == ""

"""A new workspace: what is in it, what is refused, and how a shipped file becomes one's own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from cdi.load.fault_report import find_faults
from cdi.model.errors import UsageRefused
from cdi.new_audit.new_workspace import SAMPLE, copy_shipped, list_replaceable, write_workspace
from cdi.workspace.paths import Workspace
from tests.conftest import PROJECT


def test_it_has_a_place_for_everything_and_no_force_yet(tmp_path: Path) -> None:
    write_workspace(tmp_path / "audits")
    workspace = Workspace.find(tmp_path / "audits" / "data")
    assert {path.name for path in workspace.root.iterdir()} == {
        "data", "docs", "notebooks", "templates", "reports", "Makefile", "README.md", ".gitignore",
    }  # fmt: skip
    assert workspace.forces() == []
    assert (
        (workspace.data / "forces.toml").read_text(encoding="utf-8").startswith("# What is this workspace's own choice")
    )
    assert workspace.overrides() == []


@pytest.mark.slow
def test_the_sample_is_whole(tmp_path: Path) -> None:
    write_workspace(tmp_path, sample=True)
    workspace = Workspace(tmp_path)
    assert workspace.forces() == [SAMPLE]
    assert len(workspace.audits(SAMPLE)) == 3
    assert [find_faults(workspace, ref) for ref in workspace.audits(SAMPLE)] == [[], [], []]


def test_a_folder_with_an_environment_is_taken_and_one_with_anything_else_refused(tmp_path: Path) -> None:
    (tmp_path / "one" / ".venv").mkdir(parents=True)
    assert write_workspace(tmp_path / "one")
    with pytest.raises(UsageRefused, match="expected a new or empty folder"):
        write_workspace(tmp_path / "one")
    (tmp_path / "file").touch()
    with pytest.raises(UsageRefused, match="expected a new or empty folder"):
        write_workspace(tmp_path / "file")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / ".gitignore").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageRefused, match=r"\.gitignore is already there"):
        write_workspace(tmp_path / "two")


@pytest.mark.parametrize("sample", [False, True])
def test_git_takes_in_registers_and_what_is_made_up_but_no_rows_of_an_audit(tmp_path: Path, *, sample: bool) -> None:
    write_workspace(tmp_path, sample=sample)
    for name in ("data/kent/2026-inspection/audit_reports.csv", "reports/kent/2026-inspection/panel-pack.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)  # noqa: S603
    listed = subprocess.run(  # noqa: S603
        [*git, "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert [name for name in listed if "kent" in name] == []
    assert "data/reference/finding_rules.csv" in listed
    assert (f"data/{SAMPLE}/2018-reinspection/audit.toml" in listed) == sample


def test_every_link_of_its_pages_leads_somewhere(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    pages = list(tmp_path.rglob("*.md"))
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)[#)]", page.read_text("utf-8"))]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_every_command_of_its_makefile_exists() -> None:
    from cdi.cli.app import app

    names = {command.name for command in app.registered_commands}
    called = re.findall(r"\$\(CDI\) (\S+)", (PROJECT / "templates/workspace/Makefile").read_text(encoding="utf-8"))
    assert len(called) == 8
    assert set(called) <= names


def test_a_shipped_file_is_copied_once_and_then_used(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    workspace = Workspace(tmp_path)
    for name in ("notebooks/force_audit.ipynb", "templates/html/style.css"):
        assert name in list_replaceable()
        assert copy_shipped(workspace, name).read_bytes() == (PROJECT / name).read_bytes()
    assert workspace.overrides() == ["notebooks/force_audit.ipynb", "templates/html/style.css"]
    with pytest.raises(UsageRefused, match="already there"):
        copy_shipped(workspace, "templates/html/style.css")
    with pytest.raises(UsageRefused, match=r"did you mean templates/html/style\.css\?"):
        copy_shipped(workspace, "templates/html/styl.css")
    with pytest.raises(UsageRefused, match="no shipped file"):
        copy_shipped(workspace, "../pyproject.toml")


def test_what_can_be_replaced_is_what_pages_and_schedules_are_made_of() -> None:
    assert not [name for name in list_replaceable() if name.startswith("templates/workspace/")]
    assert {name.split("/")[1] for name in list_replaceable() if name.startswith("templates/")} == {
        path.name for path in (PROJECT / "templates").iterdir() if path.name not in ("workspace", "preview", "explore")
    }

"""What the doctor finds, with a cure for each fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.new_audit.new_workspace import copy_shipped, write_workspace
from cdi.overview import doctor
from cdi.overview.doctor import Check, examine
from cdi.workspace.paths import Workspace
from tests.clean_process import run_cdi as cdi

pytestmark = pytest.mark.slow

AUDIT = AuditRef("leicestershire", "2018-reinspection")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    write_workspace(tmp_path / "audits", sample=True)
    return Workspace(tmp_path / "audits")


def look(workspace: Workspace, what: str, **environ: str) -> Check:
    """The first thing that is said of one matter."""
    return next(check for check in examine(environ, workspace.root) if check.what == what)


def test_a_sound_workspace_has_a_line_for_each_matter_and_no_fault(workspace: Workspace) -> None:
    ended = cdi(workspace, "doctor")
    assert ended.returncode == 0, ended.stdout
    for line in (
        "ok     notebook engine: known to papermill",
        f"ok     workspace: {workspace.root}",
        "ok     registers: 10 as shipped",
        "ok     data: 3 audits without faults",
        "ok     databases: no audit reads one",
    ):
        assert line in ended.stdout.splitlines()


def test_faulty_data_are_counted_with_the_command_that_lists_them(workspace: Workspace) -> None:
    path = workspace.audit_folder(AUDIT) / "cancelled_crimes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",robbery,", ",robery,"), encoding="utf-8")
    ended = cdi(workspace, "doctor")
    assert ended.returncode == 1
    lines = ended.stdout.splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith("fault"))
    assert lines[place].startswith("fault  data: leicestershire 2018-reinspection: ")
    assert lines[place + 1] == "       cure: cdi validate leicestershire 2018-reinspection"


def test_outside_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    ended = cdi(Workspace(tmp_path), "doctor")
    assert ended.returncode == 1
    assert "cure: go into a workspace, or make one with: cdi init my-audits" in ended.stdout


def test_a_database_needs_its_variable_and_its_address_is_not_shown(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_data", lambda *_: iter(()))  # no audit is looked at for it
    settings = workspace.audit_folder(AUDIT) / "audit.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[source]\nkind = "database"\nurl_env = "AUDIT_URL"\n',
        encoding="utf-8",
    )
    unset = look(workspace, "databases")
    assert (unset.state, unset.words) == ("fault", f"AUDIT_URL is not set, for {AUDIT}")
    known = look(workspace, "databases", AUDIT_URL="postgres://user:secret@host/audit")
    assert (known.state, known.words) == ("ok", f"AUDIT_URL is set, for {AUDIT}")


def test_registers_that_are_missing_or_changed_are_named(workspace: Workspace) -> None:
    rules = workspace.data / "reference" / "finding_rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = look(workspace, "registers")
    assert (changed.state, changed.words) == ("note", "not as shipped: finding_rules.csv")
    rules.unlink()
    missing = look(workspace, "registers")
    assert (missing.state, missing.words) == ("fault", "missing in data/reference: finding_rules.csv")


def test_own_files_are_named(workspace: Workspace) -> None:
    copy_shipped(workspace, "templates/html/style.css")
    assert look(workspace, "own files").words == "used in place of shipped ones: templates/html/style.css"


def test_a_package_that_is_missing_is_a_fault_and_another_version_is_worth_knowing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "read_lock", lambda: {"one": ("1", "2"), "two": ("2",), "for-developers": ("3",)})
    monkeypatch.setattr(doctor, "required_packages", lambda: ["one", "two"])
    monkeypatch.setattr(doctor, "installed_versions", lambda: {"one": "2", "two": "2"})
    assert look(workspace, "packages") == Check("packages", "ok", "2 as in the lock")
    monkeypatch.setattr(doctor, "installed_versions", lambda: {"one": "3"})
    assert look(workspace, "packages") == Check("packages", "fault", "missing: two", "pip install two")
    monkeypatch.setattr(doctor, "required_packages", lambda: ["one"])
    other = look(workspace, "packages")
    assert (other.state, other.words) == (
        "note",
        "0 as in the lock; in other versions than in the lock: one 3 (1 or 2)",
    )


def test_needed_packages_come_from_the_metadata() -> None:
    assert {"pandas", "ibis-framework", "jupyter-client"} <= set(doctor.required_packages())
    assert "dagster" not in doctor.required_packages()


@pytest.mark.parametrize(
    ("what", "name", "value"),
    [
        ("Python", "cdi.overview.doctor.sys.version_info", (3, 10, 4)),
        ("typeface", "cdi.house_style.fonts.FOLDER", Path("/nowhere")),
        ("kernel", "jupyter_client.kernelspec.KernelSpecManager.find_kernel_specs", lambda _: {}),
        ("notebook engine", "cdi.overview.doctor.metadata.entry_points", lambda **_: []),
        ("write access", "cdi.overview.doctor._may_write", lambda _: False),
    ],
)
def test_each_other_fault_has_a_cure(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, what: str, name: str, value: object
) -> None:
    assert look(workspace, what).state == "ok"
    monkeypatch.setattr(name, value)
    check = look(workspace, what)
    assert check.state == "fault"
    assert check.cure
    assert sys.version_info >= (3, 11) or what == "Python"

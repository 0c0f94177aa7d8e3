"""Where what is shipped lies, and how a workspace's own files go before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.workspace import packages
from cdi.workspace.paths import Workspace
from cdi.workspace.shipped import SHIPPED, find_shipped
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates
from tests.conftest import PROJECT

STYLE = "html/style.css"


def write(path: Path, text: str = "own") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_it_is_the_project_in_a_checkout_and_a_folder_of_the_package_where_that_is_installed(tmp_path: Path) -> None:
    assert find_shipped(PROJECT / "cdi") == SHIPPED == PROJECT
    (tmp_path / "cdi" / "_shipped").mkdir(parents=True)
    assert find_shipped(tmp_path / "cdi") == tmp_path / "cdi" / "_shipped"


def test_a_file_of_the_workspace_goes_before_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    own = write(tmp_path / "templates" / STYLE)
    templates = Templates.of_workspace(tmp_path)
    assert templates.find(STYLE) == own
    assert templates.find("pdf/document.typ") == PROJECT / "templates/pdf/document.typ"
    assert templates.find("html/none.css") == PROJECT / "templates/html/none.css"
    names = [path.name for path in templates.files("html")]
    assert names == [path.name for path in SHIPPED_TEMPLATES.files("html")]
    assert own in templates.files("html")
    assert PROJECT / "templates" / STYLE not in templates.files("html")


def test_only_what_replaces_a_shipped_file_is_an_override(tmp_path: Path) -> None:
    write(tmp_path / "templates" / STYLE)
    write(tmp_path / "templates/documents/letter.md.j2")
    write(tmp_path / "templates/README.md")
    write(tmp_path / "notebooks/force_audit.ipynb")
    assert Workspace(tmp_path).overrides() == ["notebooks/force_audit.ipynb", f"templates/{STYLE}"]
    assert Workspace(PROJECT).overrides() == []


def test_templates_are_the_shipped_ones_until_a_workspace_has_its_own(tmp_path: Path) -> None:
    assert Templates.of_workspace(tmp_path) == SHIPPED_TEMPLATES
    write(tmp_path / "templates/README.md")
    assert Templates.of_workspace(tmp_path) == SHIPPED_TEMPLATES
    own = write(tmp_path / "templates" / STYLE)
    before = Templates.of_workspace(tmp_path)
    assert before != SHIPPED_TEMPLATES
    assert before == Templates.of_workspace(tmp_path)
    own.write_text("changed", encoding="utf-8")
    assert before != Templates.of_workspace(tmp_path)  # so nothing that was compiled from it before is used again


def test_the_notebook_is_the_shipped_one_and_runs_in_the_workspace_unless_it_has_its_own(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert (workspace.notebook, workspace.notebook_folder) == (PROJECT / "notebooks/force_audit.ipynb", tmp_path)
    own = write(tmp_path / "notebooks/force_audit.ipynb")
    assert (workspace.notebook, workspace.notebook_folder) == (own, own.parent)


def test_a_lock_names_several_versions_where_they_depend_on_the_machine(tmp_path: Path) -> None:
    lock = write(
        tmp_path / "requirements.txt",
        'Some_Package==1.2 \\\n    --hash=sha256:0\nother==1 ; python_version < "3.12"\nother==2.0\n# via third==9\n',
    )
    assert packages.read_lock(lock) == {"some-package": ("1.2",), "other": ("1", "2.0")}


def test_what_is_installed_is_read_from_the_names_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("first/Some_Package-1.2.dist-info", "second/some_package-1.1.dist-info", "second/other-3.dist-info"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr("sys.path", [str(tmp_path / "first"), str(tmp_path / "second"), str(tmp_path / "none")])
    monkeypatch.setattr(packages, "read_lock", lambda: {"some-package": ("1.3",), "other": ("3",), "absent": ("1",)})
    packages.installed_versions.cache_clear()
    packages.state_locked_packages.cache_clear()
    try:
        assert packages.installed_versions() == {"some-package": "1.2", "other": "3"}
        assert packages.state_locked_packages() == "other==3\nsome-package==1.2\n"
    finally:
        packages.installed_versions.cache_clear()
        packages.state_locked_packages.cache_clear()

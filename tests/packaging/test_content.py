"""What the wheel holds: the code, and everything of the top level that is read from it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.conftest import PROJECT

SHIPPED_FOLDERS = (
    "templates",
    "notebooks",
    "data/reference",
    "data/leicestershire",
    "data/exampleshire",
    "docs/how-to",
)


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_it_holds_every_module_and_says_that_they_are_typed(names: set[str]) -> None:
    modules = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "cdi").rglob("*.py")}
    assert modules <= names
    assert "cdi/py.typed" in names


@pytest.mark.parametrize("folder", SHIPPED_FOLDERS)
def test_it_holds_what_lies_at_the_top_level(names: set[str], folder: str) -> None:
    files = [path.relative_to(PROJECT).as_posix() for path in (PROJECT / folder).rglob("*") if path.is_file()]
    assert files
    assert {f"cdi/_shipped/{file}" for file in files if "ipynb_checkpoints" not in file} <= names


def test_it_holds_the_lock_a_kernel_and_the_commands(names: set[str], wheel: Path) -> None:
    assert {"cdi/_shipped/requirements.txt", "cdi-0.1.0.data/data/share/jupyter/kernels/cdi/kernel.json"} <= names
    entries = zipfile.ZipFile(wheel).read("cdi-0.1.0.dist-info/entry_points.txt").decode()
    assert "cdi = cdi.cli.app:main" in entries
    assert "cdi = cdi.notebook.engine:ForkEngine" in entries


def test_it_holds_no_tests_reports_or_other_forces(names: set[str]) -> None:
    assert [name for name in names if name.startswith(("tests/", "reports/", "cdi/_shipped/reports"))] == []
    assert [name for name in names if "cambridgeshire" in name] == []

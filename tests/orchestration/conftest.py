"""A workspace of 43 forces and a Dagster of the tests' own, in folders of their own.

Collected only where Dagster is installed (`make test-dagster`); there, a module that cannot be imported fails.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdi.workspace.paths import Workspace

if importlib.util.find_spec("dagster") is None:
    collect_ignore_glob = ["test_*.py"]
if TYPE_CHECKING:
    import dagster as dg

SHIPPED = Path(__file__).parents[2] / "cdi" / "orchestration" / "dagster.yaml"


@pytest.fixture
def forces(demo: Workspace, tmp_path: Path) -> Workspace:
    """All 43 forces, to be spoilt."""
    shutil.copytree(demo.root, tmp_path / "forces", ignore=shutil.ignore_patterns("reports"))
    return Workspace(tmp_path / "forces")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """A Dagster with the shipped settings."""
    import dagster as dg

    home = tmp_path / "dagster"
    home.mkdir()
    shutil.copy(SHIPPED, home)
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with dg.DagsterInstance.get() as found:
        yield found

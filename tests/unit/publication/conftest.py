"""A report that three people signed, published once in a run; copies of it are spoilt."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cdi.model.audit_ref import AuditRef
from cdi.pipeline.request import Request
from cdi.pipeline.stages import build
from cdi.publication.publish import publish
from cdi.publication.signing import sign
from cdi.workspace.paths import Workspace
from cdi.workspace.sign_off import SIGNING_ROLES
from tests.clean_process import in_clean_process
from tests.conftest import SharedFolder, copy_project
from tests.sketched_charts import with_sketched_charts
from tests.unit.publication.remembered import remembered_gates

__all__ = ["remembered_gates"]

REF = AuditRef("leicestershire", "2014-inspection")
REQUEST = Request(REF, ("inspection-report-2014",))
DAY = date(2026, 11, 27)


def sign_all(workspace: Workspace) -> None:
    for role in SIGNING_ROLES:
        sign(workspace, REF, role, f"Post of the {role}", DAY)


def keep_to_one_audit(workspace: Workspace) -> None:
    """Take out the audits and guides that nothing here reads, so that each copy is made sooner."""
    home = workspace.audit_folder(REF)
    others = [*workspace.data.iterdir(), *home.parent.iterdir(), workspace.notebook.parent / "guides"]
    for folder in others:
        if folder.is_dir() and folder not in (home, home.parent, workspace.data / "reference"):
            shutil.rmtree(folder)


@pytest.fixture(scope="session")
def built(shared_folder: SharedFolder) -> Workspace:
    """Delivered with charts that are not drawn, and signed by nobody; not to be spoilt."""

    def make(folder: Path) -> None:
        workspace = copy_project(folder)
        keep_to_one_audit(workspace)
        in_clean_process(with_sketched_charts, build, workspace, REQUEST)

    return Workspace(shared_folder("built-to-publish", make))


@pytest.fixture(scope="session")
def published(shared_folder: SharedFolder, built: Workspace) -> Workspace:
    """Signed by three and published as version 1; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(built.root, folder, symlinks=True)
        workspace = Workspace(folder)
        sign_all(workspace)
        in_clean_process(build, workspace, REQUEST)
        assert publish(workspace, REF, DAY).state == "published"

    return Workspace(shared_folder("published-2014", make))


@pytest.fixture
def spoilt(published: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the published workspace, to spoil."""
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    return Workspace(tmp_path / "copy")

"""A site over one published report, one draft and all that was published, made once in a run; copies of it are spoilt."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cdi.site import text_pages
from cdi.site.make import make_site
from cdi.site.markdown_text import render_text
from cdi.workspace.paths import Workspace
from tests.conftest import SharedFolder
from tests.unit.publication.conftest import REF, built, published

__all__ = ["built", "published"]
_render_once = cache(render_text)
ADDRESS = "https://example.org/cdi/"
FEW = (REF.force, "kent", "merseyside")


@pytest.fixture(scope="session")
def with_site(shared_folder: SharedFolder, published: Workspace) -> Workspace:
    """A workspace with a site that has an address; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(published.root, folder, symlinks=True)
        workspace = Workspace(folder)
        settings = f'[site]\naddress = "{ADDRESS}"\nname = "<Crime> & data"\ncontact = "office@example.org"\n'
        (workspace.data / "site.toml").write_text(settings, encoding="utf-8")
        assert make_site(workspace).left_out == {}

    return Workspace(shared_folder("site", make))


def keep_to_few_forces(workspace: Workspace) -> None:
    """Leave three forces in the registers: each site is then made in a third of the time."""
    for folder in (workspace.reports / ".work", workspace.root / "notebooks"):
        shutil.rmtree(folder)
    for name in ("forces", "oversight_bodies", "inspections", "judgements", "published_results"):
        path = workspace.data / "reference" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            titles = next(rows)
            kept = [
                row
                for row in rows
                if any(cell == force or cell.startswith(f"{force}-20") for force in FEW for cell in row[:2])
            ]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([titles, *kept])


@pytest.fixture(scope="session")
def with_small_site(shared_folder: SharedFolder, with_site: Workspace) -> Workspace:
    """A smaller one, of three forces; not to be spoilt."""

    def make(folder: Path) -> None:
        shutil.copytree(with_site.root, folder, symlinks=True)
        keep_to_few_forces(Workspace(folder))
        shutil.rmtree(folder / "reports" / "site")
        assert make_site(Workspace(folder)).left_out == {}

    return Workspace(shared_folder("small-site", make))


@pytest.fixture(autouse=True)
def _texts_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The methods and the glossary, a third of a site's work, are the same in each site of these tests."""
    monkeypatch.setattr(text_pages, "render_text", _render_once)


@pytest.fixture
def spoilt(with_small_site: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the smaller one, to spoil."""
    shutil.copytree(with_small_site.root, tmp_path / "copy", symlinks=True)
    return Workspace(tmp_path / "copy")


@pytest.fixture
def report_page() -> Callable[[Workspace], Path]:
    """Where the page of the one report is."""
    return lambda workspace: workspace.reports / "site" / "forces" / REF.path / "index.html"

"""The code that a stage rests on, held to the import graph of another tool."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

import cdi
from cdi.pipeline.imports import code_behind, code_of_notebook
from cdi.workspace.paths import Workspace
from tests.thin import thin

PACKAGE = Path(cdi.__file__).parent


def by_grimp(*modules: str) -> set[str]:
    """The modules and all that they import, with the packages that are run to get there."""
    graph = grimp.build_graph("cdi", cache_dir=None)
    found: set[str] = set()
    for module in modules:
        found |= {module, *graph.find_upstream_modules(module)}
    while parents := {name.rpartition(".")[0] for name in found if "." in name} - found:
        found |= parents | {name for parent in parents for name in graph.find_upstream_modules(parent)}
    return found


def names(paths: tuple[Path, ...]) -> set[str]:
    parts = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in paths]
    return {".".join(part for part in each if part != "__init__") for each in parts}


@pytest.mark.parametrize(
    "module",
    thin(
        [
            "cdi.notebook.runner",
            "cdi.render.notebook_page",
            "cdi.pipeline.pages",
            "cdi.pipeline.workbook",
            "cdi.load.audit",
            "cdi.stats.proportions",
        ],
        keep=2,
    ),
)
def test_every_module_that_is_imported_on_the_way_and_no_other(module: str) -> None:
    assert names(code_behind(module)) == by_grimp(module)


def test_the_notebook_rests_on_what_its_cells_import(project: Workspace) -> None:
    found = names(code_of_notebook(project.notebook))
    assert found == by_grimp(
        "cdi.exhibits",
        "cdi.exhibits.charts",
        "cdi.exhibits.tables",
        "cdi.bundle.bundle",
        "cdi.bundle.facts",
        "cdi.bundle.row_digests",
        "cdi.load.audit",
        "cdi.disclosure.log",
        "cdi.disclosure.protection",
        "cdi.measures",
        "cdi.measures.registers",
        "cdi.workspace.paths",
    )
    assert {"cdi.load.database", "cdi.stats.stratified", "cdi.contract.records", "cdi.house_style.formatting"} <= found
    assert not {"cdi.pipeline.processes", "cdi.cli.app", "cdi.compose.template", "cdi.render.html"} & found

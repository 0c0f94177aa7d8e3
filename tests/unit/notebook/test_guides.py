"""Every guide for analysts: short and without code of its own, committed without outputs, and it runs on shipped data."""

from __future__ import annotations

import ast
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cdi.measures.made_up import INVENTED
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process
from tests.conftest import PROJECT, copy_project

FOLDER = PROJECT / "notebooks" / "guides"
GUIDES = sorted(FOLDER.glob("*.ipynb"))
NUMBERED = ("01_explore_an_audit", "02_what_is_not_recorded", "03_timeliness", "04_cancellations_and_victims",
            "05_plan_the_next_audit", "06_monthly_monitoring", "07_second_review", "08_from_finding_to_paper")  # fmt: skip
SOON_RUN = ("07_second_review",)
MOST_CELLS = 25
LAST = "## What this does not show"


class Page(HTMLParser):
    """The pictures, the figures and the tables of an output, with the text of each of the last two."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[dict[str, str | None]] = []
        self.tables = html.count("<table")
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures.append(dict(attrs))


def execute(guide: Path, executed: Path, folder: Path) -> None:
    """Run a guide in a workspace as reports are run; for a clean process."""
    import papermill

    papermill.execute_notebook(
        str(guide), str(executed), kernel_name="python3", engine_name="cdi", progress_bar=False, cwd=str(folder)
    )


def list_files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=GUIDES, ids=lambda path: path.stem)
def guide(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def cells(guide: Path) -> list[Any]:
    return list(nbformat.read(guide, as_version=4).cells)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the project: one guide writes an extra measure and takes it out again."""
    return copy_project(tmp_path_factory.mktemp("workspace"))


def as_run(guide: Path) -> Any:
    """The guide as a parameter of what is run."""
    others = pytest.mark.long(
        reason="seconds each; SOON_RUN stands for them, and test_every_answer asks what they ask of shipped data"
    )
    return pytest.param(guide, marks=() if guide.stem in SOON_RUN else others)


@pytest.fixture(scope="module", params=map(as_run, GUIDES), ids=lambda path: path.stem)
def run_guide(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def outputs(run_guide: Path, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the cells of the executed guide show, in a workspace that it leaves as it was."""
    executed = tmp_path_factory.mktemp("guides") / run_guide.name
    before = list_files(workspace.data)
    in_clean_process(execute, run_guide, executed, workspace.root)
    assert list_files(workspace.data) == before
    shown = nbformat.read(executed, as_version=4).cells
    return [output for cell in shown if cell.cell_type == "code" for output in cell.outputs]


def test_there_are_eight_in_order() -> None:
    assert tuple(path.stem for path in GUIDES) == NUMBERED


def test_a_guide_is_short_and_has_no_code_of_its_own(cells: list[Any]) -> None:
    assert len(cells) <= MOST_CELLS
    banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda, ast.comprehension)
    for cell in (cell for cell in cells if cell.cell_type == "code"):
        nodes = [*ast.walk(ast.parse(cell.source))]
        assert not [node for node in nodes if isinstance(node, banned)], cell.source
        assert len(ast.parse(cell.source).body) <= 3, "one or two calls, and the result"


def test_it_is_committed_without_outputs_on_our_kernel_and_says_what_it_is_run_on(
    guide: Path, cells: list[Any]
) -> None:
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert nbformat.read(guide, as_version=4).metadata.kernelspec.name == "cdi"
    (parameters,) = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    assert [line.split(" = ")[0] for line in parameters.source.splitlines()] == ["force", "audit"]
    assert code.index(parameters) == 0


def test_its_headings_ask_and_it_ends_with_what_it_does_not_show(cells: list[Any]) -> None:
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings[-1] == LAST
    assert [heading for heading in headings[:-1] if not heading.endswith("?")] == []
    assert cells[-1].source.startswith(LAST)
    assert cells[-1].source.count("\n* ") >= 3


def test_it_runs_and_every_chart_has_an_alternative_text(outputs: list[Any]) -> None:
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data"}, "no warning, no error"
    pictures = [picture for output in outputs for picture in Page(_html(output)).pictures]
    assert pictures
    assert all(len(picture["alt"] or "") > 40 for picture in pictures)


def test_what_is_made_up_says_so_on_every_table_and_chart(run_guide: Path, outputs: list[Any]) -> None:
    if 'force = "exampleshire"' not in run_guide.read_text(encoding="utf-8").replace('\\"', '"'):
        pytest.skip("not of the made-up force")
    # A frame of pandas carries no note; each comes from a table above it.
    shown = [html for output in outputs if "cdi-desk" in (html := _html(output))]
    assert shown
    assert [html[-400:] for html in shown if INVENTED not in html and "made up" not in html.lower()] == []


def _html(output: Any) -> str:
    return str(output.get("data", {}).get("text/html", ""))

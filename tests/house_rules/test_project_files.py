"""Files that other programs read, and pages that people read first: they parse, and name what exists."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import cdi
from cdi.cli.app import app
from cdi.new_audit.new_workspace import write_workspace
from tests.conftest import PROJECT
from tests.thin import thin

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs" / "how-to").glob("*.md"))]
COMMANDS = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def read_yaml(name: str) -> dict[str, object]:
    return yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))


def test_the_workflow_runs_what_ci_runs_here() -> None:
    workflow = read_yaml(".github/workflows/check.yml")
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    lines = re.findall(r"^make (.*)$", (PROJECT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    called = {word for line in lines for word in line.split() if not word.startswith("-")}
    (checked,) = re.findall(r"^check: (.*)$", MAKEFILE, re.MULTILINE)
    assert {*checked.split()} <= called <= TARGETS
    assert min(job["strategy"]["matrix"]["python"]) == "3.11"  # what pyproject.toml asks for


def test_the_citation_names_this_version() -> None:
    citation = read_yaml("CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"title", "message", "authors", "date-released"} <= set(citation)
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"] == cdi.__version__
    assert citation["license"] == project["license"]


def test_the_wheel_holds_every_page_of_documentation_that_a_new_workspace_gets(tmp_path: Path) -> None:
    build = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    shipped = {path.removeprefix("cdi/_shipped/") for path in build["targets"]["wheel"]["force-include"].values()}
    write_workspace(tmp_path / "audits")
    pages = {f"docs/{page.name}" for page in (tmp_path / "audits" / "docs").iterdir()}
    assert pages <= shipped


def test_every_hook_calls_a_program_of_the_environment() -> None:
    (repo,) = read_yaml(".pre-commit-config.yaml")["repos"]
    entries = [hook["entry"].split() for hook in repo["hooks"]]
    assert len(entries) == 4
    programs = [Path(entry[0]) for entry in entries]
    assert {str(program.parent) for program in programs} == {".venv/bin"}
    assert [name for name in programs if not Path(sys.executable).with_name(name.name).exists()] == []


@pytest.mark.slow  # nbconvert takes most of a second to import
@pytest.mark.parametrize("name", thin(sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb")), keep=1))
def test_the_hook_for_notebooks_leaves_clean_ones_as_they_are_and_strips_outputs(name: str, tmp_path: Path) -> None:
    import nbformat
    from nbconvert.nbconvertapp import NbConvertApp

    (repo,) = read_yaml(".pre-commit-config.yaml")["repos"]
    (entry,) = [hook["entry"] for hook in repo["hooks"] if hook["id"] == "strip-notebooks"]
    words = entry.split()[2:]
    path = PROJECT / "notebooks" / name
    clean, ran = tmp_path / name, tmp_path / f"ran-{name}"
    clean.write_bytes(path.read_bytes())
    node = nbformat.read(path, as_version=4)
    next(cell for cell in node.cells if cell.cell_type == "code").outputs = [
        nbformat.v4.new_output("stream", text="a row of an audit")
    ]
    nbformat.write(node, ran)
    for file in (clean, ran):
        converter = NbConvertApp()
        converter.initialize([*words, str(file)])
        converter.convert_notebooks()
    assert clean.read_bytes() == path.read_bytes()
    assert "a row of an audit" not in ran.read_text(encoding="utf-8")


def committed_notebooks() -> list[Path]:
    """Every notebook of the project but those in folders that git leaves out."""
    left_out = {"reports", "explore", "mutants", "node_modules"}
    return [
        path
        for folder in sorted(PROJECT.iterdir())
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in left_out
        for path in sorted(folder.rglob("*.ipynb"))
        if left_out.isdisjoint(path.relative_to(PROJECT).parts) and ".ipynb_checkpoints" not in path.parts
    ]


def test_no_notebook_is_committed_with_what_it_showed() -> None:
    import nbformat

    notebooks = committed_notebooks()
    assert PROJECT / "notebooks" / "force_audit.ipynb" in notebooks
    showing = [
        f"{path.relative_to(PROJECT)}: cell {number}"
        for path in notebooks
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.get("outputs") or cell.get("execution_count")
    ]
    assert showing == [], "jupyter nbconvert --clear-output --inplace takes outputs out"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [*re.findall(r"\]\(([^)#:]+)[#)]", text), *re.findall(r'src="([^"]+)"', text)]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_target_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join(
        [*re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
    )
    named = re.findall(r"^(?:\S*python -m )?\.?(?:\S*/)?cdi ([a-z][a-z-]+)", code, re.MULTILINE)
    assert [name for name in named if name not in COMMANDS] == []
    targets = re.findall(r"^make ([a-z-]+)", code, re.MULTILINE)
    assert [target for target in targets if target not in TARGETS] == []


def test_the_readme_begins_with_pictures_that_have_alternative_texts() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)" width="\d+%" alt="([^"]+)">', text)
    assert [name for name, _ in pictures] == [
        f"docs/pictures/{name}.png" for name in ("paper", "paper-chart", "notebook", "site")
    ]
    assert text.index("<img") < text.index("## Run it") < text.index("| I want to")
    assert sum((PROJECT / name).stat().st_size for name, _ in pictures) < 400_000

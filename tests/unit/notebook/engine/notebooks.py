"""Notebooks written for a test and run by papermill in a process of their own, as pytest's may have several threads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from tests.clean_process import in_clean_process

# As a caller of the engine does it: imports first, then the notebooks; "nothing" leaves all imports to the notebook.
_RUN = """
import sys
from cdi.notebook.engine.preload import keep_to_one_thread, preload
engine, prepared, *notebooks = sys.argv[1:]
keep_to_one_thread()
if prepared == "preloaded":
    preload(("pandas", "matplotlib.pyplot"))
if prepared == "imported outside a kernel":
    import pandas
import papermill
from cdi.notebook.engine.kernel import OWN_KERNEL
settings = OWN_KERNEL if engine == "nbclient" else {}
for notebook in notebooks:
    try:
        papermill.execute_notebook(notebook, notebook, {"given": 5}, engine_name=engine, progress_bar=False, **settings)
    except papermill.PapermillExecutionError as failed:
        print(failed.ename, failed.evalue, failed.cell_index)
"""


def write_notebook(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell("given = None", metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    node = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(node, str(path))
    return path


def run(engine: str, *notebooks: Path, prepared: str = "preloaded") -> tuple[list[dict[str, Any]], str]:
    """The notebooks, executed one after another in one process, and what that process printed."""
    command = [sys.executable, "-c", _RUN, engine, prepared, *map(str, notebooks)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    return [json.loads(path.read_text(encoding="utf-8")) for path in notebooks], ended.stdout


def execute_here(notebooks: Sequence[Path]) -> None:
    """The same in this process, with our engine."""
    import papermill

    for notebook in map(str, notebooks):
        papermill.execute_notebook(notebook, notebook, {"given": 5}, engine_name="cdi", progress_bar=False)


def execute_on(notebooks: Mapping[str, Path]) -> dict[str, str]:
    """The same, each notebook with the engine of its name, and the error that each ended with."""
    import papermill

    from cdi.notebook.engine.kernel import OWN_KERNEL

    errors = {}
    for engine, path in notebooks.items():
        settings = OWN_KERNEL if engine == "nbclient" else {}
        try:
            papermill.execute_notebook(
                str(path), str(path), {"given": 5}, engine_name=engine, progress_bar=False, **settings
            )
        except papermill.PapermillExecutionError as failed:
            errors[engine] = f"{failed.ename} {failed.evalue} {failed.cell_index}"
    return errors


def run_in_forks(*notebooks: Path) -> list[dict[str, Any]]:
    """The notebooks, executed one after another by a clean process, which spares each test the imports."""
    in_clean_process(execute_here, notebooks)
    return [json.loads(path.read_text(encoding="utf-8")) for path in notebooks]


def outputs(node: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [cell["outputs"] for cell in node["cells"] if cell["cell_type"] == "code"]


def text(node: dict[str, Any], cell: int) -> str:
    """What the cell with that number of the given sources shows in plain text (two cells come before the first)."""
    shown = outputs(node)[cell + 2][0]
    return "".join(shown.get("text") or shown["data"]["text/plain"])

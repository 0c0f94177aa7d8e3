"""Notebooks made for a test, run by papermill's own command line in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat

# As a build does it: imports first, then the notebook; "nothing" leaves all imports to the notebook.
_RUN = """
import sys
from cdi.notebook.engine.preload import keep_to_one_thread, preload
engine, notebook, executed, prepared = sys.argv[1:]
keep_to_one_thread()
if prepared == "preloaded":
    preload(("cdi.pipeline.warm_up",))
if prepared == "imported outside a kernel":
    import pandas
import papermill
from cdi.notebook.kernel import OWN_KERNEL
settings = OWN_KERNEL if engine == "nbclient" else {}
try:
    papermill.execute_notebook(notebook, executed, {"given": 5}, engine_name=engine, progress_bar=False, **settings)
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


def run(engine: str, notebook: Path, prepared: str = "preloaded") -> tuple[dict[str, Any], str]:
    """The executed notebook, and what the run said."""
    executed = notebook.with_name(f"{notebook.stem}-{engine}-{prepared.replace(' ', '-')}.ipynb")
    command = [sys.executable, "-c", _RUN, engine, str(notebook), str(executed), prepared]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    return json.loads(executed.read_text(encoding="utf-8")), ended.stdout


def outputs(node: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [cell["outputs"] for cell in node["cells"] if cell["cell_type"] == "code"]


def text(node: dict[str, Any], cell: int) -> str:
    """What the cell with that number of the given sources shows in plain text (two cells come before the first)."""
    shown = outputs(node)[cell + 2][0]
    return "".join(shown.get("text") or shown["data"]["text/plain"])

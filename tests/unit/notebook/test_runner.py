import json
from pathlib import Path
from typing import get_args

import nbformat
import pytest

from cdi.model.errors import UsageRefused
from cdi.notebook.engine import Engine
from cdi.notebook.engine.process import count_threads
from cdi.notebook.runner import Parameters, check_parameters, run_notebook, scrub
from cdi.workspace.paths import Workspace
from tests.clean_process import in_clean_process


def cells(source: str, *, tagged: bool = True) -> list[dict]:
    return [{"metadata": {"tags": ["parameters"]} if tagged else {}, "source": [source]}]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"force": "x", "audti": "y"}, "no parameter 'audti'; did you mean audit"),
        ({"force": "x"}, "parameter 'audit' was not given"),
    ],
)
def test_parameters_must_be_exactly_the_notebooks_own(given: dict, message: str) -> None:
    with pytest.raises(UsageRefused, match=message):
        check_parameters(cells("force = None\naudit = None"), given, "n.ipynb")


def test_a_notebook_whose_tag_was_lost_is_refused() -> None:
    # papermill would inject at the top, and the notebook's own None would overwrite it.
    with pytest.raises(UsageRefused, match="0 cells are tagged parameters"):
        check_parameters(cells("force = None", tagged=False), {"force": "x"}, "n.ipynb")


def test_an_executed_notebook_keeps_nothing_of_the_run() -> None:
    node = nbformat.v4.new_notebook(metadata={"papermill": {"output_path": "/somewhere"}})
    injected = nbformat.v4.new_code_cell(
        'force = "x"\noutput = "/somewhere"', metadata={"tags": ["injected-parameters"]}
    )
    injected.metadata["papermill"] = {"duration": 1.0}
    warning = "/anywhere/ipykernel_4711/12.py:2: UserWarning: careful"
    injected.outputs = [nbformat.v4.new_output("stream", name="stderr", text=warning)]
    node.cells = [injected]
    scrub(node)
    assert "/somewhere" not in json.dumps(node)
    assert node.cells[0]["id"] == "cell-0"
    assert node.cells[0].source == 'force = "x"'
    assert node.cells[0].outputs[0].text == "ipykernel/12.py:2: UserWarning: careful"


def run_on_both(notebook: Path, output: Path) -> None:
    assert count_threads() == 1
    for engine in get_args(Engine):
        parameters = Parameters("leicestershire", "2018-reinspection", str(output))
        run_notebook(notebook, output / f"{engine}.ipynb", parameters, engine=engine)


@pytest.mark.long(reason="a whole analysis on a kernel; engine/test_golden.py holds every kind of output to a kernel's")
def test_the_notebook_of_an_audit_is_the_same_to_the_byte_from_a_fork_and_a_kernel(
    project: Workspace, tmp_path: Path
) -> None:
    in_clean_process(run_on_both, project.notebook, tmp_path)
    fork, kernel = ((tmp_path / f"{engine}.ipynb").read_bytes() for engine in ("fork", "kernel"))
    assert fork == kernel
    assert fork.count(b'"text/html"') > 5

import json
from pathlib import Path

import nbformat
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.model.errors import UsageRefused
from cdi.notebook.runner import check_parameters, scrub, working_copy
from cdi.workspace.paths import Workspace


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
    warning = "/tmp/ipykernel_4711/12.py:2: UserWarning: careful"  # noqa: S108
    injected.outputs = [nbformat.v4.new_output("stream", name="stderr", text=warning)]
    node.cells = [injected]
    scrub(node)
    assert "/somewhere" not in json.dumps(node)
    assert node.cells[0]["id"] == "cell-0"
    assert node.cells[0].source == 'force = "x"'
    assert node.cells[0].outputs[0].text == "ipykernel/12.py:2: UserWarning: careful"


def test_a_working_copy_is_set_to_the_force_and_kept_when_it_is_there(project: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "explore" / "leicestershire-2018-reinspection.ipynb"
    assert working_copy(project.notebook, target, AuditRef("leicestershire", "2018-reinspection"))
    text = target.read_text(encoding="utf-8")
    assert 'force = \\"leicestershire\\"' in text
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "cdi"
    target.write_text("mine", encoding="utf-8")
    assert not working_copy(project.notebook, target, AuditRef("leicestershire", "2018-reinspection"))
    assert target.read_text(encoding="utf-8") == "mine"

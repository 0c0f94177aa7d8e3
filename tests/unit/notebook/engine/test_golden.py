"""A notebook run in a fork is the notebook that a fresh kernel gives, output for output."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.clean_process import in_clean_process
from tests.unit.notebook.engine.notebooks import execute_on, run, write_notebook

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SOURCES = {
    "a wide frame": "import pandas as pd\npd.DataFrame({f'column_{n}': [n, n * 2] for n in range(30)})",
    "both streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')\ngiven",
    "displays": "from IPython.display import HTML, Image, display\nhandle = display(HTML('<b>first</b>'), display_id='one')\n"
    "print('between')\ndisplay({'text/plain': 'raw', 'text/html': '<i>raw</i>'}, raw=True)",
    "an update of an earlier display": "handle.update(HTML('<b>second</b>'))",
    "the last expression": "1; 2",
    "a silenced one": "1;",
    "a warning": "import warnings\nwarnings.warn('careful')",
    "a log line": "import logging\nlogging.getLogger('x').warning('logged')",
    "rich reprs": "class Rich:\n    def _repr_html_(self): return '<p>rich</p>'\n    def _repr_latex_(self): return '$x$'\n"
    "    def __repr__(self): return 'Rich()'\nRich()",
    "a picture": f"import base64\nImage(base64.b64decode('{PIXEL}'))",
    "cleared output": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "history": "_, __, In[1], sorted(Out)",
    "top-level await": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "a figure of pyplot": "import matplotlib.pyplot as plt\nplt.subplots(figsize=(1, 1))[1].plot([1, 2]);",
    "names": "__name__, sorted(name for name in globals() if not name.startswith('_'))",
    "an error in a frame below": "def divide(x):\n    return 1 / x\ndivide(0)",
    "never reached": "'never'",
}


def scrubbed(node: dict[str, Any]) -> dict[str, Any]:
    """Without times, random ids, and the process's number in the names of compiled cells."""
    node["metadata"].pop("papermill")
    for cell in node["cells"]:
        cell.pop("id")
        cell["metadata"].pop("papermill", None)
        cell["metadata"].pop("execution", None)
    return json.loads(re.sub(r"ipykernel_\d+", "ipykernel_", json.dumps(node)))


@pytest.fixture(scope="module")
def from_a_kernel(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    notebook = write_notebook(tmp_path_factory.mktemp("kernel") / "all.ipynb", *SOURCES.values())
    (kernel,), printed = run("nbclient", notebook, prepared="nothing")
    return scrubbed(kernel), printed


def test_a_fork_of_a_process_that_has_everything_imported_gives_what_a_kernel_gives(tmp_path: Path) -> None:
    """But for the sources whose imports take the kernel long."""
    sources = [source for name, source in SOURCES.items() if name not in ("a wide frame", "a figure of pyplot")]
    notebooks = {engine: write_notebook(tmp_path / f"{engine}.ipynb", *sources) for engine in ("cdi", "nbclient")}
    printed = in_clean_process(execute_on, notebooks)
    assert printed == dict.fromkeys(notebooks, "ZeroDivisionError division by zero 15")
    fork, kernel = (scrubbed(json.loads(path.read_text(encoding="utf-8"))) for path in notebooks.values())
    assert [one for one, other in zip(fork["cells"], kernel["cells"], strict=True) if one != other] == []
    assert fork["metadata"] == kernel["metadata"]


@pytest.mark.long(
    reason="two new interpreters and a kernel; test_a_fork_of_a_process_that_has_everything_imported has another fork"
)
@pytest.mark.parametrize("prepared", ["preloaded", "imported outside a kernel", "nothing"])
def test_a_fork_gives_what_a_fresh_kernel_gives(
    from_a_kernel: tuple[dict[str, Any], str], tmp_path: Path, prepared: str
) -> None:
    kernel, printed = from_a_kernel
    (fork,), also_printed = run("cdi", write_notebook(tmp_path / "all.ipynb", *SOURCES.values()), prepared=prepared)
    assert printed == also_printed == "ZeroDivisionError division by zero 17\n"
    assert "column_15" not in json.dumps(kernel["cells"])  # 20 columns at most, as in a kernel
    pairs = zip(scrubbed(fork)["cells"], kernel["cells"], strict=True)
    assert [one for one, other in pairs if one != other] == []
    assert fork["metadata"] == kernel["metadata"]

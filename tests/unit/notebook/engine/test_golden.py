"""A notebook run in a fork is the notebook that a fresh kernel gives, output for output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdi.workspace.paths import Workspace
from tests.unit.notebook.engine.notebooks import run, write_notebook

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


@pytest.mark.parametrize("prepared", ["preloaded", "imported outside a kernel", "nothing"])
def test_a_fork_gives_what_a_fresh_kernel_gives(tmp_path: Path, prepared: str) -> None:
    notebook = write_notebook(tmp_path / "all.ipynb", *SOURCES.values())
    kernel, said = run("nbclient", notebook, "nothing")
    fork, also_said = run("cdi", notebook, prepared)
    assert said == also_said == "ZeroDivisionError division by zero 17\n"
    assert "column_15" not in json.dumps(kernel["cells"])  # 20 columns at most, as in a kernel
    pairs = zip(scrubbed(fork)["cells"], scrubbed(kernel)["cells"], strict=True)
    assert [one for one, other in pairs if one != other] == []
    assert fork["metadata"] == kernel["metadata"]


_AUDIT = """
import sys
from pathlib import Path
from cdi.notebook.engine.preload import keep_to_one_thread, preload
keep_to_one_thread()
preload(("cdi.pipeline.warm_up",))
from cdi.notebook.engine.process import threads
from cdi.notebook.runner import Parameters, run_notebook
assert threads() == 1
notebook, output = map(Path, sys.argv[1:])
for engine in ("fork", "kernel"):
    parameters = Parameters("leicestershire", "2018-reinspection", str(output))
    run_notebook(notebook, output / f"{engine}.ipynb", parameters, engine=engine)
"""


def test_the_notebook_of_an_audit_is_the_same_to_the_byte(project: Workspace, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _AUDIT, str(project.notebook), str(tmp_path)], check=True)  # noqa: S603
    fork, kernel = ((tmp_path / f"{engine}.ipynb").read_bytes() for engine in ("fork", "kernel"))
    assert fork == kernel
    assert fork.count(b'"text/html"') > 5

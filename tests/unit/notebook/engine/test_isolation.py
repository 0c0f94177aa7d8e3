"""Nothing that one notebook does is there in the next, whatever it does it to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.notebook.engine.notebooks import write_notebook

# What a notebook may leave behind, and how the next would see it.
STATE = {
    "names": ("mine = 1", "'mine' in globals()"),
    "chart settings": ("import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 77", "matplotlib.rcParams['lines.linewidth'] == 77"),
    "pandas options": ("import pandas\npandas.set_option('display.width', 77)", "pandas.get_option('display.width') == 77"),
    "environment": ("import os\nos.environ['MINE'] = '1'", "'MINE' in os.environ"),
    "folder": ("os.chdir('/')", "os.getcwd() == '/'"),
    "an attribute of a module": ("import cdi.house_style.formatting\ncdi.house_style.formatting.mine = 1", "hasattr(cdi.house_style.formatting, 'mine')"),
    "a function put in another's place": ("cdi.house_style.formatting.count = str", "cdi.house_style.formatting.count is str"),
    "modules": ("import sys, types\nsys.modules['mine'] = types.ModuleType('mine')", "'mine' in sys.modules"),
    "search path": ("sys.path.insert(0, '/mine')", "'/mine' in sys.path"),
    "warnings": ("import warnings\nwarnings.simplefilter('ignore', ResourceWarning)", "warnings.filters[0][2] is ResourceWarning"),
}  # fmt: skip
IMPORTS = "import os, sys, warnings, matplotlib, pandas, cdi.house_style.formatting"
_TWO = """
import json, sys
from cdi.notebook.engine.preload import keep_to_one_thread, preload
keep_to_one_thread()
preload()
import papermill
from cdi.notebook.engine.process import threads
for notebook in sys.argv[1:]:
    assert threads() == 1
    papermill.execute_notebook(notebook, notebook, engine_name="cdi", progress_bar=False)
"""


def run_in_one_process(*notebooks: Path) -> list[dict]:
    command = [sys.executable, "-c", _TWO, *map(str, notebooks)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    return [json.loads(path.read_text(encoding="utf-8")) for path in notebooks]


def test_the_second_notebook_of_a_process_finds_nothing_of_the_first(tmp_path: Path) -> None:
    looks = f"{IMPORTS}\nprint({', '.join(f'{look}' for _, look in STATE.values())})"
    first = write_notebook(tmp_path / "first.ipynb", "\n".join(leave for leave, _ in STATE.values()), looks)
    second = write_notebook(tmp_path / "second.ipynb", "", looks)
    _, second_done = run_in_one_process(first, second)
    seen = json.loads(first.read_text(encoding="utf-8"))["cells"][2]["outputs"][0]["text"]
    assert "".join(seen).split() == ["True"] * len(STATE)
    shown = second_done["cells"][2]["outputs"][0]["text"]
    assert dict(zip(STATE, "".join(shown).split(), strict=True)) == dict.fromkeys(STATE, "False")


def test_two_notebooks_draw_different_chances(tmp_path: Path) -> None:
    draw = "import numpy, random\nprint(numpy.random.rand(), random.random())"
    paths = [write_notebook(tmp_path / f"{name}.ipynb", draw) for name in "ab"]
    one, other = (node["cells"][1]["outputs"][0]["text"][0].split() for node in run_in_one_process(*paths))
    assert one[0] != other[0]
    assert one[1] != other[1]


def test_what_programs_print_stands_in_the_notebook(tmp_path: Path) -> None:
    source = "import os, subprocess\nprint('python')\nsubprocess.run(['echo', 'program'])\nos.write(2, b'low\\n');"
    (node,) = run_in_one_process(write_notebook(tmp_path / "prints.ipynb", source))
    printed = {(output["name"], "".join(output["text"])) for output in node["cells"][1]["outputs"]}
    assert printed == {("stdout", "python\n"), ("stdout", "program\n"), ("stderr", "low\n")}

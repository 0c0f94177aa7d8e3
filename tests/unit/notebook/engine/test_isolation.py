"""Nothing that one notebook does is there in the next, whatever it does it to."""

from __future__ import annotations

from pathlib import Path

from tests.unit.notebook.engine.notebooks import run_in_forks, text, write_notebook

# What a notebook may leave behind, and how the next would see it.
STATE = {
    "names": ("mine = 1", "'mine' in globals()"),
    "chart settings": ("import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 77", "matplotlib.rcParams['lines.linewidth'] == 77"),
    "pandas options": ("import pandas\npandas.set_option('display.width', 77)", "pandas.get_option('display.width') == 77"),
    "environment": ("import os\nos.environ['MINE'] = '1'", "'MINE' in os.environ"),
    "folder": ("os.chdir('/')", "os.getcwd() == '/'"),
    "an attribute of a module": ("import statistics\nstatistics.mine = 1", "hasattr(statistics, 'mine')"),
    "a function put in another's place": ("statistics.mean = str", "statistics.mean is str"),
    "modules": ("import sys, types\nsys.modules['mine'] = types.ModuleType('mine')", "'mine' in sys.modules"),
    "search path": ("sys.path.insert(0, '/mine')", "'/mine' in sys.path"),
    "warnings": ("import warnings\nwarnings.simplefilter('ignore', ResourceWarning)", "warnings.filters[0][2] is ResourceWarning"),
}  # fmt: skip
IMPORTS = "import os, sys, warnings, matplotlib, pandas, statistics"


def test_the_second_notebook_of_a_process_finds_nothing_of_the_first(tmp_path: Path) -> None:
    checks = f"{IMPORTS}\nprint({', '.join(check for _, check in STATE.values())})"
    first = write_notebook(tmp_path / "first.ipynb", "\n".join(leave for leave, _ in STATE.values()), checks)
    second = write_notebook(tmp_path / "second.ipynb", "", checks)
    one, other = run_in_forks(first, second)
    assert text(one, 1).split() == ["True"] * len(STATE)
    assert dict(zip(STATE, text(other, 1).split(), strict=True)) == dict.fromkeys(STATE, "False")


def test_forks_draw_different_random_numbers_and_show_what_programs_print(tmp_path: Path) -> None:
    draw = "import numpy, random\nprint(numpy.random.rand(), random.random())"
    prints = "import os, subprocess\nprint('python')\nsubprocess.run(['echo', 'program'])\nos.write(2, b'low\\n');"
    notebooks = [write_notebook(tmp_path / f"{name}.ipynb", draw, prints) for name in "ab"]
    one, other = run_in_forks(*notebooks)
    pairs = zip(text(one, 0).split(), text(other, 0).split(), strict=True)
    assert [number for number, again in pairs if number == again] == []
    printed = {(output["name"], "".join(output["text"])) for output in one["cells"][3]["outputs"]}
    assert printed == {("stdout", "python\n"), ("stdout", "program\n"), ("stderr", "low\n")}

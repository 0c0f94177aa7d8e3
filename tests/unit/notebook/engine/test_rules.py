"""When a notebook may be forked, and that the kernel takes over where it may not."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest

from cdi.notebook.engine.process import threads
from cdi.notebook.engine.rules import refusals
from tests.unit.notebook.engine.notebooks import run, text, write_notebook


def notebook(*sources: str, language: str = "python") -> nbformat.NotebookNode:
    kernel = {"name": "any", "display_name": "any", "language": language}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("%matplotlib inline", "uses % or ! commands"),
        ("!ls", "uses % or ! commands"),
        ("files = !ls", "uses % or ! commands"),
        ("%%bash\nls", "uses % or ! commands"),
        ("name = input('who?')", "asks for input"),
        ("from getpass import getpass", "asks for input"),
        ("import ipywidgets as widgets", "shows widgets"),
        ("from ipywidgets.widgets import Button", "shows widgets"),
        ("breakpoint()", "opens a debugger"),
        ("print('%d' % 5); inputs = 1", None),
        ("a syntax error", None),
        ("await something()", None),
    ],
)
def test_a_notebook_that_needs_a_real_kernel_is_not_forked(source: str, reason: str | None, monkeypatch) -> None:
    monkeypatch.setattr("cdi.notebook.engine.rules.threads", lambda: 1)
    assert refusals(notebook("1 + 1", source)) == ([reason] if reason else [])


def test_other_languages_and_platforms_are_not_forked(monkeypatch) -> None:
    monkeypatch.setattr("cdi.notebook.engine.rules.threads", lambda: 1)
    assert refusals(notebook(language="R")) == ["the notebook is in R"]
    monkeypatch.setattr("sys.platform", "darwin")
    assert refusals(notebook()) == ["only Linux forks safely"]


def test_a_process_with_another_thread_does_not_fork() -> None:
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait)
    before = threads()
    thread.start()
    try:
        assert threads() == before + 1
        assert refusals(notebook()) == [f"{before + 1} threads run in this process"]
    finally:
        ends.set()
        thread.join()


def test_what_may_not_be_forked_runs_on_a_kernel_and_the_rest_does_not(tmp_path: Path) -> None:
    asked = "import os\nprint(type(get_ipython().kernel).__name__)"
    node, _ = run("cdi", write_notebook(tmp_path / "kernel.ipynb", asked))
    assert text(node, 0) == "IPythonKernel\n"
    plain = "import IPython\nprint(type(IPython.get_ipython().kernel).__name__)"
    node, _ = run(
        "cdi", write_notebook(tmp_path / "fork.ipynb", plain.replace("get_ipython()", "core.getipython.get_ipython()"))
    )
    assert text(node, 0) == "NoneType\n"


_COMMAND = """
import cdi.cli.app, cdi.pipeline.all_audits
from cdi.notebook.engine.preload import preload
from cdi.notebook.engine.process import threads
preload(("cdi.pipeline.warm_up", "cdi.render.notebook_page", "cdi.pipeline.pages"))
print(threads())
"""


def test_a_command_has_one_thread_when_it_is_ready_to_fork() -> None:
    # As in a shell: the process of the tests has been kept to one thread, and its children would inherit that.
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_NUM_THREADS", "JE_ARROW_MALLOC_CONF")
    }
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _COMMAND], env=bare, check=True, capture_output=True, text=True
    )
    assert ended.stdout == "1\n", "something that a command imports at its start brings NumPy or PyArrow with it"

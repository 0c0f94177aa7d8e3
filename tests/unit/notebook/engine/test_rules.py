"""When a notebook may be forked, and that the kernel takes over where it may not."""

from __future__ import annotations

import threading
from pathlib import Path

import nbformat
import pytest

from cdi.notebook.engine.process import count_threads
from cdi.notebook.engine.rules import refusals
from tests.unit.notebook.engine.notebooks import run_in_forks, text, write_notebook


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
    monkeypatch.setattr("cdi.notebook.engine.rules.count_threads", lambda: 1)
    assert refusals(notebook("1 + 1", source)) == ([reason] if reason else [])


def test_other_languages_and_platforms_are_not_forked(monkeypatch) -> None:
    monkeypatch.setattr("cdi.notebook.engine.rules.count_threads", lambda: 1)
    assert refusals(notebook(language="R")) == ["the notebook is in R"]
    monkeypatch.setattr("sys.platform", "darwin")
    assert refusals(notebook()) == ["only Linux forks safely"]


def test_a_process_with_another_thread_does_not_fork() -> None:
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait)
    before = count_threads()
    thread.start()
    try:
        assert count_threads() == before + 1
        assert refusals(notebook()) == [f"{before + 1} threads run in this process"]
    finally:
        ends.set()
        thread.join()


def test_what_may_not_be_forked_runs_on_a_kernel_and_the_rest_does_not(tmp_path: Path) -> None:
    asks = write_notebook(tmp_path / "kernel.ipynb", "print(type(get_ipython().kernel).__name__)")
    source = "import IPython\nprint(type(IPython.core.getipython.get_ipython().kernel).__name__)"
    kernel, fork = run_in_forks(asks, write_notebook(tmp_path / "fork.ipynb", source))
    assert (text(kernel, 0), text(fork, 0)) == ("IPythonKernel\n", "NoneType\n")

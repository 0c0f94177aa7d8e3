"""A command is ready to fork: no thread has started, and what every report would do first is done."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import pytest

from cdi.model.audit_ref import AuditRef
from cdi.notebook.engine.process import count_threads
from cdi.pipeline import readable
from cdi.pipeline.request import Request
from cdi.pipeline.stages import modules_to_preload
from cdi.render.accessibility_page import render_accessibility
from cdi.render.notebook_page import readable_copies
from tests.clean_process import in_clean_process

_COMMAND = """
import cdi.cli.app, cdi.pipeline.all_audits
from cdi.notebook.engine.process import count_threads
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.shipped import SHIPPED
preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"), SHIPPED / "data" / "reference")
print(count_threads())
"""


_START = """
import sys
import cdi.cli.app, cdi.pipeline.all_audits
print(*sorted({"numpy", "pyarrow", "pandas", "matplotlib"} & {*sys.modules}))
"""


def started(program: str) -> str:
    """What a program prints that is started as in a shell.

    The process of the tests has been kept to one thread, and its children would inherit that.
    """
    kept = ("OPENBLAS_NUM_THREADS", "JE_ARROW_MALLOC_CONF")
    bare = {name: value for name, value in os.environ.items() if name not in kept}
    ended = subprocess.run([sys.executable, "-c", program], env=bare, check=True, capture_output=True, text=True)  # noqa: S603
    return ended.stdout


@pytest.mark.long(
    reason="rehearses once more; test_a_process_that_has_rehearsed and test_what_a_command_imports do both"
)
def test_a_command_has_one_thread_when_it_is_ready_to_fork() -> None:
    assert started(_COMMAND) == "1\n", "something that a command imports at its start brings NumPy or PyArrow with it"


def test_what_a_command_imports_at_its_start_brings_nothing_that_starts_threads() -> None:
    assert started(_START) == "\n"


def test_a_process_that_has_rehearsed_has_one_thread() -> None:
    assert in_clean_process(count_threads) == 1


def test_every_module_that_is_preloaded_for_a_report_has_something_to_make_ready() -> None:
    request = Request(AuditRef("leicestershire", "2018-reinspection"), ("panel-pack",))
    modules = modules_to_preload([request])
    assert {"cdi.pipeline.readable", "cdi.pipeline.workbook"} <= {*modules_to_preload([])} < {*modules}
    assert [name for name in modules if not hasattr(import_module(name), "make_ready")] == []


def test_readable_copies_compile_no_template_once_they_are_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = tmp_path / "analysis.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Rates")]), notebook)
    readable.make_ready()
    compiled: list[object] = []
    compile_anew = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: Any, name: str | None = None, *more: Any, **words: Any) -> Any:
        compiled.append(name)
        return compile_anew(self, source, name, *more, **words)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    readable_copies(notebook, title="Analysis", draft="Draft")
    render_accessibility("an audit", None)
    assert compiled == []

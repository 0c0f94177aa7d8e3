"""A command is ready to fork: nothing that it imports at its start, or preloads, has started a thread."""

from __future__ import annotations

import os
import subprocess
import sys

_COMMAND = """
import cdi.cli.app, cdi.pipeline.all_audits
from cdi.notebook.engine.process import count_threads
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.shipped import SHIPPED
preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"), SHIPPED / "data" / "reference")
print(count_threads())
"""


def test_a_command_has_one_thread_when_it_is_ready_to_fork() -> None:
    # As in a shell: the process of the tests has been kept to one thread, and its children would inherit that.
    kept = ("OPENBLAS_NUM_THREADS", "JE_ARROW_MALLOC_CONF")
    bare = {name: value for name, value in os.environ.items() if name not in kept}
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _COMMAND], env=bare, check=True, capture_output=True, text=True
    )
    assert ended.stdout == "1\n", "something that a command imports at its start brings NumPy or PyArrow with it"

"""Where the processor time of a report goes, beside its cells.

    python -m bench.profile_reports     writes the table into docs/performance.md

One process, got ready as a build does it, runs each part for some forces in turn, each part containing the one before;
what a part adds is the difference of the medians, children included.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measured import write_section
from cdi.notebook.engine.preload import keep_to_one_thread
from cdi.pipeline.warm_up import preload_and_rehearse
from cdi.workspace.paths import Workspace

REPEATS = 5
_FORCES = 6


def main() -> None:
    """Measure and write the table."""
    keep_to_one_thread()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "cdi", "demo", f"{folder}/forces"]
        subprocess.run(command, check=True, capture_output=True)
        registers = Path(folder) / "forces" / "data" / "reference"
        preload_and_rehearse(("cdi.render.notebook_page", "cdi.pipeline.workbook", "cdi.pipeline.pages"), registers)
        parts = _parts(Workspace(Path(folder) / "forces"))
        spent: dict[str, list[float]] = {name: [] for name in parts}
        for turn in range(REPEATS * _FORCES):
            for name, part in parts.items():
                before = _processor_seconds()
                _in_fork(part, turn % _FORCES)
                spent[name].append(1000 * (_processor_seconds() - before))
    medians = {name: statistics.median(each) for name, each in spent.items()}
    lines = ["| part | adds | in all |", "| --- | --- | --- |"]
    last = 0.0
    for name, whole in medians.items():
        lines.append(f"| {name} | {whole - last:.0f} ms | {whole:.0f} ms |")
        last = whole
    print("\n".join(lines))
    write_section("profile", "\n".join(lines))


def _parts(workspace: Workspace) -> dict[str, Callable[[int], None]]:
    from bench.reports import audits, cells_of, plain
    from cdi.notebook.runner import Parameters, run_notebook
    from cdi.pipeline.request import Request
    from cdi.pipeline.stages import build, plan

    chosen, code = audits(workspace, _FORCES), cells_of(workspace)
    # As a build does before it forks: the imports behind each stage are followed once.
    plan(workspace, Request(chosen[0], ("panel-pack",)))

    def cells(turn: int) -> None:
        os.chdir(workspace.notebook.parent)
        ref = chosen[turn]
        plain(code, {"force": ref.force, "audit": ref.audit, "output": tempfile.mkdtemp(dir=workspace.root)})

    def notebook(turn: int) -> None:
        output = Path(tempfile.mkdtemp(dir=workspace.root))
        run_notebook(
            workspace.notebook,
            output / "executed.ipynb",
            Parameters(chosen[turn].force, chosen[turn].audit, str(output)),
        )

    def report(turn: int, *documents: str) -> None:
        shutil.rmtree(workspace.reports, ignore_errors=True)
        build(workspace, Request(chosen[turn], documents))

    return {
        "a fork that does nothing": lambda _: None,
        "the notebook's cells": cells,
        "papermill, a second fork, IPython's shell, the executed notebook": notebook,
        "what is stale, checking the bundle, the readable page": report,
        "one document, HTML and PDF, and delivery": lambda turn: report(turn, "panel-pack"),
        "two more documents": lambda turn: report(turn, "panel-pack", "panel-paper", "inspection-report"),
    }


def _in_fork(part: Callable[[int], None], turn: int) -> None:
    child = os.fork()
    if child == 0:
        try:
            part(turn)
        except BaseException:  # a fork must not run on in its parent's code
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"a part failed with {status}")


def _processor_seconds() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, whose))


if __name__ == "__main__":
    main()

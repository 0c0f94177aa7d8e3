"""The notebook of every force to an executed copy and a page, against papermill and nbconvert, and against the limit.

    python -m bench.reports [--full]     writes the table into docs/performance.md

All sides run the project's own notebook on 43 reconstructed forces, interleaved, in processes of their own, and the
medians of three rounds are taken. The peers have an environment without JupyterLab and end their kernels at once. They
are slow, so each round runs them on some forces only and scales by the number of forces; `--full` runs them once on all
43. The limit is the notebook's cells as plain Python, a fork a report, two at a time: no notebook and no page.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.lean import make_lean
from bench.measured import Measured, median, run, write_section
from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace

WORKERS = 2
ROUNDS = 3
# How many of the 43 forces each side runs in a round; the rest is scaled.
FORCES = {
    "limit": 43,
    "rehearsed": 43,
    "fork": 43,
    "documents": 43,
    "kernel": 12,
    "pool": 12,
    "pairs": 12,
    "one by one": 6,
}
_ALONE = "leicestershire"
# What the notebook imports, and what those import when they are first used.
_IMPORTS = (
    "cdi.exhibits.charts", "cdi.exhibits.tables", "cdi.bundle.bundle", "cdi.bundle.facts", "cdi.load.audit",
    "cdi.bundle.row_digests", "cdi.measures", "cdi.measures.patterns", "matplotlib.backends.backend_svg", "afcharts",
    "babel.numbers", "pyarrow.pandas_compat",
)  # fmt: skip


def audits(workspace: Workspace, number: int) -> list[AuditRef]:
    """The audits that are built: the shipped one first, then the others by name."""
    reportable = [force for force in workspace.forces() if workspace.reportable(force)]
    names = sorted(reportable, key=lambda force: (force != _ALONE, force))
    return [workspace.reportable(force)[-1] for force in names][:number]


# ---- the sides; each is a process of its own


def rehearsed(folder: str, number: str) -> None:
    """The limit, with what every analysis does first done once before the forks, as ours does it."""
    limit(folder, number, rehearse=True)


def limit(folder: str, number: str, *, rehearse: bool = False) -> None:
    """The cells as plain Python: imports once, a fork a report, tables and charts to HTML; only bundles are written."""
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    import gc
    import importlib

    for module in _IMPORTS:
        importlib.import_module(module)
    workspace = Workspace(Path(folder))
    if rehearse:
        importlib.import_module("cdi.pipeline.warm_up").make_ready()
        importlib.import_module("cdi.load.reference").check_reference_ahead(workspace.data / "reference")
    gc.freeze()
    code = cells_of(workspace)
    os.chdir(workspace.notebook.parent)
    running = 0
    for ref in audits(workspace, int(number)):
        if running == WORKERS:
            os.wait()
            running -= 1
        if os.fork() == 0:
            plain(code, {"force": ref.force, "audit": ref.audit, "output": tempfile.mkdtemp(dir=folder)})
            os._exit(0)
        running += 1
    while running:
        os.wait()
        running -= 1


def cells_of(workspace: Workspace) -> list[str]:
    """The source of each code cell of the notebook."""
    cells = json.loads(workspace.notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def plain(code: list[str], parameters: dict[str, str]) -> None:
    """Run the cells in one namespace, and have the last expression of each show itself as HTML."""
    names: dict[str, Any] = {"display": lambda *shown: [_shows(each) for each in shown]}  # IPython's wants a shell
    for number, source in enumerate(code):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - the project's own notebook
        if number == 0:
            names |= parameters
        if isinstance(last, ast.Expr):
            _shows(eval(compile(ast.Expression(last.value), "cell", "eval"), names))  # noqa: S307


def _shows(shown: Any) -> None:
    """Have something make its HTML, as a notebook does."""
    html = getattr(shown, "_repr_html_", None) or getattr(shown, "_repr_mimebundle_", None) or shown.__repr__
    html()


def fork(folder: str, number: str, *, engine: str = "fork", documents: bool = False) -> None:
    """Ours: notebook and readable page, on the fork engine."""
    from cdi.notebook.engine.preload import keep_to_one_thread

    keep_to_one_thread()
    from cdi.pipeline.all_audits import Settings, build_all
    from cdi.pipeline.stages import Request

    workspace = Workspace(Path(folder))
    requests = [Request(ref, ("panel-pack",) if documents else ()) for ref in audits(workspace, int(number))]
    shutil.rmtree(workspace.reports, ignore_errors=True)
    build_all(workspace, requests, Settings(WORKERS, engine)).refuse_failed()  # type: ignore[arg-type]


def documents(folder: str, number: str) -> None:
    """Ours with a document of each force, as HTML and PDF, delivered."""
    fork(folder, number, documents=True)


def kernel(folder: str, number: str) -> None:
    """Ours, on an encrypted kernel for each notebook."""
    fork(folder, number, engine="kernel")


def pool(folder: str, number: str) -> None:
    """A well-written peer: a pool of two processes, each with papermill and nbconvert imported once."""
    workspace = Workspace(Path(folder))
    with ProcessPoolExecutor(WORKERS) as workers:
        list(workers.map(_execute_and_convert, *zip(*_peer_jobs(workspace, int(number)), strict=True)))


def _execute_and_convert(notebook: str, executed: str, parameters: dict[str, str]) -> None:
    import papermill
    from nbconvert import HTMLExporter

    papermill.execute_notebook(notebook, executed, parameters, kernel_name="python3", progress_bar=False,
                               shutdown_kernel="immediate", cwd=str(Path(notebook).parent))  # fmt: skip
    page, _ = HTMLExporter().from_filename(executed)
    Path(executed).with_suffix(".html").write_text(page, encoding="utf-8")


def one_by_one(folder: str, number: str, workers: int = 1) -> None:
    """What most do: papermill, then nbconvert, each a process, for one force after the other."""
    workspace = Workspace(Path(folder))
    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(_two_processes, *zip(*_peer_jobs(workspace, int(number)), strict=True)))


def pairs(folder: str, number: str) -> None:
    """The same, two forces at a time."""
    one_by_one(folder, number, WORKERS)


def _two_processes(notebook: str, executed: str, parameters: dict[str, str]) -> None:
    papermill = (
        "import json, sys, papermill; papermill.execute_notebook(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]),"
        "kernel_name='python3', progress_bar=False, shutdown_kernel='immediate', cwd=sys.argv[4])"
    )
    words = [notebook, executed, json.dumps(parameters), str(Path(notebook).parent)]
    subprocess.run([sys.executable, "-c", papermill, *words], check=True, capture_output=True)
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", executed]
    subprocess.run(convert, check=True, capture_output=True)


def _peer_jobs(workspace: Workspace, number: int) -> list[tuple[str, str, dict[str, str]]]:
    jobs = []
    for ref in audits(workspace, number):
        output = tempfile.mkdtemp(dir=workspace.root)
        parameters = {"force": ref.force, "audit": ref.audit, "output": output}
        jobs.append((str(workspace.notebook), str(Path(output) / "executed.ipynb"), parameters))
    return jobs


def nothing(folder: str, number: str) -> None:
    """A build that finds nothing changed; prints its seconds after start-up and imports."""
    from time import monotonic

    from cdi.pipeline.all_audits import Settings, build_all, list_requests

    workspace = Workspace(Path(folder))
    start = monotonic()
    summary = build_all(workspace, list_requests(workspace, [])[: int(number)], Settings(WORKERS))
    assert not summary.of("built"), "something was stale"
    print(monotonic() - start)


# ---- the comparison


SIDES = {side: side.replace(" ", "_") for side in FORCES}
_LABELS = {
    "limit": "the cells as plain Python, a fork a report, two at a time (the limit)",
    "rehearsed": "the limit, after our rehearsal on example rows",
    "fork": "ours: `cdi build` without documents: notebook and page",
    "documents": "ours: and a document of each force, as HTML and PDF",
    "kernel": "ours on `--engine kernel`",
    "pool": "papermill and nbconvert in a pool of two processes",
    "pairs": "`papermill`, then `nbconvert`, two forces at a time",
    "one by one": "`papermill`, then `nbconvert`, one force after the other",
}
_PEERS = ("pool", "pairs", "one by one")


def measure(folder: str, lean: str, numbers: dict[str, int], rounds: int) -> dict[str, Measured]:
    """Every side once a round, in turn; the medians."""
    runs: dict[str, list[Measured]] = {side: [] for side in numbers}
    for _ in range(rounds):
        for side, number in numbers.items():
            python = lean if side in _PEERS else sys.executable
            runs[side].append(run("-m", "bench.reports", SIDES[side], folder, str(number), python=python))
            print(f"{side}: {number} in {runs[side][-1].seconds:.1f} s", file=sys.stderr, flush=True)
    return {side: median(each) for side, each in runs.items()}


def table(found: dict[str, Measured], numbers: dict[str, int], total: int) -> list[str]:
    """Wall and processor seconds for all forces, and both as multiples: of ours, and of the limit."""
    lines = [
        f"| {total} forces, two workers | run on | wall | processor | times ours (wall, processor) | times the limit |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    scaled = {side: (each.seconds * total / numbers[side], each.processor_seconds * total / numbers[side])
              for side, each in found.items()}  # fmt: skip
    for side, (wall, processor) in scaled.items():
        ours = [f"{value / other:.2f}" for value, other in zip((wall, processor), scaled["fork"], strict=True)]
        bound = [f"{value / other:.2f}" for value, other in zip((wall, processor), scaled["limit"], strict=True)]
        lines.append(f"| {_LABELS[side]} | {numbers[side]} | {wall:.1f} s | {processor:.1f} s "
                     f"| {', '.join(ours)} | {', '.join(bound)} |")  # fmt: skip
    return lines


def alone(folder: str, lean: str) -> list[str]:
    """One report, cold, whole process."""
    heading = f"| one report ({_ALONE}), cold, whole process | wall | processor | times the limit (wall, processor) |"
    lines = ["", heading, "| --- | --- | --- | --- |"]
    found = measure(folder, lean, dict.fromkeys(("limit", "fork", "documents", "one by one"), 1), ROUNDS + 2)
    for side, each in found.items():
        bound = [each.seconds / found["limit"].seconds, each.processor_seconds / found["limit"].processor_seconds]
        lines.append(f"| {_LABELS[side]} | {each.seconds:.2f} s | {each.processor_seconds:.2f} s "
                     f"| {bound[0]:.2f}, {bound[1]:.2f} |")  # fmt: skip
    return lines


def main(*, full: bool) -> None:
    """Measure and write the table."""
    with tempfile.TemporaryDirectory() as base:
        folder = str(Path(base) / "forces")
        subprocess.run([sys.executable, "-m", "cdi", "demo", folder], check=True, capture_output=True)
        lean = make_lean(Path(base) / "lean")
        total = len([force for force in Workspace(Path(folder)).forces() if Workspace(Path(folder)).reportable(force)])
        numbers = dict.fromkeys(FORCES, total) if full else {side: min(FORCES[side], total) for side in FORCES}
        lines = table(measure(folder, lean, numbers, 1 if full else ROUNDS), numbers, total)
        lines += alone(folder, lean)
        subprocess.run([sys.executable, "-m", "cdi", "build"], cwd=folder, check=True, capture_output=True)
        fresh = sorted(float(run("-m", "bench.reports", "nothing", folder, str(total)).printed) for _ in range(ROUNDS))
        lines += ["", f"Nothing changed, {total} forces, all documents: {fresh[ROUNDS // 2]:.2f} s after start-up."]
    print("\n".join(lines))
    write_section("reports, all forces on every side" if full else "reports", "\n".join(lines))


if __name__ == "__main__":
    if (sys.argv[1:] and sys.argv[1] in SIDES.values()) or sys.argv[1:2] == ["nothing"]:
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--full", action="store_true", help="every side once on all forces")
        main(full=parser.parse_args().full)

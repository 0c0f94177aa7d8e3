"""One notebook through papermill, strictly.

papermill does not guard its parameters (a misspelt name runs on defaults, a missing tag lets the notebook overwrite
the injected value) and saves a dead kernel's notebook as completed. So names are checked before a kernel starts, and
success is only the absence of an exception.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cdi.model.errors import ContractBroken, PublicationRefused, RunFailed, UsageRefused, nearest
from cdi.model.fault import InputFaulty
from cdi.notebook.engine import Engine
from cdi.workspace.limits import MEMORY_LIMIT

_CELL_TIMEOUT_SECONDS = 600
_TOO_LARGE = f"it needs more memory than it may have; {MEMORY_LIMIT} in the environment sets that limit"
# What pyproject.toml registers the engine of `cdi.notebook.engine` with papermill as.
_FORK_ENGINE = "cdi"

# Refusals that a cell may raise on purpose; they leave the kernel as what they are.
_REFUSALS = {refusal.__name__: refusal for refusal in (ContractBroken, PublicationRefused, UsageRefused)} | {
    InputFaulty.__name__: ContractBroken
}
# The place that a warning names: the kernel calls a folder by the number of its process.
_PROCESS_FOLDER = re.compile(r"(?<!\S)\S*/ipykernel_\d+/")
Progress = Callable[[int, int], None]
"""Called after each cell with how many cells are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the notebook is run on: the names of its tagged cell, all of them strings."""

    force: str
    audit: str
    output: str


@dataclass(frozen=True, slots=True)
class CheckParameters:
    """What the notebook of method checks is run on: draws from each design, the seed, and the page of its tables."""

    draws: int
    seed: int
    output: str


@dataclass(frozen=True, slots=True)
class ComparisonParameters:
    """What the notebook on all forces is run on: a day in ISO form, measure, programme, seed, and the folder."""

    as_at: str
    measure: str
    regime: str
    seed: int
    output: str


class CellFailed(RunFailed):
    """A cell raised, the kernel died or ran out of time; says where and what to do.

    `detail` is the message of what was raised. It may quote a row, so only the terminal shows it.
    """

    def __init__(self, cell: int | None, heading: str, cause: str, detail: str = "") -> None:
        self.cell, self.heading, self.cause, self.detail = cell, heading, cause, detail
        where = f"cell {cell} ({heading})" if cell is not None else "the kernel"
        super().__init__(f"the analysis failed in {where}: {cause}")

    @property
    def for_terminal(self) -> str:
        """Where it failed, and the message of what was raised."""
        return f"{self}: {self.detail}" if self.detail else str(self)


def run_notebook(
    notebook: Path,
    executed: Path,
    parameters: Parameters | CheckParameters | ComparisonParameters,
    progress: Progress | None = None,
    engine: Engine = "fork",
    folder: Path | None = None,
) -> None:
    """Execute the notebook in a process of its own, a fork or an encrypted kernel, and save the executed copy.

    It runs in `folder`, or in its own folder when none is given.

    Raises UsageRefused when the notebook's tagged parameters are not exactly ours, CellFailed when a cell raises,
    times out or the kernel dies. The executed copy is free of times, paths and run ids: same inputs, same bytes.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    check_parameters(cells, asdict(parameters), notebook.name)
    node = _execute(notebook, executed, asdict(parameters), progress, engine, folder or notebook.parent)
    scrub(node)
    import nbformat

    nbformat.write(node, str(executed))


def check_parameters(cells: list[dict[str, Any]], given: dict[str, Any], name: str) -> None:
    """Refuse, before a kernel starts, names that the notebook does not declare or that it declares and lacks."""
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        raise UsageRefused(f"{name}: {len(tagged)} cells are tagged parameters; expected one")
    tree = ast.parse("".join(tagged[0]["source"]))
    declared = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for parameter in given:
        if parameter not in declared:
            raise UsageRefused(f"{name}: no parameter {parameter!r}; {nearest(parameter, declared)}")
    for parameter in declared:
        if parameter not in given:
            raise UsageRefused(f"{name}: parameter {parameter!r} was not given")


def _execute(
    notebook: Path,
    executed: Path,
    parameters: dict[str, Any],
    progress: Progress | None,
    engine: Engine,
    folder: Path,
) -> Any:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from cdi.notebook.engine.kernel import OWN_KERNEL

    # papermill adds the cell of the given parameters.
    total = len(json.loads(notebook.read_text(encoding="utf-8"))["cells"]) + 1

    def report_cell(cell_index: int, **_: Any) -> None:
        if progress:
            progress(cell_index + 1, total)

    try:
        return papermill.execute_notebook(
            str(notebook),
            str(executed),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=str(folder),
            **({"engine_name": _FORK_ENGINE} if engine == "fork" else OWN_KERNEL),
            execution_timeout=_CELL_TIMEOUT_SECONDS,
            on_cell_complete=report_cell,
            on_cell_error=None,
        )
    except PapermillExecutionError as failed:
        _take_messages_out(executed)
        if failed.ename in _REFUSALS:
            raise _REFUSALS[failed.ename](failed.evalue) from None
        heading = _heading(notebook, failed.cell_index - 1)
        if failed.ename == "MemoryError":
            raise CellFailed(failed.cell_index, heading, _TOO_LARGE) from None
        raise CellFailed(failed.cell_index, heading, failed.ename, failed.evalue) from None
    except CellTimeoutError as slow:
        raise CellFailed(None, "", f"a cell ran longer than {_CELL_TIMEOUT_SECONDS} seconds") from slow
    except DeadKernelError as dead:
        raise CellFailed(None, "", "the kernel died; the usual cause is too little memory") from dead


def _take_messages_out(executed: Path) -> None:
    """Keep only the kind of an error in the executed copy: its message and its traceback may quote a row."""
    if not executed.is_file():
        return
    node = json.loads(executed.read_text(encoding="utf-8"))
    for cell in node["cells"]:
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                output |= {"evalue": "", "traceback": [output.get("ename", "")]}
    executed.write_text(json.dumps(node, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _heading(notebook: Path, index: int) -> str:
    """The question whose answer failed: the nearest heading above the cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    for cell in reversed(cells[: max(index, 0) + 1]):
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("#"):
                    return line.lstrip("# ")
    return "before the first heading"


def scrub(node: Any) -> None:
    """Take out of an executed notebook what differs from run to run: times, durations, paths and random ids."""
    node.metadata.pop("papermill", None)
    node.metadata.pop("widgets", None)
    node.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(node.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _PROCESS_FOLDER.sub("ipykernel/", output["text"])
        if "injected-parameters" in cell.metadata.get("tags", []):
            # The folder that the bundle went to says something of this machine alone; force and audit stay visible.
            cell["source"] = "\n".join(line for line in cell["source"].splitlines() if not line.startswith("output = "))

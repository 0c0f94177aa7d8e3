"""The notebook of an audit opened in JupyterLab: a working copy that is the analyst's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from cdi.model.audit_ref import AuditRef
from cdi.workspace.paths import Workspace

# Chosen: JupyterLab gives each kernel five seconds to end.
_SECONDS_TO_END = 10


def write_working_copy(workspace: Workspace, ref: AuditRef) -> tuple[Path, bool]:
    """Write a copy of the notebook for exploring an audit, on the project's kernel, into the folder `explore`.

    A copy that is already there stays, with the analyst's changes. Returns its path, and whether it was written.
    """
    target = workspace.root / "explore" / f"{ref.force}-{ref.audit}.ipynb"
    if target.exists():
        return target, False
    import nbformat

    node = nbformat.read(str(workspace.notebook), as_version=4)
    cell = next(cell for cell in node.cells if "parameters" in cell.metadata.get("tags", []))
    cell["source"] = f'force = "{ref.force}"\naudit = "{ref.audit}"\noutput = None'
    node.metadata["kernelspec"] = {"name": "cdi", "display_name": "CDI audits", "language": "python"}
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(node, str(target))
    return target, True


def open_lab(root: Path, target: Path, words: Sequence[str] = ()) -> int:
    """Open a notebook in JupyterLab of this environment and wait until it ends; returns its exit code.

    Its file browser shows the whole of `root`. `words` are passed on to it. It ends when this process is told to end.
    """
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", *words, str(target)]
    process = subprocess.Popen(command, env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"})  # noqa: S603 - our own interpreter and a checked name, no shell
    try:
        return process.wait()
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End JupyterLab with its kernels, if it still runs when the command that opened it is told to end."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

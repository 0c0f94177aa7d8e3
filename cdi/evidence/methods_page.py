"""The tables of `docs/methods.md`, written again by the notebook of method checks."""

from __future__ import annotations

from pathlib import Path

from cdi.notebook.runner import CheckParameters, run_notebook
from cdi.workspace.paths import Workspace


def renew_methods_page(workspace: Workspace, draws: int, seed: int) -> list[Path]:
    """Run the notebook, which writes its tables into the page; returns the page and the executed notebook."""
    page = workspace.root / "docs" / "methods.md"
    executed = workspace.reports / ".work" / "method_checks.ipynb"
    executed.parent.mkdir(parents=True, exist_ok=True)
    notebook = workspace.root / "notebooks" / "method_checks.ipynb"
    run_notebook(notebook, executed, CheckParameters(draws, seed, str(page)))
    return [page, executed]

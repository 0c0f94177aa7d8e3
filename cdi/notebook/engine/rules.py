"""When a notebook may run in a fork of this process, and why it may not."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from typing import Any

from cdi.notebook.engine.process import count_threads

# What needs somebody at the other end of a real kernel: questions to a person, a debugger, widgets.
_NAMES = {"input": "asks for input", "breakpoint": "opens a debugger", "get_ipython": "uses % or ! commands"}
_MODULES = {"ipywidgets": "shows widgets", "getpass": "asks for input", "pdb": "opens a debugger"}


def refusals(nb: Any) -> list[str]:
    """Why a notebook cannot run in a fork of this process as it is now; empty when it can.

    A thread that runs while a process forks may hold a lock that nothing in the child ever opens again, so there must
    be one thread only. The notebook must be Python and need nothing that only a real kernel offers.
    """
    if sys.platform != "linux" or not hasattr(os, "fork"):
        return ["only Linux forks safely"]
    reasons = list(dict.fromkeys(_reasons_in_cells(nb)))
    language = nb.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        reasons.append(f"the notebook is in {language}")
    if (threads := count_threads()) != 1:
        reasons.append(f"{threads} threads run in this process")
    return reasons


def _reasons_in_cells(nb: Any) -> Iterator[str]:
    from IPython.core.inputtransformer2 import TransformerManager

    transformer = TransformerManager()
    for cell in nb.cells:
        if cell.cell_type == "code":
            try:
                yield from _reasons_in_source(transformer.transform_cell(cell.source))
            except SyntaxError:
                continue  # fails in a fork as it does in a kernel


def _reasons_in_source(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) if name in _NAMES:
                yield _NAMES[name]
            case ast.Import(names=names):
                yield from (_MODULES[root] for name in names if (root := name.name.split(".")[0]) in _MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in _MODULES:
                yield _MODULES[module.split(".")[0]]

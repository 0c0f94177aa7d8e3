"""What a parent imports before it forks for the first time, so that no child has to.

The caller lists the modules. None of them may start a thread (Polars and DuckDB do): a process with threads is not
forked.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Sequence

from cdi.notebook.engine.address_grammars import built_when_first_used

_OWN = ("cdi.notebook.engine.client",)
_loaded: set[str] = set()


def keep_to_one_thread() -> None:
    """Keep PyArrow's allocator and NumPy's linear algebra from starting threads; call it before they are imported."""
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def preload(modules: Sequence[str]) -> None:
    """Import the modules in their order, and what the engine itself needs; then set it all apart from the collector.

    A module's own function `make_ready`, where it has one, is called: it does what every child would do first, without
    threads. Frozen, the parent's objects are not visited by any child's collections, which would copy every page of
    them. Each module is loaded once in a process and in what is forked from it, so calling this again is cheap.
    """
    new = [module for module in dict.fromkeys((*_OWN, *modules)) if module not in _loaded]
    if not new:
        return
    keep_to_one_thread()
    gc.disable()  # nothing of an import is garbage
    with built_when_first_used():
        from cdi.notebook.engine.shell import as_in_a_kernel

        with as_in_a_kernel():
            for name in new:
                module = importlib.import_module(name)
                if hasattr(module, "make_ready"):
                    module.make_ready()
    _loaded.update(new)
    gc.freeze()
    gc.enable()

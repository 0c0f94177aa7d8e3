"""What a parent imports before it forks for the first time, so that no child has to.

Nothing of a force is read here: a child finds the same in its parent, whichever force it is for.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

# Never Polars or DuckDB: they start threads, and a process with threads must not fork.
_ANALYSIS = (
    "cdi.load.audit",
    "cdi.measures",
    "cdi.bundle.facts",
    "cdi.exhibits.charts",
    "cdi.exhibits.tables",
    "cdi.bundle.bundle",
    "cdi.bundle.row_digests",
)
_LATER = ("babel.numbers", "pyarrow.pandas_compat", "afcharts", "matplotlib.backends.backend_svg")
"""What libraries import only when they are first used."""
_RUNNER = ("cdi.notebook.engine.client",)
_ready: set[str] = set()


def keep_to_one_thread() -> None:
    """Keep PyArrow's allocator and NumPy's linear algebra from starting threads; call it before they are imported."""
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def preload(modules: Sequence[str] = ()) -> None:
    """Import what an analysis and its runner need, and the given modules; then set it all apart from the collector.

    Each given module has a `make_ready`, which is called: it does what every child would do first, without threads.
    Frozen, the parent's objects are not visited by any child's collections, which would copy every page of them. Each
    module is got ready once in a process and what is forked from it.
    """
    new = [module for module in (*_ANALYSIS, *_LATER, *_RUNNER, *modules) if module not in _ready]
    if not new:
        return
    keep_to_one_thread()
    gc.disable()  # nothing of an import is garbage
    with _without_address_grammars():
        from cdi.notebook.engine.shell import as_in_a_kernel

        with as_in_a_kernel():
            for module in new:
                loaded = importlib.import_module(module)
                if module in (*_RUNNER, *modules):
                    loaded.make_ready()
    _ready.update(new)
    gc.freeze()
    gc.enable()


@contextmanager
def _without_address_grammars() -> Iterator[None]:
    """Spare the second that jsonschema takes to build grammars of web addresses, which no notebook's schema uses."""
    absent = "rfc3987_syntax" not in sys.modules
    if absent:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # an import of it fails, as if not installed
    try:
        yield
    finally:
        if absent:
            del sys.modules["rfc3987_syntax"]

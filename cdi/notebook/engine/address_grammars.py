"""The grammars of internationalised web addresses (RFC 3987), built when the first address is checked.

jsonschema, which checks the form of every notebook, imports the package `rfc3987_syntax` where it is installed, and
JupyterLab installs it. That import alone builds grammars for 1.3 seconds, and no schema of notebooks has such an
address. So while jsonschema is imported a small module stands in for the package: it has the one function that
jsonschema asks for, and imports the package itself when that function is first called. Every check gives the same
answer as before.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_PACKAGE = "rfc3987_syntax"


@contextmanager
def built_when_first_used() -> Iterator[None]:
    """Imports in here that ask for the package get the stand-in; afterwards the package can be imported as ever."""
    if _PACKAGE in sys.modules or importlib.util.find_spec(_PACKAGE) is None:
        yield
        return
    stand_in = sys.modules[_PACKAGE] = _stand_in()
    try:
        yield
    finally:
        if sys.modules.get(_PACKAGE) is stand_in:
            del sys.modules[_PACKAGE]


def _stand_in() -> ModuleType:
    module = ModuleType(_PACKAGE, __doc__)
    module.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined] # the name that jsonschema imports
    return module


def _is_valid_syntax(term: str, value: str) -> bool:
    """What the package says, which is imported at the first call."""
    if getattr(sys.modules.get(_PACKAGE), "is_valid_syntax", None) is _is_valid_syntax:
        del sys.modules[_PACKAGE]  # or the import below would find the stand-in again
    return bool(importlib.import_module(_PACKAGE).is_valid_syntax(term, value))

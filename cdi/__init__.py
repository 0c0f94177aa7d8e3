"""Crime data integrity audits: from audit data to figures, charts and panel papers.

`cdi.open("leicestershire")` opens an audit for exploring; `docs/api.md` says what it answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# The names by the module and the name they have there. They are imported when they are first asked for: a command that
# only wants the version need not wait for pandas.
_PUBLIC = {
    "open": ("cdi.explore.opening", "open_audit"),
    "audits": ("cdi.explore.opening", "list_audits"),
    "form": ("cdi.explore.form", "open_form"),
    "Desk": ("cdi.explore.desk", "Desk"),
    "Answer": ("cdi.explore.answers", "Answer"),
    "Picture": ("cdi.explore.answers", "Picture"),
}
__all__ = ["Answer", "Desk", "Picture", "__version__", "audits", "form", "open"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'cdi' has no attribute {name!r}; it offers {', '.join(sorted(_PUBLIC))}")
    module, own = _PUBLIC[name]
    value = getattr(import_module(module), own)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

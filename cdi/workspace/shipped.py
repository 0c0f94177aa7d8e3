"""What comes with the package beside its code, and the one place that knows where that is.

The wheel holds it in `cdi/_shipped/`; in a checkout it is the top level of the repository. Either way the folder looks
like a project folder: `templates/`, `notebooks/`, `data/` and `requirements.txt`, the lock.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_IN_A_WHEEL = "_shipped"


def find_shipped(package: Path) -> Path:
    """The folder of what is shipped with a package that lies there, installed or in a checkout."""
    inside = package / _IN_A_WHEEL
    return inside if inside.is_dir() else package.parent


SHIPPED = find_shipped(Path(str(files("cdi"))))
"""Laid out as a project folder is; nothing in it is ever written."""

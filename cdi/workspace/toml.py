"""Reading a TOML file, with a fault of the file when it is missing or broken."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.audit_files import LARGEST_SETTINGS, check_regular

# A key of so many parts takes memory with the square of their number; ours have four.
_DEEP_KEY = re.compile(r"""(?<![\w"'-])[\w"'-]+(?:[ \t]*\.[ \t]*[\w"'-]+){20}""")


def read_toml(path: Path) -> dict[str, Any]:
    """The settings of a TOML file as plain values.

    Raises InputFaulty when the file is missing, no regular file, larger than a megabyte, nested without end, or cannot
    be read as TOML.
    """
    if not path.exists() and not path.is_symlink():
        raise InputFaulty([Fault(str(path), "a settings file", problem="this file is missing")])
    try:
        text = check_regular(path, LARGEST_SETTINGS).read_text(encoding="utf-8")
        if _DEEP_KEY.search(text):
            raise InputFaulty([Fault(str(path), "TOML", problem="a key of more than 20 parts")])
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({broken})")]) from broken
    except (OSError, RecursionError, MemoryError, ValueError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({type(broken).__name__})")]) from None

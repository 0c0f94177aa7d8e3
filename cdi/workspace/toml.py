"""Reading a TOML file, with a fault of the file when it is missing or broken."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.audit_files import LARGEST_SETTINGS, check_regular, refuse_endless_word

_PART = r"""(?:(?<![\w-])[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY, _ONE_PART = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*+"), re.compile(_PART)
# A key of many parts takes memory with the square of their number; ours have four.
_MOST_PARTS = 20


def read_toml(path: Path) -> dict[str, Any]:
    """The settings of a TOML file as plain values.

    Raises InputFaulty when the file is missing, no regular file, larger than a megabyte, nested without end, or cannot
    be read as TOML.
    """
    if not path.exists() and not path.is_symlink():
        raise InputFaulty([Fault(str(path), "a settings file", problem="this file is missing")])
    try:
        text = check_regular(path, LARGEST_SETTINGS).read_text(encoding="utf-8")
        if any(_count_parts(key[0]) > _MOST_PARTS for key in _KEY.finditer(text)):
            raise InputFaulty([Fault(str(path), "TOML", problem=f"a key of more than {_MOST_PARTS} parts")])
        return tomllib.loads(refuse_endless_word(path, text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({broken})")]) from broken
    except (OSError, RecursionError, MemoryError, ValueError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({type(broken).__name__})")]) from None


def _count_parts(key: str) -> int:
    return len(_ONE_PART.findall(key)) if "." in key else 1

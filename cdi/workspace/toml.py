"""Reading a TOML file, with a fault of the file when it is missing or broken."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from pathlib import Path
from typing import Any

from cdi.model.fault import Fault, InputFaulty
from cdi.model.one_line import find_hidden, show_hidden
from cdi.workspace.audit_files import LARGEST_SETTINGS, check_regular, refuse_endless_word

_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\[^\n])*(?:"|\\?$)|'[^'\n]*'?)"""
_ONE_PART = re.compile(_PART, re.MULTILINE)
# A file from its beginning, so that no quotation mark or comment hides a key: texts of several lines, comments, keys.
# What is never closed goes to the end, so that it is looked at once.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*(?:"{3,5}|\\?\Z)'
    r"|'{3}(?:[^']|'(?!''))*(?:'{3,5}|\Z)"
    rf"|#[^\n]*|(?P<key>{_PART}(?:[ \t]*\.[ \t]*{_PART})*)",
    re.MULTILINE,
)
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
        if text.startswith("\ufeff"):
            raise InputFaulty(
                [Fault(str(path), "UTF-8 without it; save it so", problem="a byte order mark before its text")]
            )
        if any(_count_parts(token["key"]) > _MOST_PARTS for token in _TOKEN.finditer(text) if token["key"]):
            raise InputFaulty([Fault(str(path), "TOML", problem=f"a key of more than {_MOST_PARTS} parts")])
        return _refuse_hidden(path, tomllib.loads(refuse_endless_word(path, text)))
    except UnicodeDecodeError:
        raise InputFaulty([Fault(str(path), "TOML; save it as UTF-8", problem="not UTF-8 text")]) from None
    except tomllib.TOMLDecodeError as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({broken})")]) from broken
    except (OSError, RecursionError, MemoryError, ValueError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({type(broken).__name__})")]) from None


def _refuse_hidden(path: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings, when nobody has to guess at any sign of theirs; InputFaulty names each key with a hidden one."""
    faults = []
    waiting: deque[tuple[str, str, Any]] = deque([("", "", settings)])
    while waiting:
        before, name, value = waiting.popleft()
        key = f"{before}.{name}".lstrip(".")
        if isinstance(value, dict):
            waiting += [(key, inner, each) for inner, each in value.items()]
        elif isinstance(value, list):
            waiting += [(before, name, each) for each in value]
        if sign := find_hidden(name) or (find_hidden(value) if isinstance(value, str) else None):
            problem = f"a sign that nobody can see, {sign}"
            faults.append(Fault(str(path), "text without it", column=show_hidden(key), problem=problem))
    if faults:
        raise InputFaulty(faults)
    return settings


def _count_parts(key: str) -> int:
    return len(_ONE_PART.findall(key)) if "." in key else 1

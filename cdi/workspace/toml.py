"""Reading a TOML file, with a fault of the file when it is missing or broken."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cdi.model.fault import Fault, InputFaulty


def read_toml(path: Path) -> dict[str, Any]:
    """The settings of a TOML file as plain values; InputFaulty when the file is missing or cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputFaulty([Fault(str(path), "a settings file", problem="this file is missing")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise InputFaulty([Fault(str(path), "TOML", problem=f"not readable ({broken})")]) from broken

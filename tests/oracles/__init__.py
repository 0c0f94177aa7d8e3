"""Expected values from outside the project; README.md says where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# The default of the oracles; where a function's own stopping rule is coarser the test says so.
TOLERANCE = 1e-9


def load(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))

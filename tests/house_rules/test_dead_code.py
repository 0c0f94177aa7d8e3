"""No function, class, attribute or constant that nothing uses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from vulture import Vulture

from tests.house_rules.dead_code import ALLOWED

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]


def words_outside_the_code() -> set[str]:
    """Every word of the templates, of the notebooks' code, and of the code that docs/methods.md shows."""
    texts = [path.read_text(encoding="utf-8") for path in (PROJECT / "templates").rglob("*.j2")]
    texts += [path.read_text(encoding="utf-8") for path in (PROJECT / "templates").rglob("*.typ")]
    texts += re.findall(r"```.*?```|`[^`]+`", (PROJECT / "docs" / "methods.md").read_text(encoding="utf-8"), re.DOTALL)
    for path in (PROJECT / "notebooks").rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def unused_names(*folders: str) -> dict[str, str]:
    """Where each name is that vulture sees no use of in these folders."""
    vulture = Vulture()
    vulture.scavenge([PROJECT / folder for folder in folders])
    return {
        item.name: f"{item.filename.relative_to(PROJECT).as_posix()}:{item.first_lineno}: {item.typ} {item.name}"
        for item in vulture.get_unused_code(min_confidence=60)
    }


def test_nothing_in_the_code_is_without_use() -> None:
    elsewhere = words_outside_the_code()
    unused = {name: where for name, where in unused_names("cdi", "tools").items() if name not in elsewhere}
    assert [where for name, where in unused.items() if name not in ALLOWED] == []
    assert sorted(ALLOWED.keys() - unused.keys()) == [], "in use again or gone: take these off the list"


def test_a_function_without_use_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "def used():\n    pass\n\n\ndef unused():\n    pass\n\n\nused()\n", encoding="utf-8"
    )
    vulture = Vulture()
    vulture.scavenge([tmp_path])
    assert [item.name for item in vulture.get_unused_code(min_confidence=60)] == ["unused"]

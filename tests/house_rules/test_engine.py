"""The notebook engine could be anyone's: no word of our subject in it, and no import of ours from outside it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ENGINE = PROJECT / "cdi" / "notebook" / "engine"
_SUBJECT = r"crime|audit|polic|offen[cs]e|\bforces?\b|record(?:ing|ed) rate|inspection|\bCDI\b"


def test_no_file_of_the_engine_has_a_word_of_the_subject() -> None:
    files = [path for path in sorted(ENGINE.iterdir()) if path.suffix in (".py", ".md")]
    assert len(files) > 7
    words = {path.name: re.findall(_SUBJECT, path.read_text(encoding="utf-8"), re.IGNORECASE) for path in files}
    # The name of the whole package stands in its own imports and in the example of use.
    assert {name: [word for word in each if word != "cdi"] for name, each in words.items()} == {
        name: [] for name in words
    }


def test_the_engine_imports_nothing_of_ours_but_itself() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ENGINE.glob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    origins = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    origins += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    ours = [origin for origin in origins if origin.split(".")[0] == "cdi"]
    assert ours != []
    assert [origin for origin in ours if not origin.startswith("cdi.notebook.engine.")] == []


def test_the_contract_names_every_room_that_the_engine_must_not_import() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (forbidden,) = [each for each in contracts if each.get("source_modules") == ["cdi.notebook.engine"]]
    rooms = {path.parent.name for path in (PROJECT / "cdi").glob("*/__init__.py")} - {"notebook"}
    beside = {f"notebook.{path.stem}" for path in (PROJECT / "cdi" / "notebook").glob("*.py")} - {"notebook.__init__"}
    assert set(forbidden["forbidden_modules"]) == {f"cdi.{name}" for name in rooms | beside}

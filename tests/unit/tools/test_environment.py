from __future__ import annotations

from pathlib import Path

import pytest

from tools.environment import compose_environment

PROJECT = Path(__file__).parents[3]
PYPROJECT = """
[project]
dependencies = ["pandas", "duckdb<2", "ibis-framework[duckdb,postgres]"]
[dependency-groups]
dev = ["server; sys_platform == 'linux'"]
"""
LOCK = """
pandas==3.0.1 \\
    --hash=sha256:00
duckdb==1.4.2 ; python_version >= "3.11"
ibis-framework==12.0.0
server==0.5
other==1
"""


def test_each_direct_dependency_has_the_version_of_the_lock_and_its_marker() -> None:
    assert compose_environment(PYPROJECT, LOCK).splitlines()[-5:] == [
        "  - pip:",
        "      - duckdb==1.4.2",
        "      - ibis-framework==12.0.0",
        "      - pandas==3.0.1",
        "      - server==0.5; sys_platform == 'linux'",
    ]


def test_a_dependency_that_is_not_in_the_lock_is_an_error() -> None:
    with pytest.raises(KeyError, match="duckdb"):
        compose_environment(PYPROJECT, LOCK.replace("duckdb", "duckling"))


def test_the_shipped_file_is_what_the_tool_writes() -> None:
    pyproject, lock = ((PROJECT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "requirements.txt"))
    assert (PROJECT / "environment.yml").read_text(encoding="utf-8") == compose_environment(pyproject, lock)

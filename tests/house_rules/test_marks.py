"""What `make test` leaves to `make long` is said where it is left out, and why."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import PROJECT
from tests.thin import thin


def long_without_reason(source: str) -> list[int]:
    """The lines of a test file that mark something `long` without `reason="…"`."""
    if "long" not in source:  # as in nearly all of them, and syntax takes its time
        return []
    tree = ast.parse(source)
    reasoned = {
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any(word.arg == "reason" for word in node.keywords)
    }
    marks = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "long")
    return [node.lineno for node in marks if ast.unparse(node) == "pytest.mark.long" and node not in reasoned]


def test_what_make_test_passes_over_has_its_reason() -> None:
    without = {
        str(path.relative_to(PROJECT)): lines
        for path in sorted(Path(PROJECT, "tests").rglob("*.py"))
        if path != PROJECT / "tests" / "thin.py" and (lines := long_without_reason(path.read_text(encoding="utf-8")))
    }
    assert without == {}


def test_a_mark_without_a_reason_is_seen() -> None:
    assert long_without_reason(
        '@pytest.mark.long\ndef test(): ...\n@pytest.mark.long(reason="why")\ndef other(): ...'
    ) == [1]


def test_the_first_the_last_and_cases_between_stand_for_a_walk() -> None:
    kept = [case.values[0] for case in thin(range(11), keep=3) if not case.marks]
    assert kept == [0, 5, 10]
    assert [case.values[0] for case in thin("ab", keep=3)] == ["a", "b"]
    assert [bool(case.marks) for case in thin("ab", keep=1)] == [False, True]

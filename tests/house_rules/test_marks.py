"""What `make test` leaves to `make long` is said where it is left out, and which test of `make test` stands for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.thin import thin

_TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
_LONG_TEST = re.compile(r"^@pytest\.mark\.long\b.*?^def (test_\w+)", re.MULTILINE | re.DOTALL)
_STAND_IN = re.compile(r"\btest_\w+")
_PLACE = re.compile(r"\b(above|below|beside|in this file)\b")


def long_marks(tree: ast.AST) -> Iterator[tuple[ast.Attribute, str]]:
    """Each `pytest.mark.long`, and its reason; an empty one where it has none."""
    reasons = {
        node.func: str(word.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "reason"
        and isinstance(word.value, ast.Constant)
        and ast.unparse(node.func) == "pytest.mark.long"
    }
    marks = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "long")
    return ((node, reasons.get(node, "")) for node in marks if ast.unparse(node) == "pytest.mark.long")


def always_run(sources: Iterable[str]) -> set[str]:
    """The tests of these files that are not `long` themselves."""
    source = "\n".join(sources)
    return {*_TEST.findall(source)} - {*_LONG_TEST.findall(source)}


def what_is_wrong(reason: str, names: set[str]) -> str | None:
    """A reason may name a test by the beginning of its name, and none by where it stands."""
    if not reason:
        return "no reason"
    if place := _PLACE.search(reason):
        return f"{place[0]!r}: name the test"
    unknown = [name for name in _STAND_IN.findall(reason) if not any(each.startswith(name) for each in names)]
    return f"{unknown[0]} is not in make test" if unknown else None


def test_what_make_test_passes_over_has_its_reason_and_names_tests_that_are_run() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(Path(PROJECT, "tests").rglob("*.py"))}
    names = always_run(sources.values()) | {path.stem for path in sources}
    wrong = {
        f"{path.relative_to(PROJECT)}:{mark.lineno}": fault
        for path, source in sources.items()
        if "mark.long" in source and path.name != "thin.py"  # few have one, and syntax takes its time
        for mark, reason in long_marks(ast.parse(source))
        if (fault := what_is_wrong(reason, names))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("@pytest.mark.long\ndef test_slow(): ...", "no reason"),
        ('@pytest.mark.long(reason="why")\ndef test_slow(): ...', None),
        ('@pytest.mark.long(reason="test_quick does the same")\ndef test_slow(): ...', None),
        ('@pytest.mark.long(reason="test_slow does")\ndef test_slow(): ...', "test_slow is not in make test"),
        ('@pytest.mark.long(reason="the one above does")\ndef test_slow(): ...', "'above': name the test"),
    ],
)
def test_a_mark_without_a_reason_or_with_another_name_is_seen(source: str, fault: str | None) -> None:
    source = f"def test_quick_enough(): ...\n{source}"
    ((_, reason),) = long_marks(ast.parse(source))
    assert what_is_wrong(reason, always_run([source])) == fault


def test_the_first_the_last_and_cases_between_stand_for_a_walk() -> None:
    kept = [case.values[0] for case in thin(range(11), keep=3) if not case.marks]
    assert kept == [0, 5, 10]
    assert [case.values[0] for case in thin("ab", keep=3)] == ["a", "b"]
    assert [bool(case.marks) for case in thin("ab", keep=1)] == [False, True]

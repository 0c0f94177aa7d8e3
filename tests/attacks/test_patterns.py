"""Patterns over long texts: of every pattern of ours the steps grow as the text does, never with its square."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.steps import Steps, signs_of, texts_of
from tests.conftest import PROJECT
from tests.thin import thin

# Twice the text takes twice the steps; with the square it would take four times as many.
LENGTH, MOST_TIMES = 16, 2.8
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "cdi").rglob("*.py"))}
ALL_TEXT = "\n".join(SOURCES.values())
# What is read with these is our own: the code, the lock, the notebook, templates and pages of the documentation.
OURS = ("pipeline/imports.py", "workspace/packages.py", "evidence/", "orchestration/")


def named_patterns(path: Path) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The patterns that a module keeps by name, and whether each is only ever matched with whole texts."""
    module = importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    for name, value in vars(module).items():
        each = value if isinstance(value, dict) else {"": value}
        for key, pattern in each.items():
            if isinstance(pattern, re.Pattern):
                uses = set(re.findall(rf"\b{name}\.(\w+)\(", SOURCES[path] if name.startswith("_") else ALL_TEXT))
                yield f"{name}{key and f' {key}'}", pattern, bool(uses) and uses <= {"fullmatch", "match"}


def patterns_in_place(path: Path) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The patterns that stand where they are used."""
    for node in ast.walk(ast.parse(SOURCES[path])):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=use), args=[ast.Constant(value=str(written)), *_]
            ) if use != "compile":
                flags = re.MULTILINE if "re.MULTILINE" in ast.unparse(node) else re.NOFLAG
                yield f"line {node.lineno}", re.compile(written, flags), use in ("fullmatch", "match")


PLACES = {
    place: path
    for path, text in SOURCES.items()
    if "import re\n" in text and not (place := path.relative_to(PROJECT / "cdi").as_posix()).startswith(OURS)
}


@cache
def patterns_of(place: str) -> list[tuple[str, re.Pattern[Any], bool]]:
    """The patterns of a module; it is imported only when its test runs, since that takes a second for all of them."""
    return [*named_patterns(PLACES[place]), *patterns_in_place(PLACES[place])]


def steps(pattern: re.Pattern[Any], text: str, *, whole: bool) -> int:
    return Steps(pattern, text).of_whole() if whole else Steps(pattern, text).of_search()


def hardest(pattern: re.Pattern[Any], *, whole: bool) -> tuple[float, str]:
    """How many times as many steps twice the text takes, at the most, and a text with which it does."""
    signs = signs_of(pattern)
    pairs = zip(texts_of(signs, LENGTH), texts_of(signs, 2 * LENGTH), strict=True)
    return max((steps(pattern, long, whole=whole) / steps(pattern, short, whole=whole), short) for short, long in pairs)


@pytest.mark.parametrize("place", thin(PLACES, keep=22))
def test_twice_the_text_takes_twice_the_steps(place: str) -> None:
    for name, pattern, whole in patterns_of(place):
        times, text = hardest(pattern, whole=whole)
        assert times <= MOST_TIMES, f"{name}: {pattern.pattern!r} with {text[:6]!r}…"


@pytest.mark.parametrize(
    ("places", "fewest"), thin([([*PLACES][::4], 25), ([*PLACES], 100)], keep=1), ids=["some", "all"]
)
def test_patterns_are_found_wherever_they_stand(places: list[str], fewest: int) -> None:
    assert sum(len(patterns_of(place)) for place in places) > fewest


@pytest.mark.parametrize("written", [r" *\n", r"[a-z.]+@[a-z]+", r"\]\{[^}]*\}", r"<[^>]+>", r"(a|b)*c"])
def test_the_steps_of_a_bad_pattern_are_seen(written: str) -> None:
    times, _ = hardest(re.compile(written), whole=False)
    assert times > 3


def test_the_steps_of_a_nested_repeat_grow_without_bound() -> None:
    assert Steps(re.compile(r"(a+)+b"), "a" * 12).of_whole() > 10_000

"""What the documents say of the code is still so: places exist, and the glossary is sorted and names what there is.

The functions and filters of templates are held to docs/how-to/write-a-document.md by tests/unit/compose/test_template.py.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

PROJECT = Path(__file__).parents[2]
# The changelog tells of places as they were.
DOCS = [
    path
    for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *PROJECT.glob("[!.]*/README.md"))
    if path.name != "CHANGELOG.md"
]
GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
# A folder that begins with a dot is made on the machine.
_PLACE = re.compile(r"(?<![\w/.<-])(?:cdi|tests|templates|docs|bench|tools|notebooks)/(?!\.)[\w/.-]*\w")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_place_that_a_document_names_exists(path: Path) -> None:
    places = set(_PLACE.findall(path.read_text(encoding="utf-8")))
    assert [place for place in sorted(places) if not _exists(place)] == []


def _exists(place: str) -> bool:
    # The wheel alone has the folder of what is shipped.
    return place == "cdi/_shipped" or any((PROJECT / f"{place}{suffix}").exists() for suffix in ("", ".py"))


SECURITY = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES, TRIED = (SECURITY.split(f"## {heading}")[1].split("\n## ")[0] for heading in ("Promises", "Tried"))


def test_each_promise_and_each_attack_names_tests_that_there_are() -> None:
    for row in _rows(PROMISES) + _rows(TRIED):
        places = re.findall(r"`(?:pytest )?(tests/[\w/.]+)`", row[-1])
        assert places, f"{row[0]}: names no test by its place"
        for place in places:
            files = [PROJECT / place] if place.endswith(".py") else [*(PROJECT / place).glob("test_*.py")]
            tests = [
                name for file in files for name in re.findall(r"^def test_\w+", file.read_text("utf-8"), re.MULTILINE)
            ]
            assert tests, f"{row[0]}: no test in {place}"


def test_each_attack_keeps_a_promise_of_a_document() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in DOCS)
    attacks = [path.name for path in (PROJECT / "tests" / "attacks").glob("test_*.py")]
    assert [name for name in sorted(attacks) if f"tests/attacks/{name}" not in said] == []


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


TERMS, PASSAGES = map(_rows, GLOSSARY.split("## What templates call"))


@pytest.mark.parametrize("rows", [TERMS, PASSAGES], ids=["terms", "passages"])
def test_the_glossary_is_sorted(rows: list[list[str]]) -> None:
    terms = [row[0].strip("`").lower() for row in rows]
    assert terms == sorted(terms)


def test_every_class_that_the_glossary_names_is_in_the_code() -> None:
    names = {name for row in TERMS for name in re.findall(r"`([A-Z]\w+)(?:\.\w+)?`", row[2])}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "cdi").rglob("*.py"))
    there = {name for pair in re.findall(r"\bclass (\w+)|^(\w+) = ", code, re.MULTILINE) for name in pair}
    assert len(names) > 12
    assert sorted(names - there) == []


@cache
def syntax() -> dict[Path, nodes.Template]:
    """What is written in the language of templates, by its file."""
    written = [*(PROJECT / "templates").rglob("*.md.j2"), *(PROJECT / "data").glob("*/*/narrative/*.md")]
    return {path: Environment(autoescape=True).parse(path.read_text(encoding="utf-8")) for path in written}


def macros() -> set[tuple[str, str]]:
    return {
        (path.name.removesuffix(".md.j2"), macro.name)
        for path, tree in syntax().items()
        if path.parent.name == "passages"
        for macro in tree.find_all(nodes.Macro)
    }


def test_the_glossary_names_every_passage_and_no_other() -> None:
    assert {row[0].strip("`") for row in PASSAGES} == {".".join(names) for names in macros()}


def test_every_passage_is_called_by_a_template_or_by_author_text() -> None:
    called = {
        node.attr if isinstance(node, nodes.Getattr) else node.name
        for tree in syntax().values()
        for call in tree.find_all(nodes.Call)
        if isinstance(node := call.node, nodes.Getattr | nodes.Name)
    }
    assert {name for _, name in macros()} - called == set()

"""Every sentence that says or denies a change is in the list of docs/methods.md, with the rule that lets it be said."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.unit.exhibits.examples import ROWS
from tests.unit.exhibits.test_words_of_strength import words_in

CLAIM = re.compile(
    r"significan|chance|rules? out|uncertainty|clearly|has improved|has fallen|yes, a|not shown|both ways|z test",
    re.IGNORECASE,
)
# Of the words above those that are claims wherever they stand; the others have harmless uses outside the rules.
ALWAYS = re.compile(r"significan|chance|rules? out|clearly|has improved|has fallen", re.IGNORECASE)
# What code says to itself: names of fields, modules and rules, and the conclusions of tests.
NAMES = re.compile(r"[a-z_.]+|cdi\.[\w.]+")


def listed() -> dict[str, tuple[str, str]]:
    """The words of the list with who says them and by which rule."""
    page = (PROJECT / "docs" / "methods.md").read_text(encoding="utf-8")
    section = re.search(r"\| words \| said by \| rule \|\n.*?\n(.*?)\n\n", page, re.DOTALL)
    assert section is not None
    rows = [line.strip("| ").split(" | ") for line in section[1].splitlines()]
    return {words: (said_by, rule) for words, said_by, rule in rows}


def sentences_of(path: Path) -> Iterator[str]:
    """What a template or module may print: no comments, docstrings or tags, but the text of f-strings in one."""
    if path.suffix == ".j2":
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from re.split(r"(?<=[.:])\s", text)
    else:
        yield from (text for text in words_in(path) if not NAMES.fullmatch(text))


def test_every_rule_that_makes_a_claim_is_listed_word_for_word() -> None:
    claims = {row["words"]: f"`{row['rule']}, {row['outcome']}`" for row in ROWS if CLAIM.search(row["words"] or "")}
    by_rule = {words: rule.partition(":")[0] for words, (_, rule) in listed().items() if rule.startswith("`")}
    assert by_rule == claims


@pytest.mark.slow
def test_no_template_exhibit_or_notebook_makes_a_claim_of_its_own() -> None:
    paths = [
        *(PROJECT / "templates").rglob("*.j2"),
        *(PROJECT / "cdi" / "exhibits").rglob("*.py"),
        PROJECT / "notebooks" / "force_audit.ipynb",
    ]
    found = {
        path.name: claims for path in paths if (claims := [text for text in sentences_of(path) if ALWAYS.search(text)])
    }
    assert found == {}


def test_what_cdi_diff_says_of_chance_is_listed() -> None:
    own = {words for words, (said_by, _) in listed().items() if said_by == "`cdi.diff.report`"}
    said = [
        text for path in (PROJECT / "cdi" / "diff").glob("*.py") for text in sentences_of(path) if ALWAYS.search(text)
    ]
    assert said != []
    assert [text for text in said if not any(text.strip(" ,") in words for words in own)] == []


def test_the_walk_finds_a_claim(tmp_path: Path) -> None:
    template = tmp_path / "page.md.j2"
    template.write_text("{# significant #}\nRecording has {{ x }} improved: clearly more than chance.\n")
    assert [text.strip() for text in sentences_of(template) if ALWAYS.search(text)] == ["clearly more than chance."]

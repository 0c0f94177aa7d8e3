"""Which author text templates ask for, read from their syntax."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdi.compose.template_calls import asked_for, blocks_named, document_types, optional_blocks
from cdi.workspace.templates import Templates


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    files = {
        "documents/a-paper.md.j2": """{% import "shared.md.j2" as shared with context %}
            {% macro text(key) %}{{ narrative("a-paper/" ~ key) }}{% endmacro %}
            {{ text("first") }} {% if knows("x") %}{{ narrative( 'a-paper/second' ) }}{% endif %}
            {{ text(some_name) }} {# narrative("a-paper/comment") #} {{ optional("a-paper/extra") }}
            {{ quotation("a-paper/said",
                         "Chief Constable") | trim }}""",
        "documents/a-pack.md.j2": """{% include "a-paper.md.j2" %}{% include key ~ ".md.j2" %}""",
        "passages/shared.md.j2": """{% macro told() %}{{ narrative("shared/told") }}{% endmacro %}""",
        "passages/alone.md.j2": """{{ narrative("alone/one") }}""",
    }
    for name, text in files.items():
        path = tmp_path / name.replace("a-paper.md", "a_paper.md").replace("a-pack.md", "a_pack.md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("a-paper.md.j2", "a_paper.md.j2"), encoding="utf-8")
    return Templates((tmp_path,))


OF_PAPER = ["a-paper/first", "a-paper/second", "a-paper/said", "shared/told"]


@pytest.mark.parametrize(
    ("documents", "blocks"),
    [
        (["a-paper"], OF_PAPER),
        (["a-pack"], OF_PAPER),
        (["unknown"], []),
        (None, [*OF_PAPER[:3], "alone/one", "shared/told"]),
    ],
)
def test_blocks_are_found_in_calls_short_forms_imports_and_includes(
    templates: Templates, documents: list[str] | None, blocks: list[str]
) -> None:
    assert asked_for(templates, documents) == blocks


def test_optional_blocks_are_apart(templates: Templates) -> None:
    assert optional_blocks(templates) == ["a-paper/extra"]
    assert blocks_named(templates) == {*OF_PAPER, "a-paper/extra", "alone/one"}


def test_documents_are_named_after_their_templates(templates: Templates) -> None:
    assert document_types(templates) == ["a-pack", "a-paper"]

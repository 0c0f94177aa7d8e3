"""Our quick ways through Markdown read every text as the plugins do by themselves."""

from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from cdi.compose.dialect import DIRECTIVES, reader
from tests.documents.example import MARKDOWN
from tests.thin import thin

BOUND = ["figure", "fact", "facet", "value", "ref", "seal"]
PIECES = (
    '[a]{figure="x" facet="y"}', '[**b** [c]]{fact="q" value=""}', '[a]{figure="x"facet="y"}', '[a]{figure="x"  ref="y"}',
    '[a]{figure="x" .c}', '[a]{figure="x" figure="y"}', "[a]{ref=b}", '[a]{onclick="b"}', '[k]{value="a\\"b"}', '[k]{value="a\nb"}',
    '[f]{value="fact="}', '{figure="x"}', ']{figure="x"', "[", "](", "{", "}", '"', "\\", ":::", ":::: box T\n", "\n:::\n",
    "::: roman\n", "::: unknown\n", "- ", "> ", "1. ", "\n", "\n\n", "    ", " ", "\t", "[^n]", "[^n]: x", "term\n: what\n",
    "word", "*", "`", "[t](https://example.org)", '![i](u){figure="x"}',
)  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"typographer": True, "quotes": "“”‘’"}).enable("smartquotes")
    markdown = markdown.use(attrs_plugin, spans=True, allowed=BOUND).use(deflist_plugin)
    markdown = markdown.use(footnote_plugin, inline=False)
    for name in DIRECTIVES:
        markdown = markdown.use(container_plugin, name)
    return markdown


def tokens(markdown: MarkdownIt, text: str) -> list[dict[str, object]]:
    return [token.as_dict() for token in markdown.parse(text)]


def test_every_kind_of_block_is_read_as_by_the_plugins(plain: MarkdownIt) -> None:
    assert tokens(reader(), MARKDOWN) == tokens(plain, MARKDOWN)


@pytest.mark.slow
@pytest.mark.parametrize("texts", thin((100, 600), keep=1))
def test_any_pieces_in_any_order_are_read_as_by_the_plugins(texts: int, plain: MarkdownIt) -> None:
    draw = random.Random(2018)  # noqa: S311 - texts to try
    for _ in range(texts):
        text = "".join(draw.choices(PIECES, k=draw.randrange(1, 18)))
        assert tokens(reader(), text) == tokens(plain, text), text

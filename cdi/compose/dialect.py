"""The Markdown that documents are written in: its reader, its directives, and what is refused before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from cdi.model.errors import PublicationRefused, nearest
from cdi.model.one_line import find_hidden

DIRECTIVES = (
    "numbered", "decimal", "outline", "roman", "fields", "callout", "grade", "notice", "box", "quote", "chart", "table",
    "contents", "appendix", "grades", "glance", "key", "interval", "uncovered",
)  # fmt: skip
MOST_OPEN = 10
"""Chosen: nobody leaves so many brackets open; of each the reader looks for the end in all that follows."""
# A backslash takes the meaning from the sign behind it; a list item begins a text of its own.
_BRACKET = re.compile(r"\\.|[\[\]]")
_BEGINS = re.compile(r"\s*(?:$|[-*+]\s|\d+[.)]\s)")
_BOUND = ["figure", "fact", "facet", "value", "ref", "seal"]
_ATTRIBUTE = re.compile(rf'({"|".join(_BOUND)})="([^"\\{{}}\n]*)"')
_WRITTEN = re.compile(rf"\{{{_ATTRIBUTE.pattern}(?: {_ATTRIBUTE.pattern})*\}}")
_ENDED_BY_DIRECTIVES = ["paragraph", "reference", "blockquote", "list"]


@cache
def reader() -> MarkdownIt:
    """The reader of the documents' Markdown, before the dialect is checked."""
    # Quotation marks and apostrophes become typographic ones; nothing else of the text is changed.
    typographer = {"typographer": True, "quotes": "“”‘’"}
    markdown = MarkdownIt("commonmark", typographer).enable("smartquotes").use(attrs_plugin, spans=True, allowed=_BOUND)
    markdown = markdown.use(deflist_plugin).use(footnote_plugin, inline=False)
    markdown.inline.ruler.before("span", "bound", _read_bound)
    for name in DIRECTIVES:
        markdown = markdown.use(container_plugin, name)
    _ask_directives_together(markdown)
    return markdown


def nodes_of(root: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """Every node of a tree, in the order of the text; `walk` of the tree goes through all parents of each."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _read_bound(state: StateInline, silent: bool) -> bool:
    """Bound words as accessors write them, at once; the plugin reads every other span, sign by sign."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    if end < 0 or end + 1 >= state.posMax or (written := _WRITTEN.match(state.src, end + 1)) is None:
        return False
    if not silent:
        maximum = state.posMax
        state.pos, state.posMax = state.pos + 1, end
        state.push("span_open", "span", 1).attrs.update(_ATTRIBUTE.findall(written[0]))
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = maximum
    state.pos = written.end()
    return True


def _ask_directives_together(markdown: MarkdownIt) -> None:
    """Ask for the names of directives only where a line has their sign, not for each name at each line."""
    ruler = markdown.block.ruler
    names = [f"container_{name}" for name in DIRECTIVES]
    rules = [rule for name, rule in zip(ruler.get_active_rules(), ruler.getRules(), strict=True) if name in names]
    markdown.disable(names)
    ruler.before("fence", "directives", partial(_read_directive, rules), {"alt": _ENDED_BY_DIRECTIVES})


def _read_directive(rules: Sequence[RuleFuncBlockType], state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begins = state.src.startswith(":::", state.bMarks[start] + state.tShift[start])
    return begins and any(rule(state, start, end, silent) for rule in rules)


def refuse_hidden_signs(markdown: str) -> None:
    """Refuse signs that nobody can see, with their line."""
    for number, text in enumerate(markdown.split("\n"), start=1):
        if sign := find_hidden(text):
            raise PublicationRefused(f"line {number}: a sign that nobody can see, {sign}; take it out")


def refuse_open_brackets(markdown: str) -> None:
    """Refuse a paragraph that leaves more than MOST_OPEN brackets open, with the line."""
    depth = 0
    for number, text in enumerate(markdown.splitlines(), start=1):
        depth = 0 if _BEGINS.match(text) else depth
        for bracket in _BRACKET.findall(text):
            depth = max(0, depth + {"[": 1, "]": -1}.get(bracket, 0))
            if depth > MOST_OPEN:
                raise PublicationRefused(
                    f"line {number}: more than {MOST_OPEN} brackets are open at once; close them, "
                    "or write \\[ for one that stays open"
                )


def refuse_unknown_directives(markdown: str) -> None:
    """Refuse a directive that is not one of DIRECTIVES, with its line and the nearest name."""
    for number, text in enumerate(markdown.splitlines(), start=1):
        opening = re.match(r"\s*:{3,}\s*([\w-]+)", text)
        if opening and opening[1] not in DIRECTIVES:
            hint = nearest(opening[1], list(DIRECTIVES))
            raise PublicationRefused(f"line {number}: no directive {opening[1]!r}; {hint}")

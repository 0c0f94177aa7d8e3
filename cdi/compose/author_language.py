"""What author text may do: ask for figures, facts and shared passages, and choose between words. It changes nothing.

The source is judged before it runs, and what it gave is judged after. Neither loops, arithmetic, assignments, macros
nor methods are part of the language, so a block takes no longer and prints no more than what it asks for.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from math import isfinite

from jinja2 import Environment, TemplateSyntaxError, nodes
from markdown_it.tree import SyntaxTreeNode

from cdi.compose.dialect import nodes_of, reader, refuse_open_brackets
from cdi.compose.issued import Issued
from cdi.house_style import formatting
from cdi.model.errors import PublicationRefused
from cdi.model.one_line import find_hidden

PASSAGES = ("rates", "counts", "standing", "samples")
"""The passages that author text has at hand."""
NOT_FOR_AUTHORS = frozenset({"narrative", "optional", "quotation"})
"""Functions of templates that would let author text print itself, or say who said and approved it."""
LONGEST_BLOCK = 50_000
"""Characters of one block, and ten times as many printed. Chosen: a block is a few paragraphs."""
_DEEPEST = 16
_DEEPEST_MARKDOWN = 20
"""Chosen: bold words of a link in a list within two lists within a box lie half as deep."""
_FILTERS = frozenset(
    {
        "text",
        "day",
        "weekday",
        "month",
        "sentence",
        "first_capital",
        "in_words",
        "digits",
        "ordinal",
        "plural",
        "listed",
    }
    | {"lower", "upper", "trim", "length", "int", "default"}
)
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Call, nodes.Keyword, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And,
    nodes.Or, nodes.Not, nodes.List, nodes.Tuple,
)  # fmt: skip
# Others of Jinja's compute: one divides, and by a text of "%999999999d" fills the memory.
_TESTS = frozenset({"defined", "undefined", "none", "true", "false", "in"})
# Blocks and inline parts of the documents' Markdown that author text may hold itself.
_MARKDOWN = frozenset(
    {"root", "paragraph", "inline", "text", "softbreak", "strong", "em", "link", "span", "heading", "bullet_list"}
    | {"ordered_list", "list_item", "container_box", "container_roman", "footnote_ref", "footnote_anchor"}
    | {"footnote_block", "footnote"}
)
# What stands behind a block when it is judged, as a template's next paragraph would.
_NEXT = "next"
_TOO_DEEP = "signs of Markdown nested too deeply to read"
_DIRECTIVE = re.compile(r"^[ >]*:::+[ \t]*(\S?)", re.MULTILINE)


def check_source(environment: Environment, source: str, functions: Collection[str]) -> None:
    """Refuse a block that does more than ask and choose; `functions` are those that templates have.

    Raises PublicationRefused with the line and what stands there.
    """
    if len(source) > LONGEST_BLOCK:
        raise PublicationRefused(
            f"it has {formatting.count(len(source))} characters; "
            f"expected no more than {formatting.count(LONGEST_BLOCK)}"
        )
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as broken:
        raise PublicationRefused(f"line {broken.lineno}: {broken.message}") from broken
    except (RecursionError, MemoryError):
        raise PublicationRefused("brackets nested too deeply to read") from None
    callable_names = {*functions} - NOT_FOR_AUTHORS
    for node, depth in _walk(tree):
        if depth > _DEEPEST:
            raise PublicationRefused(
                f"line {node.lineno}: more than {_DEEPEST} calls, filters or brackets inside each other"
            )
        if fault := _fault(node, callable_names):
            raise PublicationRefused(f"line {node.lineno or 1}: author text cannot use {fault}")


def _walk(tree: nodes.Template) -> Iterator[tuple[nodes.Node, int]]:
    """Every node with its depth, without recursion, so that no depth can stop it."""
    waiting: deque[tuple[nodes.Node, int]] = deque([(tree, 0)])
    while waiting:
        node, depth = waiting.popleft()
        yield node, depth
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _fault(node: nodes.Node, functions: Collection[str]) -> str | None:
    """What of the language of templates a node is that author text lacks, in words."""
    if not isinstance(node, _ALLOWED):
        return f"{type(node).__name__.lower()} (only functions, facts, passages and if … else)"
    match node:
        case nodes.Name(name=name) if name in NOT_FOR_AUTHORS:
            return f"{name}, which is for templates"
        case nodes.Getattr(attr=str(name)) | nodes.Getitem(arg=nodes.Const(value=str(name))) if name.startswith("_"):
            return f"{name!r}"
        case nodes.Filter(name=name) if name not in _FILTERS:
            return f"the filter {name!r}"
        case nodes.Test(name=name) if name not in _TESTS:
            return f"the test {name!r}"
        case nodes.Const(value=float(number)) if not isfinite(number):
            return "a number without end"
        case nodes.Const(value=str(text)) if sign := find_hidden(text):
            return f"a sign that nobody can see, {sign}"
        case nodes.Call() if node.dyn_args or node.dyn_kwargs or not _is_offered(node.node, functions):
            return "a call of something other than the functions and passages of the guide"
        case nodes.Call(node=nodes.Name(name="fact")) if len(node.args) > 2 or "shown" in [
            pair.key for pair in node.kwargs
        ]:
            return "other words for a fact (shown)"
    return None


def _is_offered(called: nodes.Expr, functions: Collection[str]) -> bool:
    match called:
        case nodes.Name(name=name):
            return name in functions or name in NOT_FOR_AUTHORS  # the fault of its name says more
        case nodes.Getattr(node=nodes.Name(name=passage)):
            return passage in PASSAGES
    return False


def check_rendered(markdown: str, issued: Issued) -> None:
    """Refuse what a block printed if it binds words by hand, or would open or close parts of the document around it.

    Raises PublicationRefused in words.
    """
    if len(markdown) > 10 * LONGEST_BLOCK:
        raise PublicationRefused(
            f"it prints {formatting.count(len(markdown))} characters; "
            f"expected no more than {formatting.count(10 * LONGEST_BLOCK)}"
        )
    refuse_open_brackets(markdown)
    environment: dict[str, object] = {}
    try:
        tokens = reader().parse(f"{markdown}\n\n{_NEXT}", environment)
        if any(part.level > _DEEPEST_MARKDOWN for token in tokens for part in (token, *(token.children or ()))):
            raise PublicationRefused(_TOO_DEEP)
        root = SyntaxTreeNode(tokens)
    except RecursionError:
        raise PublicationRefused(_TOO_DEEP) from None
    if environment.get("references"):
        raise PublicationRefused("a link is written in one place: [words](https://…)")
    for node in nodes_of(root):
        if node.type not in _MARKDOWN:
            part = node.type.removeprefix("container_")
            raise PublicationRefused(f"{part} is not for author text; templates place it")
        if node.type == "heading" and node.tag == "h1":
            raise PublicationRefused("a title (# …) is for the template")
        if node.type == "span" and not _is_allowed_span(node, issued):
            raise PublicationRefused("it binds words to a figure or fact by hand; use fig, words or fact")
    _refuse_lists_that_count(root)
    marks = [mark[1] for mark in _DIRECTIVE.finditer(markdown)]
    boxes = [node for node in nodes_of(root) if node.type.startswith("container_")]
    if not marks.count("") == len(marks) - marks.count("") == len(boxes):
        raise PublicationRefused("a directive (:::) is opened and not closed, or closed and not opened")
    blocks = [node for node in root.children if node.type != "footnote_block"]
    if [node.content for block in blocks[-1:] for node in block.children] != [_NEXT]:
        raise PublicationRefused("it takes in what follows it; end its lists and footnotes with an empty line")


def _refuse_lists_that_count(root: SyntaxTreeNode) -> None:
    """Refuse a numbered list that neither begins with 1 nor goes on from the one before: "84. of crime"."""
    end = 0
    for node in nodes_of(root):
        if node.type == "ordered_list":
            start = int(node.attrs.get("start", 1))
            if start not in (1, end + 1):
                raise PublicationRefused(f"a list that begins with {start}; expected 1, or {end + 1} to go on")
            end = start - 1 + len(node.children)


def _is_allowed_span(node: SyntaxTreeNode, issued: Issued) -> bool:
    return "ref" in node.attrs or issued.is_bound(node.attrs, "".join(child.content for child in node.children))

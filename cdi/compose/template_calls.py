"""The author text that templates ask for, found by reading their syntax: which blocks, in which documents.

A template asks by a call with the key as its first argument: `narrative("a-document/key")`, `quotation(…)`,
`optional(…)`, or a macro of its own that puts the document's name before a key, such as
`{% macro text(key) %}{{ narrative("a-document/" ~ key) }}{% endmacro %}`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates

from cdi.workspace.templates import Templates

_REQUIRED = ("narrative", "quotation")
_OPTIONAL = ("optional",)


@dataclass(frozen=True, slots=True)
class _Calls:
    """What one template asks for, in the order in which it does, and the templates that it imports or includes."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    templates: tuple[str, ...]


def document_types(templates: Templates) -> list[str]:
    """The documents that there are templates of, by the names that `documents.toml` uses."""
    return sorted(_document(path) for path in _markdown(templates, "documents"))


def asked_for(templates: Templates, documents: Collection[str] | None = None) -> list[str]:
    """Every block that the documents (all when none is named) ask for in some case, by `document/key`, in order."""
    return list(dict.fromkeys(key for path in _files(templates, documents) for key in _calls(path).required))


def optional_blocks(templates: Templates, documents: Collection[str] | None = None) -> list[str]:
    """Every block that a template of the documents (of all when none is named) prints when the author gave it."""
    return list(dict.fromkeys(key for path in _files(templates, documents) for key in _calls(path).optional))


def blocks_named(templates: Templates, documents: Collection[str] | None = None) -> set[str]:
    """Every block that a template of the documents (of all when none is named) prints in some case."""
    return {*asked_for(templates, documents), *optional_blocks(templates, documents)}


def texts_of(templates: Templates, documents: Collection[str]) -> list[str]:
    """The templates of documents as text, with those that they import or include by name."""
    return [path.read_text(encoding="utf-8") for path in _files(templates, documents)]


def _files(templates: Templates, documents: Collection[str] | None = None) -> list[Path]:
    """The templates of documents, then the passages and other templates that they import or include by name."""
    own = _markdown(templates, "documents")
    if documents is None:
        return [*own, *_markdown(templates, "passages")]
    waiting = [path for path in own if _document(path) in documents]
    files: dict[Path, None] = {}
    while waiting:
        path = waiting.pop(0)
        if path not in files:
            files[path] = None
            named = _calls(path).templates
            others = (templates.find(f"{folder}/{name}") for name in named for folder in ("documents", "passages"))
            waiting += [other for other in others if other.is_file()]
    return list(files)


def _markdown(templates: Templates, folder: str) -> list[Path]:
    return [path for path in templates.files(folder) if path.name.endswith(".md.j2")]


def _document(path: Path) -> str:
    return path.name.removesuffix(".md.j2").replace("_", "-")


def _calls(path: Path) -> _Calls:
    return _calls_of(path.read_text(encoding="utf-8"))


@cache
def _reader() -> Environment:
    return Environment()  # noqa: S701 - only read, never rendered


@cache
def _calls_of(text: str) -> _Calls:
    """Once in a process for each text, since a syntax tree takes a while."""
    tree = _reader().parse(text)
    short = {macro.name: prefix for macro in tree.find_all(nodes.Macro) if (prefix := _prefix(macro)) is not None}
    named = tuple(name for name in find_referenced_templates(tree) if name is not None)
    return _Calls(tuple(_keys(tree, _REQUIRED, short)), tuple(_keys(tree, _OPTIONAL, {})), named)


def _keys(tree: nodes.Template, functions: Collection[str], short: dict[str, str]) -> Iterator[str]:
    for name, argument in _calls_by_name(tree):
        if isinstance(argument, nodes.Const) and name in functions:
            yield str(argument.value)
        elif isinstance(argument, nodes.Const) and name in short:
            yield f"{short[name]}{argument.value}"


def _prefix(macro: nodes.Macro) -> str | None:
    """What a macro puts before its first argument when it asks for a block; None for a macro that asks for none."""
    for name, argument in _calls_by_name(macro):
        match argument:
            case nodes.Concat(nodes=[nodes.Const(value=str(prefix)), nodes.Name()]) if name in _REQUIRED:
                return prefix
    return None


def _calls_by_name(node: nodes.Node) -> Iterator[tuple[str, nodes.Expr]]:
    """Calls of a plain name with an argument, each as the name and the first argument."""
    for call in node.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.args:
            yield call.node.name, call.args[0]

"""What author text can ask for in one audit: figures, facts and passages, as a page and as snippets for an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes

from cdi.bundle.bundle import Bundle
from cdi.compose.author_language import PASSAGES
from cdi.model.audit_ref import AuditRef
from cdi.model.one_line import on_one_line
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates

SNIPPETS = Path(".vscode/cdi.code-snippets")
"""Where Visual Studio Code looks for the snippets of a folder."""
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class AuthorName:
    """One thing to ask for: what is typed to find it, what stands in the text, and what it gives or means."""

    name: str
    call: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AuthorNames:
    """Everything that author text of one audit can ask for; `gaps` are the figures it cannot give, with the reason."""

    figures: tuple[AuthorName, ...]
    gaps: tuple[AuthorName, ...]
    facts: tuple[AuthorName, ...]
    passages: tuple[AuthorName, ...]


def list_names(bundle: Bundle, templates: Templates) -> AuthorNames:
    """The figures, gaps and facts of a bundle, and the passages of the templates, each in the order of its source."""
    figures = [
        AuthorName(figure.id, f'{{{{ fig("{figure.id}") }}}}', f"{figure.label}: {figure.printed}")
        for figure in bundle.figures
    ]
    gaps = [AuthorName(name, f'{{{{ gap("{name}") }}}}', why) for name, why in bundle.figures.gaps.items()]
    facts = [
        AuthorName(path, f'{{{{ fact("{path}") }}}}', on_one_line(str(value))[:_LONGEST_VALUE])
        for path, value in _leaves(bundle.facts, "")
    ]
    passages = [name for passage in PASSAGES for name in _macros(passage, templates)]
    return AuthorNames(tuple(figures), tuple(gaps), tuple(facts), tuple(passages))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every path that `fact` takes and that leads to a text, number or day; empty ones give nothing."""
    if isinstance(value, Mapping):
        named = {str(name): inner for name, inner in value.items()}
    elif isinstance(value, list | tuple):
        named = {str(item.get("number", item.get("id"))): item for item in value if isinstance(item, Mapping)}
    else:
        if value not in (None, ""):
            yield path, value
        return
    for name, inner in named.items():
        if "." not in name:  # a path could not name it
            yield from _leaves(inner, f"{path}.{name}" if path else name)


def _macros(passage: str, templates: Templates) -> Iterator[AuthorName]:
    """The macros of a passage with their parameters, and the comment above each."""
    source = templates.find(f"passages/{passage}.md.j2").read_text(encoding="utf-8")
    environment = Environment()  # noqa: S701 - only read, never rendered
    comments = dict(_comments(environment, source))
    for macro in environment.parse(source).find_all(nodes.Macro):
        parameters = [parameter.name for parameter in macro.args]
        required = parameters[: len(parameters) - len(macro.defaults)]
        call = f"{passage}.{macro.name}({', '.join(required)})"
        yield AuthorName(f"{passage}.{macro.name}", f"{{{{ {call} }}}}", comments.get(macro.lineno - 1, ""))


def _comments(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """Each comment with the line on which it ends."""
    for line, kind, text in environment.lex(source):
        if kind == "comment":
            yield line + text.count("\n"), on_one_line(text).strip()


def render_names(names: AuthorNames, ref: AuditRef) -> str:
    """The list as one HTML page, which needs nothing but itself."""
    environment = Environment(
        loader=FileSystemLoader(SHIPPED_TEMPLATES.places("preview", "html")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = SHIPPED_TEMPLATES.find("html/style.css").read_text(encoding="utf-8")
    return environment.get_template("names.html.j2").render(names=names, ref=ref, style=style)


def write_snippets(names: AuthorNames, root: Path) -> Path:
    """Write the snippets file of a workspace; it is replaced whole, and completes in Markdown files only."""
    snippets = {
        f"{kind} {name.name}": {
            "scope": "markdown",
            "prefix": [name.name, f"{short}.{name.name}"],
            "body": _escaped(name.call),
            "description": name.meaning,
        }
        for kind, short, listed in (
            ("figure", "fig", names.figures),
            ("fact", "fact", names.facts),
            ("passage", "passage", names.passages),
        )
        for name in listed
    }
    path = root / SNIPPETS
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(snippets, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(path)
    return path


def _escaped(call: str) -> str:
    """A call as the body of a snippet, in which a dollar sign opens a place to fill in."""
    return call.replace("\\", "\\\\").replace("$", "\\$")

"""A block of author text is compiled once in a process, and still reads what its own document holds."""

from __future__ import annotations

from jinja2 import Environment

from cdi.compose.template_cache import template_of_text


def of_document(word: str) -> Environment:
    environment = Environment(autoescape=False)  # noqa: S701 - Markdown, not HTML
    environment.globals["word"] = word
    return environment


def test_a_block_in_two_documents_is_compiled_once_and_rendered_for_each() -> None:
    first, second = (template_of_text(of_document(word), "The {{ word }}.") for word in ("paper", "report"))
    assert first.root_render_func.__code__ is second.root_render_func.__code__
    assert (first.render(), second.render()) == ("The paper.", "The report.")

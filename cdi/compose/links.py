"""The links by which a page leads to what is delivered beside it, and to the published report that it rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdi.compose.number_list import ANCHOR
from cdi.model.document import LANGUAGE, Document, Heading
from cdi.workspace.paths import LED_TO
from cdi.workspace.templates import SHIPPED_TEMPLATES, Templates


@dataclass(frozen=True, slots=True)
class Links:
    """The words and the address of each link, the words before them, and the language of all these words."""

    lead: str
    links: tuple[tuple[str, str], ...]
    language: str


NO_LINKS = Links("", (), LANGUAGE)


def links_beside(document: Document, source: str | None, templates: Templates = SHIPPED_TEMPLATES) -> Links:
    """The links of a page, in its language or in English where nobody translated them.

    They lead to its list of numbers too, if it has one, and to `source`, the address of the published report, if the
    audit names one.
    """
    language = next(each for each in (document.language, LANGUAGE) if _has_words(each, templates))
    words = _read_words(language, templates)
    links = [(words["files"][name], name) for name in LED_TO]
    links += [(words["numbers"], f"#{anchor}") for anchor in _anchors_of_numbers(document)]
    links += [(words["source"], source)] if source else []
    return Links(words["lead"], tuple(links), language)


def _has_words(language: str, templates: Templates) -> bool:
    return templates.find(f"words/links.{language}.toml").is_file()


def _read_words(language: str, templates: Templates) -> Mapping[str, Any]:
    return tomllib.loads(templates.find(f"words/links.{language}.toml").read_text(encoding="utf-8"))


def _anchors_of_numbers(document: Document) -> list[str]:
    """The anchor of the list of numbers, the last heading that may have it; none where there is no list."""
    anchors = [block.anchor for block in document.blocks if isinstance(block, Heading)]
    return [anchor for anchor in anchors if anchor in (ANCHOR, f"{ANCHOR}.list")][-1:]

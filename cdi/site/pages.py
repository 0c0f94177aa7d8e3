"""The pages as text: Jinja templates with everything escaped, and words that are looked up by a value of the data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from cdi.exhibits.on_screen import NARROW_PAGE
from cdi.house_style import formatting
from cdi.model.errors import PublicationRefused
from cdi.workspace.templates import Templates

FOLDER = "site"
STYLE, SCRIPT = "site.css", "site.js"
"""The two files beside the pages; no page holds a copy."""
SCALE = (60.0, 100.0)
"""What the bars of rates run from and to, in percent: chosen, and said beside every row of bars."""
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000


@cache
def pages_of(templates: Templates) -> Environment:
    """The templates of the site, the workspace's own before the shipped ones."""
    environment = Environment(
        loader=FileSystemLoader(templates.places(FOLDER)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": formatting.day,
        "month": formatting.month,
        "uncapitalised": formatting.uncapitalised,
        "iso_day": lambda text: formatting.day(date.fromisoformat(text)),
        "count": formatting.count,
        "capitalised": formatting.capitalised,
        "listed": formatting.listed,
        "size": size_in_words,
        "along": along,
        "slug": lambda text: text.lower().replace(" ", "-"),
    }
    environment.globals |= {"words": words_of(templates), "scale": SCALE, "narrow_page": NARROW_PAGE}
    return environment


def render(templates: Templates, name: str, values: Mapping[str, Any]) -> str:
    """One page. PublicationRefused names the template, and its line, when one of a workspace does not hold."""
    try:
        return pages_of(templates).get_template(name).render(values)
    except TemplateSyntaxError as broken:
        raise PublicationRefused(
            f"templates/{FOLDER}/{broken.name}, line {broken.lineno}: {broken.message}"
        ) from broken
    except TemplateError as broken:
        raise PublicationRefused(f"templates/{FOLDER}/{name}, or one that it takes in: {broken.message}") from broken


def make_ready(templates: Templates) -> None:
    """Compile every template, and look up the language of dates, once before a process forks and not in each."""
    environment = pages_of(templates)
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)
    formatting.day(date.min)


@cache
def words_of(templates: Templates) -> dict[str, Any]:
    """Labels of programmes, bases, questions and formats."""
    return tomllib.loads(templates.find(f"{FOLDER}/words.toml").read_text(encoding="utf-8"))


def tiles_of(templates: Templates) -> dict[str, tuple[int, int, str]]:
    """The column, the row and the letters of each force's tile."""
    places = tomllib.loads(templates.find(f"{FOLDER}/tiles.toml").read_text(encoding="utf-8"))
    return {force: (column, row, letters) for force, (column, row, letters) in places.items()}


def along(value: float, scale: tuple[float, float] = SCALE) -> Decimal:
    """How far along a scale a value in percent lies, from 0 to 100; a value outside lies at its end."""
    low, high = scale
    return formatting.half_up(min(max(100 * (value - low) / (high - low), 0.0), 100.0), 2)


def size_in_words(size: int) -> str:
    """The size of a file: 27 KB, 1.2 MB; a kilobyte is a thousand bytes, and no file has fewer than one.

    >>> size_in_words(26849), size_in_words(1234567), size_in_words(12)
    ('27 KB', '1.2 MB', '1 KB')
    """
    if size >= _MEGABYTE:
        return f"{formatting.decimals(size / _MEGABYTE, 1)} MB"
    return f"{formatting.decimals(max(size / _KILOBYTE, 1), 0)} KB"

"""Figures and facts as text that stays bound to its name, so that every printed word of data can be walked back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from cdi.house_style import formatting
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figure

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>#|])")
_HAND_MADE = re.compile(r"\]\{[^}]*\b(?:figure|fact)=")


def escaped(text: object) -> str:
    """Text from data as Markdown that prints as itself."""
    return _SPECIAL.sub(r"\\\1", str(text))


def is_hand_made(markdown: str) -> bool:
    """Whether text binds words to a figure or fact by hand, where only the accessors may."""
    return bool(_HAND_MADE.search(markdown))


def first_capital(markdown: str) -> str:
    """The same with a capital at its beginning, inside the brackets of a bound text too."""
    opened = markdown.startswith("[")
    at = 1 if opened else 0
    return markdown[:at] + markdown[at : at + 1].upper() + markdown[at + 1 :]


def bound_figure(figure: Figure, text: str, facet: str) -> str:
    """Text as Markdown that names the figure, and which facet of it, the text prints."""
    return f'[{text}]{{figure="{figure.id}" facet="{facet}"}}'


def bound_fact(path: str, value: Any, facet: str, shown: str | None = None) -> str:
    """A fact as Markdown bound to its path, with its value in a form that programs compare.

    `shown` is the text where it is more than the value: "partly complete" for partly.
    """
    text, kind, machine = _fact_text(path, value, facet)
    return f'[{shown or text}]{{fact="{path}" facet="{kind}" value="{machine}"}}'


def look_up(held: Any, path: str) -> Any:
    """The fact of a dotted path; items of a list are found by their `number` or `id`.

    Raises PublicationRefused with the nearest name when there is none, or when it is empty.
    """
    found = held
    for part in path.split("."):
        names = _names(found)
        if part not in names:
            raise PublicationRefused(f"no fact {path!r}: {part!r} is not held; {nearest(part, names)}")
        found = names[part]
    if found is None:
        raise PublicationRefused(f"fact {path!r} is empty")
    return found


def holds(held: Any, path: str) -> bool:
    """Whether there is a fact of that path, and it is not empty."""
    try:
        look_up(held, path)
    except PublicationRefused:
        return False
    return True


def _names(held: Any) -> dict[str, Any]:
    if isinstance(held, Mapping):
        return {str(name): value for name, value in held.items()}
    if isinstance(held, list):
        return {str(item.get("number", item.get("id"))): item for item in held if isinstance(item, Mapping)}
    return {}


def _fact_text(path: str, value: Any, facet: str) -> tuple[str, str, str]:
    """A fact as a reader sees it, the facet that this is, and the same for programs."""
    match facet:
        case "day" | "weekday":
            write = formatting.day if facet == "day" else formatting.weekday
            return write(as_date(value)), "day", as_date(value).isoformat()
        case "month":
            return formatting.month(as_date(value)), "month", as_date(value).isoformat()[:7]
        case "year":
            year = str(value) if isinstance(value, int) else str(as_date(value).year)
            return year, "year", year
        case "season":
            return formatting.season(as_date(value)), "season", formatting.season(as_date(value))
        case "number" | "words":
            number = len(value) if isinstance(value, list | Mapping) else int(value)
            return formatting.in_words(number) if facet == "words" else formatting.count(number), "number", str(number)
        case "text":
            return escaped(value), "text", escaped(value).replace('"', "'")
    raise PublicationRefused(f"fact {path!r} has no facet {facet!r}")


def as_date(value: str | date) -> date:
    """A day from its ISO form."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def facet_text(figure: Figure, facet: str) -> str:
    """One facet of a figure as digits: counts, the missing ones, bounds, half-width, or the size of a change."""
    interval = figure.interval
    match facet:
        case "printed":
            return figure.printed
        case "numerator" | "denominator" | "missing":
            return formatting.count(counted(figure, facet))
        case "value":
            return formatting.decimals(figure.value, 0 if figure.unit not in ("percent", "percentage points") else 1)
        case "percent":
            return formatting.percent(Fraction(100 * counted(figure, "numerator"), counted(figure, "denominator")), 0)
        case "size":
            return (
                formatting.estimate(abs(figure.value))
                if figure.unit == "crimes"
                else formatting.points(abs(figure.value))
            )
        case "half_width" if interval and interval.half_width is not None:
            return formatting.decimals(interval.half_width, 2)
        case "level" if interval:
            return formatting.level(interval.level)
        case "low" | "high" if interval:
            bound = interval.low if facet == "low" else interval.high
            return formatting.estimate(bound) if figure.unit == "crimes" else formatting.decimals(bound, 1)
        case "low_size" | "high_size" if interval and figure.unit == "crimes":
            return formatting.estimate(abs(interval.low if facet == "low_size" else interval.high))
    raise PublicationRefused(f"figure {figure.id} has no {facet}")


def counted(figure: Figure, facet: str) -> int:
    """A facet of a figure that is a whole number."""
    counts = {"numerator": figure.numerator, "denominator": figure.denominator}
    if facet == "missing":
        return figure.missing
    if facet == "value":
        return round(figure.value)
    found = counts.get(facet)
    if found is None:
        raise PublicationRefused(f"figure {figure.id} has no {facet}")
    return found

"""Figures and facts as text that stays bound to its name, so that every printed word of data can be traced back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from cdi.compose.issued import Issued
from cdi.house_style import formatting
from cdi.model.audit import PLACEHOLDER
from cdi.model.errors import PublicationRefused, nearest
from cdi.model.figure import Figure, Interval
from cdi.model.language import ENGLISH, Language
from cdi.model.one_line import on_one_line

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>#|])")
# What means something at the beginning of a line: lists, rules, headings that are underlined, directives, definitions.
_FIRST = re.compile(r"^(\s*)([-+=~:]|\d{1,9}(?=[.)]))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Chosen: ten times the longest text of a register. Escaping twice doubles backslashes, so something must be the limit.
_LONGEST = 100_000


def escaped(text: object) -> str:
    """Text from data as Markdown that prints as itself, on one line; it opens no block wherever it stands.

    Raises PublicationRefused for a text of more than 100,000 characters.
    """
    written = _SPECIAL.sub(r"\\\1", on_one_line(str(text)).strip())
    if len(written) > _LONGEST:
        raise PublicationRefused(
            f"a text of {formatting.count(len(written))} characters; expected no more than {formatting.count(_LONGEST)}"
        )
    return _FIRST.sub(_escape_first, _ENTITY.sub(r"\\&", written))


def _escape_first(beginning: re.Match[str]) -> str:
    """A sign is escaped; of a number, what makes it one of a list."""
    space, sign = beginning.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def first_capital(markdown: str) -> str:
    """The same with a capital at its beginning, inside the brackets of a bound text too."""
    opened = markdown.startswith("[")
    at = 1 if opened else 0
    return markdown[:at] + markdown[at : at + 1].upper() + markdown[at + 1 :]


def bound_figure(issued: Issued, figure: Figure, text: str, facet: str) -> str:
    """Text as Markdown that names the figure that it prints, and which facet of it."""
    return issued.bind(text, figure=figure.id, facet=facet)


def bound_fact(
    issued: Issued, path: str, value: Any, facet: str, shown: str | None = None, language: Language = ENGLISH
) -> str:
    """A fact as Markdown bound to its path, with its value in a form that programs compare.

    `shown` is the text where it is more than the value: "partly complete" for partly.
    """
    text, kind, machine = _fact_text(path, value, facet, language)
    return issued.bind(shown or text, fact=path, facet=kind, value=machine)


def look_up(facts: Any, path: str) -> Any:
    """The fact of a dotted path; items of a list are found by their `number` or `id`.

    Raises PublicationRefused with the nearest name when there is none, or when it is empty.
    """
    value = facts
    for part in path.split("."):
        names = _names(value)
        if part not in names:
            raise PublicationRefused(f"no fact {path!r}: there is no {part!r}; {nearest(part, names)}")
        value = names[part]
    if value is None:
        raise PublicationRefused(f"fact {path!r} is empty")
    return value


def has_fact(facts: Any, path: str) -> bool:
    """Whether there is a fact of that path, and it is not empty."""
    try:
        look_up(facts, path)
    except PublicationRefused:
        return False
    return True


def _names(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(name): inner for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return {str(item.get("number", item.get("id"))): item for item in value if isinstance(item, Mapping)}
    return {}


def _fact_text(path: str, value: Any, facet: str, language: Language) -> tuple[str, str, str]:
    """A fact as a reader sees it, the facet that this is, and the same for programs.

    A placeholder that is still to be filled in is shown as it stands, whatever was to stand there.
    """
    if isinstance(value, str) and PLACEHOLDER.search(value):
        facet = "text"
    match facet:
        case "day" | "weekday":
            write = formatting.day if facet == "day" else formatting.weekday
            return write(as_date(value), language), "day", as_date(value).isoformat()
        case "month":
            return formatting.month(as_date(value), language), "month", as_date(value).isoformat()[:7]
        case "year":
            year = str(value) if isinstance(value, int) else str(as_date(value).year)
            return year, "year", year
        case "season":
            return formatting.season(as_date(value), language), "season", formatting.season(as_date(value))
        case "number" | "words":
            number = _counted_fact(path, value)
            words = formatting.in_words(number, language=language) if facet == "words" else formatting.count(number)
            return words, "number", str(number)
        case "text" if isinstance(value, list | tuple | Mapping):
            names = ", ".join(sorted(_names(value))) or "none that has a name"
            raise PublicationRefused(f"fact {path!r} is several facts, of which one can be printed: {names}")
        case "text":
            return escaped(value), "text", _SPECIAL.sub(r"\\\1", on_one_line(str(value))).replace('"', "'")
    raise PublicationRefused(f"fact {path!r} has no facet {facet!r}")


def _counted_fact(path: str, value: Any) -> int:
    """A fact that is a number, or how many several are; PublicationRefused for other text."""
    if isinstance(value, list | tuple | Mapping):
        return len(value)
    try:
        return int(value)
    except (ValueError, OverflowError):
        raise PublicationRefused(f"fact {path!r} is no number") from None


def as_date(value: str | date) -> date:
    """A day from its ISO form."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def facet_text(figure: Figure, facet: str, language: Language = ENGLISH) -> str:
    """One facet of a figure as text: its counts, its value or the size of a change, its bounds, half-width or level.

    Raises PublicationRefused for a facet that the figure lacks.
    """
    if facet in ("numerator", "denominator", "missing", "unknown"):
        return formatting.count(counted(figure, facet))
    text = _value_text(figure, facet, language)
    if text is None and figure.interval is not None:
        text = _interval_text(figure, figure.interval, facet)
    if text is None:
        raise PublicationRefused(f"figure {figure.id} has no {facet}")
    return text


def _value_text(figure: Figure, facet: str, language: Language) -> str | None:
    match facet:
        case "printed":
            return figure.printed if language == ENGLISH else formatting.printed_in_welsh(figure.printed)
        case "value":
            return formatting.decimals(
                figure.value, figure.places if figure.unit in ("percent", "percentage points") else 0
            )
        case "percent":
            return formatting.percent(Fraction(100 * counted(figure, "numerator"), counted(figure, "denominator")), 0)
        case "size":
            if figure.unit == "crimes":
                return formatting.estimate(abs(figure.value))
            return formatting.points(abs(figure.value), figure.places, language)
    return None


def _interval_text(figure: Figure, interval: Interval, facet: str) -> str | None:
    """The half-width, the level, a bound, or a bound of a yearly estimate without its sign."""
    bounds = {"low": interval.low, "high": interval.high}
    bound = bounds.get(facet.removesuffix("_size"))
    if facet == "half_width" and interval.half_width is not None:
        return formatting.decimals(interval.half_width, interval.places)
    if facet == "level":
        return formatting.level(interval.level)
    if bound is None:
        return None
    if figure.unit == "crimes":
        return formatting.estimate(abs(bound) if facet.endswith("_size") else bound)
    return formatting.decimals(bound, figure.bound_places) if facet in bounds else None


def _whole(figure: Figure) -> int:
    """The value of a count, which alone has words: what only rounds to zero is not none."""
    if formatting.exact(figure.value) != formatting.half_up(figure.value):
        raise PublicationRefused(f"figure {figure.id} is {figure.printed}, which is no count; print it with fig")
    return round(figure.value)


def counted(figure: Figure, facet: str) -> int:
    """A facet of a figure that is a whole number; PublicationRefused for any other."""
    counts = {"numerator": figure.numerator, "denominator": figure.denominator, "unknown": figure.unknown}
    if facet == "missing":
        return figure.missing
    if facet == "value":
        return _whole(figure)
    number = counts.get(facet)
    if number is None:
        raise PublicationRefused(f"figure {figure.id} has no {facet}")
    return number

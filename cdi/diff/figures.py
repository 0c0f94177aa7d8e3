"""Figures, gaps and facts by name: which came, went or changed, and in what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cdi.house_style import formatting
from cdi.measures.finding_rules import FindingRules
from cdi.model.figure import Figure, Figures

Aspect = Literal["value", "printed form", "counts", "interval", "method", "base", "test", "sources", "name"]

# Values are worked out in floating point; what differs less than this is the same number.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of both builds that is not the same in all, and in which aspects."""

    before: Figure
    after: Figure
    aspects: tuple[Aspect, ...]

    @property
    def id(self) -> str:
        """The figure's id."""
        return self.after.id

    @property
    def moved(self) -> bool:
        """Whether its value or interval differs, not only how it is described."""
        return bool({"value", "printed form", "counts", "interval"} & {*self.aspects})


@dataclass(frozen=True, slots=True)
class Named:
    """A fact or a gap by its name, as it was and is; None where it is not held."""

    name: str
    before: Any
    after: Any


def changed_figures(before: Figures, after: Figures) -> list[FigureChange]:
    """Figures of both that differ, in the order of the later build."""
    pairs = [(before[figure.id], figure) for figure in after if figure.id in before]
    return [FigureChange(one, other, aspects) for one, other in pairs if (aspects := _aspects(one, other))]


def only_in(one: Figures, other: Figures) -> list[Figure]:
    """Figures of the first that the second lacks."""
    return [figure for figure in one if figure.id not in other]


def _aspects(one: Figure, other: Figure) -> tuple[Aspect, ...]:
    differs: dict[Aspect, bool] = {
        "value": abs(one.value - other.value) > _SAME,
        "printed form": one.printed != other.printed,
        "counts": (one.numerator, one.denominator) != (other.numerator, other.denominator),
        "interval": _bounds_differ(one, other),
        "method": _method(one) != _method(other),
        "base": (one.base, one.excluded) != (other.base, other.excluded),
        "test": (one.test and one.test.conclusion) != (other.test and other.test.conclusion),
        "sources": (one.sources, one.basis) != (other.sources, other.basis),
        "name": (one.label, one.unit) != (other.label, other.unit),
    }
    return tuple(name for name, different in differs.items() if different)


def _bounds_differ(one: Figure, other: Figure) -> bool:
    if one.interval is None or other.interval is None:
        return one.interval is not other.interval
    pairs = ((one.interval.low, other.interval.low), (one.interval.high, other.interval.high))
    return any(abs(first - second) > _SAME for first, second in pairs)


def _method(figure: Figure) -> tuple[str, float] | None:
    return (figure.interval.method, figure.interval.level) if figure.interval else None


def difference(change: FigureChange, rules: FindingRules) -> str | None:
    """The difference in the terms of its unit; nothing where the unit allows none.

    A part of a sample too small for percent differs in its count, and that only of one and the same whole.
    """
    one, other = change.before, change.after
    if one.unit != other.unit or one.value == other.value:
        return None
    if one.unit == "percent" and None not in (one.denominator, other.denominator):
        return _of_parts(one, other, rules)
    if one.unit in ("percent", "percentage points"):
        places = min(one.places, other.places)
        return f"{formatting.signed(other.value - one.value, places)} percentage points"
    places = max(formatting.places(one.value), formatting.places(other.value)) if one.unit != "crimes" else 0
    unit = "" if one.unit in ("count", "rank") else f" {one.unit}"
    return f"{formatting.signed(other.value - one.value, places)}{unit}"


def _of_parts(one: Figure, other: Figure, rules: FindingRules) -> str | None:
    if rules.rate(min(one.denominator or 0, other.denominator or 0)).outcome == "percent":
        return f"{formatting.signed(other.value - one.value, 1)} percentage points"
    if one.denominator == other.denominator and one.numerator is not None and other.numerator is not None:
        return f"{formatting.signed(other.numerator - one.numerator, 0)} of {formatting.count(one.denominator or 0)}"
    return None


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Named]:
    """Names whose value differs, in order of the earlier ones."""
    names = [*before, *(name for name in after if name not in before)]
    return [Named(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def flat(values: Any, path: str = "") -> dict[str, Any]:
    """Nested values by dotted path; items of a list by their number or id, else by their place."""
    if isinstance(values, Mapping):
        named = {str(name): value for name, value in values.items()}
    elif isinstance(values, list) and any(isinstance(item, Mapping) for item in values):
        named = {}
        for place, item in enumerate(values):
            name = _item_name(item, place)
            named[name if name not in named else f"{name} ({place})"] = item
    else:
        return {path: values}
    return {
        name: value
        for part, inner in named.items()
        for name, value in flat(inner, f"{path}.{part}".lstrip(".")).items()
    }


def _item_name(item: Any, place: int) -> str:
    keys = ("number", "id", "table", "rule")
    name = next((str(item[key]) for key in keys if isinstance(item, Mapping) and key in item), str(place))
    return f"{name} {item['outcome']}" if isinstance(item, Mapping) and "outcome" in item else name

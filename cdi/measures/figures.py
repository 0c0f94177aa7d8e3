"""The forms that figures take, each printed and qualified in one way, and what a subject contributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cdi.house_style import formatting
from cdi.model.audit import Audit
from cdi.model.figure import Basis, Figure, Interval, Role, Unit
from cdi.stats.proportions import wilson


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one subject contributes: figures in their order, named gaps (id to reason), and what would fill a gap."""

    figures: tuple[Figure, ...] = ()
    gaps: dict[str, str] = field(default_factory=dict)
    cures: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Contribution) -> Contribution:
        return Contribution(self.figures + other.figures, self.gaps | other.gaps, self.cures | other.cures)


@dataclass(frozen=True, slots=True)
class Base:
    """A base whose words have a {name} for each of `values`: counts, years or days, as printed."""

    words: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        """The words with the values in their places."""
        # Words without values may be those of a register, in which a brace is a brace.
        return self.words.format(**self.values) if self.values else self.words


def as_base(base: str | Base) -> Base:
    """A base in plain words as one without values."""
    return Base(base) if isinstance(base, str) else base


def printed_base(figure: Figure) -> str:
    """The base of a figure as readers see it, with what is unknown, left out or rounded."""
    base = Base(figure.base, figure.base_values).printed
    if figure.unknown:
        base = f"{base}; {formatting.count(figure.unknown)} more unknown"
    if figure.excluded:
        base = f"{base}; {formatting.counted(figure.excluded, 'row')} left out on purpose"
    if figure.rounded_to > 1:
        base = f"{base}; rounded to the nearest {formatting.count(figure.rounded_to)}"
    return base


@dataclass(frozen=True, slots=True)
class FigureMaker:
    """Makes figures that rest on the same tables of one audit, so that basis and sources are given once."""

    audit: Audit
    sources: tuple[str, ...]
    basis: Basis | None = None

    def part(
        self,
        figure_id: str,
        label: str,
        numerator: int,
        denominator: int,
        base: str | Base,
        role: Role = "part of a sample",
        unknown: int = 0,
    ) -> Contribution:
        """A part of a small sample, printed as a fraction; `value` in percent with a Wilson interval.

        `unknown` units are in neither count. A base of zero has no rate: it gives a gap that says so.
        """
        if denominator == 0:
            return Contribution(gaps={figure_id: f"none in the sample ({as_base(base).printed})"})
        low, high = wilson(numerator, denominator, self.audit.method.level)
        interval = Interval(100 * float(low), 100 * float(high), None, self.audit.method.level, "Wilson score")
        return self._fraction(figure_id, label, numerator, denominator, as_base(base), interval, role, unknown)

    def share(
        self, figure_id: str, label: str, numerator: int, denominator: int, base: str | Base, unknown: int = 0
    ) -> Contribution:
        """A part of a whole that is known in full, such as a plan; as `part`, but a whole has no interval."""
        if denominator == 0:
            return Contribution(gaps={figure_id: f"there are none ({as_base(base).printed})"})
        return self._fraction(figure_id, label, numerator, denominator, as_base(base), None, "part of a whole", unknown)

    def _fraction(
        self,
        figure_id: str,
        label: str,
        numerator: int,
        denominator: int,
        base: Base,
        interval: Interval | None,
        role: Role,
        unknown: int = 0,
    ) -> Contribution:
        figure = Figure(
            id=figure_id,
            label=label,
            value=100 * numerator / denominator,
            unit="percent",
            printed=formatting.fraction(numerator, denominator),
            base=base.words,
            basis=self._basis(),
            sources=self.sources,
            numerator=numerator,
            denominator=denominator,
            interval=interval,
            role=role,
            base_values=base.values,
            excluded=count_excluded(self.audit, self.sources),
            unknown=unknown,
        )
        return Contribution((figure,))

    def number(
        self,
        figure_id: str,
        label: str,
        value: int,
        base: str | Base,
        unit: Unit = "count",
        role: Role = "number",
        unknown: int = 0,
    ) -> Contribution:
        """A plain count, printed with thousands separators; pounds with their sign. `unknown` units are not in it."""
        return Contribution((self._number(figure_id, label, value, as_base(base), unit, role, unknown=unknown),))

    def breakdown(self, name: str, counts: Mapping[str, int], base: str | Base, unknown: int = 0) -> Contribution:
        """The parts of a whole in the order given; each id is the breakdown's name with the label as a last word.

        `unknown` units of the whole are in none of the parts.
        """
        return self.breakdown_of(name, {label: (label, n) for label, n in counts.items()}, base, unknown)

    def breakdown_of(
        self, name: str, counts: Mapping[str, tuple[str | int, int]], base: str | Base, unknown: int = 0
    ) -> Contribution:
        """The same from the category and the count of each label, where a category is more than its label."""
        return Contribution(
            tuple(
                self._number(
                    f"{name}.{id_word(label)}", label, n, as_base(base), "count", "breakdown", name, category, unknown
                )
                for label, (category, n) in counts.items()
            )
        )

    def _number(
        self,
        figure_id: str,
        label: str,
        value: int,
        base: Base,
        unit: Unit,
        role: Role,
        part_of: str | None = None,
        category: str | int | None = None,
        unknown: int = 0,
    ) -> Figure:
        return Figure(
            id=figure_id,
            label=label,
            value=value,
            unit=unit,
            printed=formatting.pounds(value) if unit == "pounds" else formatting.count(value),
            base=base.words,
            basis=self._basis(),
            sources=self.sources,
            role=role,
            base_values=base.values,
            excluded=count_excluded(self.audit, self.sources),
            part_of=part_of,
            category=category,
            unknown=unknown,
        )

    def _basis(self) -> Basis:
        return self.basis if self.basis is not None else self.audit.provenance.basis


def count_excluded(audit: Audit, tables: Iterable[str]) -> int:
    """How many rows of these tables were left out of the audit on purpose."""
    names = set(tables)
    return sum(exclusion.table in names for exclusion in audit.excluded)


def combine(parts: Iterable[Contribution]) -> Contribution:
    """Several contributions as one, in order."""
    whole = Contribution()
    for part in parts:
        whole = whole + part
    return whole


def id_word(label: str) -> str:
    """The last word of a breakdown's id: "N100 classification" becomes n100_classification."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def gaps_without(ids: Iterable[str], table: str) -> Contribution:
    """The gaps that follow from a table that was not supplied."""
    names = tuple(ids)
    reason, cure = f"the table {table} was not supplied", f"the table {table}"
    return Contribution(gaps=dict.fromkeys(names, reason), cures=dict.fromkeys(names, cure))

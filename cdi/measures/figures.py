"""The kinds of figure that the measures make, each printed and qualified in one way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cdi.house_style import formatting
from cdi.measures.finding_rules import FindingRules
from cdi.model.audit import Audit
from cdi.model.figure import Basis, Figure, Interval, Unit
from cdi.stats.proportions import wilson


@dataclass(frozen=True, slots=True)
class Measured:
    """What one subject contributes: figures in the order they are told, and named gaps (id to reason)."""

    figures: tuple[Figure, ...] = ()
    gaps: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.figures + other.figures, self.gaps | other.gaps)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes figures that rest on the same tables of one audit, so that basis and sources are said once."""

    audit: Audit
    sources: tuple[str, ...]
    basis: Basis | None = None

    def part(self, figure_id: str, label: str, numerator: int, denominator: int, base: str) -> Measured:
        """A part of a small sample, printed as a fraction; `value` in percent with a Wilson interval.

        A base of zero has no rate: it gives a gap that says so.
        """
        if denominator == 0:
            return Measured(gaps={figure_id: f"none in the sample ({base})"})
        low, high = wilson(numerator, denominator, self.audit.method.level)
        interval = Interval(100 * float(low), 100 * float(high), None, self.audit.method.level, "Wilson score")
        return Measured((self._fraction(figure_id, label, numerator, denominator, base, interval),))

    def share(self, figure_id: str, label: str, numerator: int, denominator: int, base: str) -> Measured:
        """A part of a whole that is known in full, such as a plan; as `part`, but a whole has no interval."""
        if denominator == 0:
            return Measured(gaps={figure_id: f"there are none ({base})"})
        return Measured((self._fraction(figure_id, label, numerator, denominator, base, None),))

    def _fraction(
        self, figure_id: str, label: str, numerator: int, denominator: int, base: str, interval: Interval | None
    ) -> Figure:
        return Figure(
            id=figure_id,
            label=label,
            value=100 * numerator / denominator,
            unit="percent",
            printed=formatting.fraction(numerator, denominator),
            base=base + left_out(self.audit, self.sources),
            basis=self._basis(),
            sources=self.sources,
            numerator=numerator,
            denominator=denominator,
            interval=interval,
        )

    def number(self, figure_id: str, label: str, value: int, base: str, unit: Unit = "count") -> Measured:
        """A plain count, printed with thousands separators; pounds with their sign."""
        printed = formatting.pounds(value) if unit == "pounds" else formatting.count(value)
        return Measured((Figure(figure_id, label, value, unit, printed, base, self._basis(), self.sources),))

    def breakdown(self, prefix: str, counts: dict[str, int], base: str) -> Measured:
        """The parts of a whole in the order given; each id is the prefix with the label as a last word."""
        return together(self.number(f"{prefix}.{slug(label)}", label, n, base) for label, n in counts.items())

    def _basis(self) -> Basis:
        if self.basis is not None:
            return self.basis
        return self.audit.provenance.basis


_ROWS_LEFT_OUT = re.compile(r"; n rows? left out on purpose$")


def base_words(base: str) -> str:
    """A base with n for every number, which is how those of two builds may differ and mean the same."""
    return re.sub(r"\d[\d,]*", "n", base)


def same_base(one: str, other: str) -> bool:
    """Whether two bases mean the same: they may differ in counts and in rows left out on purpose."""
    plain = [_ROWS_LEFT_OUT.sub("", base_words(base)) for base in (one, other)]
    return plain[0] == plain[1]


def left_out(audit: Audit, tables: Iterable[str]) -> str:
    """What a base must add when rows of its tables were left out on purpose; nothing when none were."""
    held = set(tables)
    n = sum(exclusion.table in held for exclusion in audit.excluded)
    return f"; {formatting.count(n)} {'row' if n == 1 else 'rows'} left out on purpose" if n else ""


def finding_rules(audit: Audit) -> FindingRules:
    """The rules by which the audit's estimates may be stated."""
    return FindingRules.of(
        {str(name): cell for name, cell in row.items()} for row in audit.reference["finding_rules"].to_dict("records")
    )


def together(parts: Iterable[Measured]) -> Measured:
    """Several contributions as one, in order."""
    whole = Measured()
    for part in parts:
        whole = whole + part
    return whole


def slug(label: str) -> str:
    """The last word of a breakdown's id: "N100 classification" becomes n100_classification."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def not_held(ids: Iterable[str], table: str) -> Measured:
    """The gaps that follow from a table that was not supplied."""
    return Measured(gaps=dict.fromkeys(ids, f"{table} not held"))

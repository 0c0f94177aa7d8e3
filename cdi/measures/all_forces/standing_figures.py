"""What units side by side give together, as figures: who differs, by how much, and how wide places are."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from cdi.house_style import formatting
from cdi.measures.all_forces.side_by_side import Side, SideBySide
from cdi.measures.figures import Base, Contribution
from cdi.model.figure import Basis, Figure, Unit

NAMES = ("above", "below", "not_shown", "above_spread", "below_spread", "dispersion", "spread", "range")
"""The last words of the ids of these figures."""
_SIDES: tuple[tuple[Side, str], ...] = (
    ("above", "above the average"),
    ("below", "below the average"),
    ("not shown", "not shown to differ"),
)


@dataclass(frozen=True, slots=True)
class StandingFigures:
    """Makes the figures of units side by side.

    `begins` is what their ids begin with, `units` what they are called when there are many, and `unit` what a count of
    them is counted in.
    """

    begins: str
    units: str
    unit: Unit
    basis: Basis
    sources: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all figures."""
        return tuple(f"{self.begins}.{name}" for name in NAMES)

    def describe(self, table: SideBySide, base: Base) -> Contribution:
        """How many units differ, and beside the spread; how much they differ; the middle width of their places."""
        widths = [each.place_high - each.place_low + 1 for each in table.standings]
        tested = [self._count(side.replace(" ", "_"), words, len(table.shown(side)), base) for side, words in _SIDES]
        beyond = [
            self._count(f"{side}_spread", f"{side} the usual spread", len(table.shown(side, beside_spread=True)), base)
            for side, _ in _SIDES
            if side != "not shown"
        ]
        size, spread = formatting.decimals(table.factor, 1), formatting.points(table.spread)
        dispersion = f"how many times as much as by chance {self.units} differ"
        middle = round(median(widths))
        return Contribution(
            (
                *tested,
                *beyond,
                self._figure("dispersion", dispersion, table.factor, size, "count", base),
                self._figure("spread", f"standard deviation between {self.units}", table.spread, spread,
                             "percentage points", base),
                self._figure("range", "places in the middle one of the ranges", middle, formatting.count(middle),
                             "rank", base),
            )
        )  # fmt: skip

    def _count(self, name: str, words: str, number: int, base: Base) -> Figure:
        return self._figure(name, f"{self.units} {words}", number, formatting.count(number), self.unit, base)

    def _figure(self, name: str, label: str, value: float, printed: str, unit: Unit, base: Base) -> Figure:
        return Figure(
            id=f"{self.begins}.{name}",
            label=label,
            value=value,
            unit=unit,
            printed=printed,
            base=base.words,
            basis=self.basis,
            sources=self.sources,
            base_values=base.values,
        )

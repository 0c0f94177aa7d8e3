"""How each force's result changed from one inspection to the next, and which of these changes may be tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from cdi.measures.all_forces.results import ForceResult
from cdi.model.figure import Conclusion
from cdi.stats.effective import Evidence
from cdi.stats.multiplicity import SIGNIFICANCE, adjusted
from cdi.stats.rate_changes import compare_rates

Untested = Literal["another programme", "a band", "no size"]
"""Why a change is given and not tested."""


@dataclass(frozen=True, slots=True)
class ForceChange:
    """Two successive results of one force and their difference in points.

    `p_value` is adjusted for all changes that are tested together (Benjamini and Hochberg); None where it is not
    tested, and then `untested` says why.
    """

    before: ForceResult
    now: ForceResult
    points: float
    places: int
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    untested: Untested | None = None

    @property
    def band(self) -> tuple[float, float] | None:
        """The least and the most that the difference may be, where a result is a band; None where both are points."""
        if self.before.band is None and self.now.band is None:
            return None
        before = self.before.band or (self.before.value, self.before.value)
        now = self.now.band or (self.now.value, self.now.value)
        return now[0] - before[1], now[1] - before[0]

    @property
    def conclusion(self) -> Conclusion | None:
        """What the test says; None without one."""
        if self.p_value is None:
            return None
        if self.p_value > SIGNIFICANCE:
            return "not shown"
        return "rise" if self.points > 0 else "fall"


def changes_of(history: Sequence[ForceResult]) -> list[ForceChange]:
    """The changes between successive inspections that gave a rate, by force and time; `history` is the oldest first.

    The inspection of 2014 is left out: its samples give no rates of forces.
    """
    by_force: dict[str, list[ForceResult]] = {}
    for result in history:
        if result.programme != "CDI-2014":
            by_force.setdefault(result.force_id, []).append(result)
    changes = [_change(*pair) for force in sorted(by_force) for pair in pairwise(by_force[force])]
    p_values = [change.p_value for change in changes if change.p_value is not None]
    together = iter(adjusted(p_values, "benjamini-hochberg") if p_values else ())
    return [change if change.p_value is None else replace(change, p_value=float(next(together))) for change in changes]


def _change(before: ForceResult, now: ForceResult) -> ForceChange:
    change = ForceChange(before, now, now.value - before.value, min(before.places, now.places))
    if untested := _untested(before, now):
        return replace(change, untested=untested)
    compared = compare_rates(_evidence(now), _evidence(before))
    return replace(
        change,
        low=100 * float(compared.low),
        high=100 * float(compared.high),
        p_value=float(compared.p_value),
    )


def _untested(before: ForceResult, now: ForceResult) -> Untested | None:
    if before.programme != now.programme:
        return "another programme"
    if any(result.units is None and result.band for result in (before, now)):
        return "a band"
    return "no size" if before.units is None or now.units is None else None


def _evidence(result: ForceResult) -> Evidence:
    """The rate with the units that it is worth, as a sample of so many would have it."""
    rate, units = result.value / 100, float(result.units or 0)
    return Evidence.of_error(rate, (rate * (1 - rate) / units) ** 0.5)

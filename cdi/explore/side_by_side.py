"""The answer that sets districts or teams of one force side by side, as the national page sets forces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.units import describe_counted, tabulate_units
from cdi.explore.answers import Answer, Picture
from cdi.house_style import formatting
from cdi.measures.all_forces.side_by_side import SideBySide, set_side_by_side
from cdi.measures.all_forces.units import units_of
from cdi.measures.cuts import Cut
from cdi.measures.finding_rules import FindingRules
from cdi.measures.funnel import FEWEST_GROUPS, ought_to_be_alike
from cdi.model.errors import UsageRefused
from cdi.model.exhibit import Table


@dataclass(frozen=True, repr=False)
class SideBySideAnswer(Answer):
    """Each group beside the rate of all together: who differs, the range of its places, its rate drawn in."""

    together: SideBySide
    cut: Cut
    rules: FindingRules
    caption: Caption

    @property
    def subject(self) -> str:
        """What is counted, in words."""
        return describe_counted(self.cut)

    @property
    def table(self) -> Table:
        """One row for each group, the lowest rate first."""
        return tabulate_units(self.together, self.cut, self.rules, self.caption)

    def records(self) -> list[dict[str, Any]]:
        """One row for each group: counts, percent and interval, adjusted p, range of places, the rate drawn in."""
        return [
            {
                "group": each.unit.name,
                "yes": each.unit.successes,
                "of": each.unit.counted,
                "percent": each.unit.percent,
                "low": each.low,
                "high": each.high,
                "p_adjusted": each.p_value,
                "p_adjusted_beside_spread": each.p_spread,
                "place": each.place,
                "place_low": each.place_low,
                "place_high": each.place_high,
                "drawn_in": each.shrunk,
                "drawn_in_low": each.shrunk_low,
                "drawn_in_high": each.shrunk_high,
                "outside_limits": each.beyond,
                "outside_limits_with_spread": each.beyond_spread,
            }
            for each in self.together.standings
        ]

    def chart(self) -> Picture:
        """The range of places of each group."""
        from cdi.exhibits.charts.forces import draw_places

        return Picture(draw_places(self.together, self.caption, self.subject, "group", self.cut.made_up))

    def funnel(self) -> Picture:
        """Each group at its size, with the limits of chance, and those with the spread of the groups added."""
        from cdi.exhibits.charts.forces_funnel import draw_units_funnel

        return Picture(draw_units_funnel(self.together, self.caption, self.subject, "group", self.cut.made_up))


def compare_groups(cut: Cut, rules: FindingRules, caption: Caption, seed: int) -> SideBySideAnswer:
    """The groups of a cut side by side.

    Raises UsageRefused for groups that need not be alike, for fewer than eight with an answer, and where all say the
    same.
    """
    if not ought_to_be_alike(cut):
        raise UsageRefused(
            f"groups by {', '.join(cut.by) or 'no column'} may well differ; expected one column that names units of "
            "one kind, such as team"
        )
    units = units_of(cut)
    together = set_side_by_side(units, seed)
    if together is None:
        raise UsageRefused(
            f"{formatting.counted(len(units), 'group')} with {formatting.fraction(cut.total.yes, cut.total.of)} "
            f"{cut.question.done}: expected at least {FEWEST_GROUPS} groups, and some of each answer; "
            "audit.rate(by=…) shows fewer one by one"
        )
    return SideBySideAnswer(together, cut, rules, caption)

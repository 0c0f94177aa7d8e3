"""The programmes whose results may be set beside each other, and why those of two programmes may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cdi.model.errors import UsageRefused, nearest

# HMIC sampled so few crimes of each force in 2014 that it gave no rates of forces (method of the final report).
# HMICFRS replaced the four grades by five with PEEL 2021/22 (assessment framework), and its samples became smaller:
# half-widths of about 3 points in place of under 2. The counting rules on several crimes of one victim changed in May
# 2023 (Home Office Counting Rules), during the assessments of 2023-25.
_SHORTEST_PERIOD = 150
"""Chosen: the rolling programme audits six months; a period of fewer days, such as three months, is another window."""


@dataclass(frozen=True, slots=True)
class Regime:
    """One programme: its name in the registers and on pages, and what sets its results apart from the others.

    `gives_rates` says whether its samples were meant to give rates of single forces. `grades` is how many grades its
    scale has, 0 where it gave none.
    """

    programme: str
    label: str
    years: str
    gives_rates: bool
    grades: int
    apart: str


REGIMES = (
    Regime(
        "CDI-2014",
        "inspection of 2014",
        "2014",
        gives_rates=False,
        grades=0,
        apart="the inspectorate held its samples to be too small for rates of single forces; shares that others "
        "worked out from them are counts of a sample; crime had to be recorded within 72 hours",
    ),
    Regime(
        "CDI-rolling",
        "rolling programme",
        "2016 to 2020",
        gives_rates=True,
        grades=4,
        apart="samples of about six months, rates with intervals, four grades",
    ),
    Regime(
        "PEEL-2021/22",
        "PEEL 2021/22",
        "2021 to 2022",
        gives_rates=True,
        grades=5,
        apart="smaller samples within a wider assessment, five grades, and only some forces",
    ),
    Regime(
        "PEEL-2023-25",
        "PEEL 2023-25",
        "2023 to 2025",
        gives_rates=True,
        grades=5,
        apart="as PEEL 2021/22, and crime of several kinds against one victim has been counted by other rules "
        "since May 2023",
    ),
)
"""Every programme of the registers, the oldest first."""


def regime_of(programme: str) -> Regime:
    """The regime of that name; UsageRefused with the nearest name where there is none."""
    names = {regime.programme: regime for regime in REGIMES}
    if programme not in names:
        raise UsageRefused(f"no regime {programme!r}; {nearest(programme, list(names))}")
    return names[programme]


def refuse_without_rates(regime: Regime) -> Regime:
    """The regime, if its samples were meant to give rates of single forces; UsageRefused otherwise."""
    if not regime.gives_rates:
        others = " or ".join(each.programme for each in REGIMES if each.gives_rates)
        raise UsageRefused(f"regime {regime.programme} gives no places of forces: {regime.apart}; choose {others}")
    return regime


def is_short(start: date | None, end: date | None) -> bool:
    """Whether an audit period is known and much shorter than the six months of the programme."""
    return start is not None and end is not None and (end - start).days + 1 < _SHORTEST_PERIOD

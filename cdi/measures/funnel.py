"""A funnel of groups: the limits within which chance alone would keep groups of one rate, by their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cdi.contract.tables import AUDIT_TABLES
from cdi.measures.cuts import Cut
from cdi.model.groups import MONTH, Cells
from cdi.stats.comparisons import exact_limits, outside

LEVELS = (0.95, 0.998)
"""The inner and the outer limits: about two and three standard errors. Spiegelhalter (2005)."""
FEWEST_GROUPS = 8
"""Chosen: fewer groups are read one by one, each beside its interval."""
_STEPS = 80
"""Chosen: so many sizes make a smooth curve."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Exact binomial limits around the part of all groups together, all in percent.

    `limits` holds for each of `LEVELS` a lower and an upper one at every size of `sizes`, kept inside 0 and 100.
    `beyond` are the groups outside their limits, by the level of the widest that they are outside of.
    """

    centre: float
    sizes: tuple[int, ...]
    limits: dict[float, tuple[tuple[float, ...], tuple[float, ...]]]
    beyond: dict[Cells, float]


def make_funnel(cut: Cut) -> Funnel | None:
    """The funnel of groups that ought to have one rate, such as teams; None where groups are kinds or are few.

    Offences or routes may well differ; a funnel would hold them against a rate that none of them has to have. It is of
    the counts of the sample: the groups differ in size, and each must be as sure as its size allows.
    """
    counts = {group: counted for group in cut.groups if (counted := cut.counts(group)).of}
    total = cut.total
    if not ought_to_be_alike(cut) or len(counts) < FEWEST_GROUPS or total.yes in (0, total.of):
        return None
    yes, of = (np.array(column) for column in zip(*((each.yes, each.of) for each in counts.values()), strict=True))
    centre = total.yes / total.of
    sizes = np.unique(np.geomspace(of.min(), of.max(), _STEPS).round().astype(int))
    limits: dict[float, tuple[tuple[float, ...], tuple[float, ...]]] = {}
    beyond: dict[Cells, float] = {}
    for level in LEVELS:
        low, high = exact_limits(sizes, centre, level)
        limits[level] = tuple(100 * np.clip(low, 0, 1)), tuple(100 * np.clip(high, 0, 1))
        apart = outside(yes, of, exact_limits(of, centre, level))
        beyond |= dict.fromkeys((group for group, out in zip(counts, apart, strict=True) if out), level)
    return Funnel(100 * centre, tuple(int(size) for size in sizes), limits, beyond)


def ought_to_be_alike(cut: Cut) -> bool:
    """Whether the groups are named units of one kind, such as teams, and not kinds of crime or months."""
    return names_units(cut.question.table, cut.by)


def names_units(table: str, by: Sequence[str]) -> bool:
    """Whether columns of a table are one that names units of one kind."""
    return len(by) == 1 and by[0] != MONTH and AUDIT_TABLES[table].column(by[0]).label

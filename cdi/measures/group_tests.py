"""Each group of a cut against all others together, read one by one though many were tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scipy.special import ndtr

from cdi.measures.changes import RULE
from cdi.measures.cuts import Counts, Cut
from cdi.model.groups import Cells
from cdi.stats.count_changes import compare_counts
from cdi.stats.linearised import domain_against_rest
from cdi.stats.multiplicity import adjusted
from cdi.stats.sample import Sample

Stratum = tuple[float, float, float, float]
"""Recorded and audited reports of a stratum, its population and its weight."""

# Below this many on one side the normal error of a rate says too little, and none at all at 0% and 100%.
LEAST = 5
BY_DESIGN = "z test by the design of the sample"
BY_COUNTS = "test of the counts of the sample, not weighted (Fisher's exact test while the counts are small)"


@dataclass(frozen=True, slots=True)
class RestTest:
    """A group's rate less that of all others, in points, with the two-sided p adjusted for all groups tested."""

    points: float
    p_value: float
    method: str


def compare_with_rest(cut: Cut, design: Mapping[str, Stratum] | None) -> dict[Cells, RestTest]:
    """The tests by group; none where there is one group, where all or none say yes, or where a group is all there is.

    With a design the two rates are weighted, unless there are fewer than `LEAST` on one side. Otherwise the counts are
    compared as they are.
    """
    total = cut.total
    if len(cut.groups) < 2 or not total.yes or not total.no:
        return {}
    tests = {}
    for group in cut.groups:
        counts = cut.counts(group)
        rest = Counts(total.yes - counts.yes, total.of - counts.of)
        if counts.of and rest.of:
            tests[group] = _by_counts(counts, rest) if design is None else _by_design(cut, group, rest, design)
    if not tests:
        return {}
    values = adjusted([test.p_value for test in tests.values()], RULE)
    return {group: replace(test, p_value=float(p)) for (group, test), p in zip(tests.items(), values, strict=True)}


def _by_counts(counts: Counts, rest: Counts) -> RestTest:
    change = compare_counts(counts.yes, counts.of, rest.yes, rest.of)
    return RestTest(100 * float(change.difference), float(change.p_value), BY_COUNTS)


def _by_design(cut: Cut, group: Cells, rest: Counts, design: Mapping[str, Stratum]) -> RestTest:
    """The weighted difference; the counts as they are where too few lie on one side for a normal error."""
    counts, own = cut.counts(group), [cut.groups[group].get(stratum, Counts()) for stratum in design]
    if min(counts.yes, counts.no, rest.yes, rest.no) < LEAST:
        return _by_counts(counts, rest)
    sample = Sample.of([*design.values()])
    difference, error = domain_against_rest(sample, [each.yes for each in own], [each.of for each in own])
    p_value = 2 * ndtr(-abs(float(difference) / float(error)))
    return RestTest(100 * float(difference), float(p_value), BY_DESIGN)

"""Counts of people rounded to a base, and shares worked out from the rounded counts, wherever they are printed.

Rounding follows suppression and undoes none of it: what is safe with exact numbers is safe with less exact ones. Since
the base is never above the threshold, no number that is printed is rounded to none, and no part to all of its whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cdi.disclosure.measures_shown import apart
from cdi.disclosure.numbers import Results
from cdi.disclosure.policy import Policy
from cdi.disclosure.small_numbers import COUNTED
from cdi.house_style import formatting
from cdi.measures.cuts import Counts, Cut
from cdi.measures.extra import ExtraResult, figure_of_group
from cdi.measures.group_rates import OF_DOMAIN, OF_SAMPLE, GroupRate, RatesOfGroups
from cdi.model.audit import Audit
from cdi.model.figure import Figure
from cdi.stats.proportions import wilson

NO_RATE = "numbers of people are rounded here, and a weighted rate would tell the numbers that it was made from"
NOT_BESIDE = "numbers of people are rounded here, and places and tests would tell the numbers that they were made from"


def rounded_to(base: int, number: float) -> int:
    """The nearest multiple of a base, of two as near the higher.

    >>> [rounded_to(5, number) for number in (0, 7, 8, 12)], rounded_to(4, 6)
    ([0, 5, 10, 10], 8)
    """
    return int((2 * number + base) // (2 * base)) * base


def _unknown_to(base: int, number: int) -> int:
    """The same of units that are not known, which stay more than none."""
    return max(base, rounded_to(base, number)) if number else 0


def round_results(policy: Policy, audit: Audit, results: Results, people: Iterable[str]) -> Results:
    """The results with the figures of these ids, and the extra measures about people, rounded to the policy's base."""
    names, base = {*people}, policy.rounding_base
    extra = tuple(
        _round_measure(audit, each, base) if policy.concerns_measure(audit, each.measure) else each
        for each in results.extra
    )
    groups = {figure.id: figure for each in extra for figure in each.contribution.figures}
    by_id = {
        name: groups[name] if name in groups else _round_figure(figure, base) if name in names else figure
        for name, figure in results.figures.by_id.items()
    }
    gaps = {name: why for each in extra for name, why in each.beside.gaps.items()}
    by_id = {name: figure for name, figure in by_id.items() if name not in gaps}
    gaps = {**results.figures.gaps, **gaps}
    return replace(results, figures=replace(results.figures, by_id=by_id, gaps=gaps), extra=extra)


def _round_figure(figure: Figure, base: int) -> Figure:
    """A count, or a part of a sample with its share and interval."""
    unknown = _unknown_to(base, figure.unknown)
    if figure.numerator is None or figure.denominator is None:
        if figure.unit not in COUNTED:
            return figure
        number = rounded_to(base, figure.value)
        return replace(figure, value=number, printed=formatting.count(number), unknown=unknown, rounded_to=base)
    yes, of = rounded_to(base, figure.numerator), rounded_to(base, figure.denominator)
    interval = figure.interval
    if interval is not None:
        low, high = (100 * float(end) for end in wilson(yes, of, interval.level))
        interval = replace(interval, low=low, high=high)
    return replace(
        figure,
        value=100 * yes / of,
        printed=formatting.fraction(yes, of),
        numerator=yes,
        denominator=of,
        interval=interval,
        unknown=unknown,
        rounded_to=base,
    )


def _round_measure(audit: Audit, result: ExtraResult, base: int) -> ExtraResult:
    """An extra measure without tests and weighted rates, since these follow from numbers that are not rounded."""
    if result.rates is None:
        return result
    before = {figure.id: figure for figure in result.contribution.figures}
    rows = tuple(_round_row(row, result.rates.level, base) for row in result.rates.rows)
    rates = replace(result.rates, cut=_round_cut(result.rates, base), rows=rows, rounded_to=base)
    figures = {
        name: figure_of_group(audit, result.measure, rates, row, name, _unknown_to(base, before[name].unknown))
        for row in rows
        if (name := result.ids[row.values]) in before
    }
    parts = tuple(replace(figures[name], rounded_to=base) for name in before)
    rounded = replace(result, rates=rates, contribution=replace(result.contribution, figures=parts))
    return rounded if result.together is None else apart(rounded, NOT_BESIDE)


def _round_row(row: GroupRate, level: float, base: int) -> GroupRate:
    counts = _round_counts(row.counts, base)
    if row.low is None or not counts.of:
        return replace(row, counts=counts, rest=None, finding=None)
    low, high = (100 * float(end) for end in wilson(counts.yes, counts.of, level))
    weighted = row.method == OF_DOMAIN
    percent = None if row.percent is None or weighted else 100 * counts.yes / counts.of
    refused = NO_RATE if weighted else row.refused
    return GroupRate(row.values, counts, percent, low, high, OF_SAMPLE, refused)


def _round_counts(counts: Counts, base: int) -> Counts:
    return Counts(rounded_to(base, counts.yes), rounded_to(base, counts.of), _unknown_to(base, counts.unknown))


def _round_cut(rates: RatesOfGroups, base: int) -> Cut:
    """The cut with one rounded count for each group, whatever strata it is of; its total is the sum of these."""
    cut = rates.cut
    groups = {cells: {"": _round_counts(cut.counts(cells), base)} for cells in cut.groups}
    whole = {"": sum((counts[""] for counts in groups.values()), Counts())}
    unplaced, unsure = _round_counts(cut.unplaced, base), _unknown_to(base, cut.unsure)
    return replace(cut, groups=groups, whole=whole, unplaced=unplaced, unsure=unsure, possible=Counter())

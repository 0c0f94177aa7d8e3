"""Extra measures as they may be printed: without the groups that are hidden, and without what would give them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from cdi.contract.tables import AUDIT_TABLES
from cdi.house_style import formatting
from cdi.measures.cuts import Counts, Cut
from cdi.measures.extra import ExtraResult
from cdi.measures.group_rates import OF_DOMAIN, GroupRate, RatesOfGroups
from cdi.model.figure import Figure
from cdi.model.groups import MONTH, Cells

_PLACES = 1
"""The decimals that rates and their bounds are printed with."""


def show_measure(result: ExtraResult, unsaid: set[str], reason: str, *, concerns_people: bool) -> ExtraResult:
    """The measure with its hidden groups taken out, as gaps where the contract knows that there can be such a group.

    A group that is only known by its name in the data, such as an offence, leaves no trace, since its name alone says
    that there is somebody. Totals and tests against all others are left out with any group: they would give it away.
    """
    if result.rates is None:
        return result
    shown = _as_printed(result, result.rates) if concerns_people else result
    hidden = {cells: name for cells, name in result.ids.items() if name in unsaid}
    if unsaid.intersection(beside_of(result)):
        shown = apart(shown, reason)
    return _without_hidden(shown, result.rates, hidden, reason) if hidden else shown


def beside_of(result: ExtraResult) -> set[str]:
    """The ids of the figures that set its units side by side, which follow from the counts of every unit."""
    return {figure.id for figure in result.beside.figures}


def apart(result: ExtraResult, reason: str) -> ExtraResult:
    """The measure with its units no longer side by side, for this reason."""
    gaps = {**result.beside.gaps, **dict.fromkeys((figure.id for figure in result.beside.figures), reason)}
    return replace(result, together=None, beside=replace(result.beside, figures=(), gaps=gaps))


def _as_printed(result: ExtraResult, rates: RatesOfGroups) -> ExtraResult:
    """Weighted rates with no more decimals than are printed: the rest would tell the counts of each stratum."""
    figures = tuple(map(_round_figure, result.contribution.figures))
    rows = tuple(map(_round_row, rates.rows))
    return replace(result, rates=replace(rates, rows=rows), contribution=replace(result.contribution, figures=figures))


def _round_figure(figure: Figure) -> Figure:
    interval = figure.interval
    if interval is None or interval.method != OF_DOMAIN:
        return figure
    low, high = float(formatting.half_up(interval.low, _PLACES)), float(formatting.half_up(interval.high, _PLACES))
    return replace(
        figure, value=float(formatting.half_up(figure.value, _PLACES)), interval=replace(interval, low=low, high=high)
    )


def _round_row(row: GroupRate) -> GroupRate:
    if row.method != OF_DOMAIN or row.percent is None or row.low is None or row.high is None:
        return row
    percent, low, high = (float(formatting.half_up(each, _PLACES)) for each in (row.percent, row.low, row.high))
    return replace(row, percent=percent, low=low, high=high)


def _without_hidden(result: ExtraResult, rates: RatesOfGroups, hidden: Mapping[Cells, str], reason: str) -> ExtraResult:
    rates = result.rates or rates
    named = hidden if is_of_contract(result) else {}
    figures = tuple(each for each in result.contribution.figures if each.id not in hidden.values())
    gaps = {**result.contribution.gaps, **dict.fromkeys(named.values(), reason)}
    if not figures:
        gaps[result.measure.figure_id] = reason
    masked = replace(
        rates,
        cut=_cut_without(rates.cut, hidden),
        rows=tuple(replace(row, rest=None, finding=None) for row in rates.rows if row.values not in hidden),
        withheld=tuple(named),
        incomplete=True,
    )
    return replace(
        result,
        rates=masked,
        contribution=replace(result.contribution, figures=figures, gaps=gaps),
        ids={cells: name for cells, name in result.ids.items() if cells not in hidden},
    )


def is_of_contract(result: ExtraResult) -> bool:
    """Whether the contract knows all groups that there can be, so that the name of one says nothing of the data."""
    columns = {column.name: column for column in AUDIT_TABLES[result.measure.table].columns}
    return all(name != MONTH and columns[name].kind != "text" for name in result.measure.by)


def _cut_without(cut: Cut, hidden: Mapping[Cells, str]) -> Cut:
    """The cut with the groups that are shown alone; what is left of it adds up over these."""
    shown = {cells: counts for cells, counts in cut.groups.items() if cells not in hidden}
    whole: dict[str, Counts] = {}
    for counts in shown.values():
        for stratum, own in counts.items():
            whole[stratum] = whole.get(stratum, Counts()) + own
    return replace(cut, groups=shown, whole=whole, unplaced=Counts(), unsure=0, possible=Counter())

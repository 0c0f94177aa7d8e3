"""Every number of rows that a report prints, with the rows that it counts: what a reader could work with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from cdi.house_style.crime_kinds import STRATA
from cdi.house_style.routes import ROUTES
from cdi.measures.cuts import Cut, may_be_in_base
from cdi.measures.extra import ExtraResult, groups_of_contract
from cdi.measures.patterns import CRIMES_DUE, Delays, NotRecorded
from cdi.model.audit import Audit
from cdi.model.counted_rows import CountedRows, Selection
from cdi.model.extra_measure import REPORTS
from cdi.model.figure import Figure, Figures
from cdi.model.groups import Cells
from cdi.model.rows import Where, beside

TABLES = "the number of rows of each table"
NOT_RECORDED = "the chart of crimes not recorded by route"
DELAYS = "the chart of delays"


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number of rows that is printed as part of a figure, of a breakdown or of a chart, and which rows it counts."""

    owner: str
    number: int
    selections: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that a report takes from an audit's rows: figures, extra measures, and the counts of two charts."""

    figures: Figures
    extra: tuple[ExtraResult, ...]
    not_recorded: NotRecorded | None
    delays: Delays | None


def owner_of(figure: Figure) -> str:
    """What a figure is printed and hidden with: its breakdown, whose parts add up, or the figure alone."""
    return figure.part_of or figure.id


def group_of(result: ExtraResult, cells: Cells) -> str:
    """The same of a group of an extra measure."""
    return result.ids[cells]


def rest_of(result: ExtraResult) -> str:
    """What stands for the numbers that an extra measure prints of all its groups together."""
    return f"{result.measure.figure_id} in all"


def none_of(result: ExtraResult) -> str:
    """What stands for the groups of an extra measure of which a report says that there are none; it says so always."""
    return f"{result.measure.figure_id} has none"


def printed_numbers(audit: Audit, results: Results) -> list[PrintedNumber]:
    """The numbers of rows of an audit that was measured with counting rows; a number that forgot its rows is left out.

    The rates of the audit before have selections of their own tables, named for it.
    """
    numbers = [*_of_tables(audit), *_of_charts(audit, results)]
    for figure in results.figures:
        numbers += _of(owner_of(figure), counts_of(figure))
    for result in results.extra:
        numbers += _of_measure(audit, result)
    return numbers


def counts_of(figure: Figure) -> list[float | None]:
    """The numbers that a figure prints: what is counted, of what, and of how many more it is not known."""
    value = figure.value if figure.numerator is None else figure.numerator
    return [value, figure.denominator, figure.unknown]


def _of(owner: str, counts: Iterable[float | None]) -> Iterator[PrintedNumber]:
    for count in counts:
        if isinstance(count, CountedRows) and count.selections:
            yield PrintedNumber(owner, int(count), count.selections)


def _of_tables(audit: Audit) -> Iterator[PrintedNumber]:
    for table in audit.records:
        yield from _of(TABLES, [audit.count(table)])


def _of_charts(audit: Audit, results: Results) -> Iterator[PrintedNumber]:
    """The counts of the two charts; of delays those by the limit and in all, since no figure rests on other hours.

    A route that the chart does not name has no crimes there, and where it says of none that its route is not known,
    the route of all is.
    """
    if (chart := results.not_recorded) is not None:
        yield from _of(NOT_RECORDED, [*chart.due.values(), *chart.missed.values(), chart.unknown])
        for route, kind in product(ROUTES, STRATA):
            due = {**CRIMES_DUE, "route": route, "stratum": kind.id}
            for counted, where in ((chart.due, due), (chart.missed, {**due, "recorded": False})):
                if (route, kind.id) not in counted:
                    yield from _of(NOT_RECORDED, [_none(audit, REPORTS, where)])
    if results.delays is not None:
        at_limits = [results.delays.hours.index(limit) for limit in results.delays.limits]
        within = (counts[place] for counts in results.delays.within.values() for place in at_limits)
        yield from _of(DELAYS, [*results.delays.timed.values(), *within])


def _of_measure(audit: Audit, result: ExtraResult) -> Iterator[PrintedNumber]:
    """The counts of each group, and those that the headline and the notes of an extra measure give of all of them.

    What is not said tells something too: of a group without a word on more that may belong to it, that there are no
    such rows; and of a group that is "none in the sample", that there are none of it.
    """
    if result.rates is None:
        return
    cut = result.rates.cut
    # A group states how many more may belong to it, which is how many rows have an empty cell.
    open_rows = [number for cells, number in cut.possible.items() if None in cells]
    for row in result.rates.rows:
        owner = group_of(result, row.values)
        no_more = _none_of(
            audit, cut, (cells for cells in _with_empty_cells(row.values) if not cut.possible.get(cells))
        )
        yield from _of(owner, [row.counts.yes, row.counts.of, row.counts.unknown, *open_rows, *no_more])
    for group in groups_of_contract(result.measure):
        if group not in cut.groups and not cut.unknown(group):
            yield from _of(none_of(result), _none_of(audit, cut, (group, *_with_empty_cells(group))))
    total, left_out = cut.total, cut.unplaced
    yield from _of(rest_of(result), [total.yes, total.of, total.unknown, left_out.of + left_out.unknown, cut.unsure])


def _none_of(audit: Audit, cut: Cut, cells: Iterable[Cells]) -> Iterator[CountedRows]:
    """That no row with these cells is, or may be, in the base of a measure."""
    base = may_be_in_base(cut.question, cut.where)
    return (_none(audit, cut.question.table, beside(base, dict(zip(cut.by, each, strict=True)))) for each in cells)


def _none(audit: Audit, table: str, where: Where) -> CountedRows:
    """That no row meets these conditions, which needs no counting: it is known."""
    return CountedRows(0, [Selection(audit.inspection.audit, table, where)])


def _with_empty_cells(group: Cells) -> Iterator[Cells]:
    """The cells of rows that may be of a group: some of its values, and some cells that are empty."""
    return (cells for cells in product(*((value, None) for value in group)) if None in cells)


def parts_by_breakdown(figures: Iterable[Figure]) -> Mapping[str, list[Figure]]:
    """The parts of each breakdown in their order."""
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.part_of is not None:
            parts.setdefault(figure.part_of, []).append(figure)
    return parts

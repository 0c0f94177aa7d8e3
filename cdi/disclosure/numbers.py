"""Every number of rows that a report prints, with the rows that it counts: what a reader could work with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cdi.measures.extra import ExtraResult
from cdi.measures.patterns import Delays, NotRecorded
from cdi.model.audit import Audit
from cdi.model.counted_rows import CountedRows, Selection
from cdi.model.figure import Figure, Figures
from cdi.model.groups import Cells

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


def printed_numbers(audit: Audit, results: Results) -> list[PrintedNumber]:
    """The numbers of rows of an audit that was measured with counting rows; a number that forgot its rows is left out.

    The rates of the audit before have selections of their own tables, named for it.
    """
    numbers = [*_of_tables(audit), *_of_charts(results)]
    for figure in results.figures:
        numbers += _of(owner_of(figure), counts_of(figure))
    for result in results.extra:
        numbers += _of_measure(result)
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


def _of_charts(results: Results) -> Iterator[PrintedNumber]:
    """The counts of the two charts; of delays those by the limit and in all, since no figure rests on other hours."""
    if results.not_recorded is not None:
        yield from _of(NOT_RECORDED, [*results.not_recorded.due.values(), *results.not_recorded.missed.values()])
    if results.delays is not None:
        at_limits = [results.delays.hours.index(limit) for limit in results.delays.limits]
        within = (counts[place] for counts in results.delays.within.values() for place in at_limits)
        yield from _of(DELAYS, [*results.delays.timed.values(), *within])


def _of_measure(result: ExtraResult) -> Iterator[PrintedNumber]:
    """The counts of each group, and those that the headline and the notes of an extra measure give of all of them."""
    if result.rates is None:
        return
    cut = result.rates.cut
    # A group states how many more may belong to it, which is how many rows have an empty cell.
    open_rows = [number for cells, number in cut.possible.items() if None in cells]
    for row in result.rates.rows:
        owner = group_of(result, row.values)
        yield from _of(owner, [row.counts.yes, row.counts.of, row.counts.unknown, *open_rows])
    total, left_out = cut.total, cut.unplaced
    yield from _of(rest_of(result), [total.yes, total.of, total.unknown, left_out.of + left_out.unknown, cut.unsure])


def parts_by_breakdown(figures: Iterable[Figure]) -> Mapping[str, list[Figure]]:
    """The parts of each breakdown in their order."""
    parts: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.part_of is not None:
            parts.setdefault(figure.part_of, []).append(figure)
    return parts

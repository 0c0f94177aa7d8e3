"""The extra measures of an audit as tables, with every group that is a figure bound to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import bind
from cdi.exhibits.tables.groups import tabulate_groups
from cdi.exhibits.tables.units import describe_counted
from cdi.measures.extra import ExtraResult
from cdi.measures.group_rates import RatesOfGroups
from cdi.model.exhibit import Table, TableCell
from cdi.model.figure import Figures


def tabulate_extra(results: Iterable[ExtraResult], figures: Figures, caption: Caption) -> list[Table]:
    """A table for each extra measure that has a figure, as the analyst's desk shows it."""
    tables = []
    for result in results:
        if result.rates is None or not result.contribution.figures:
            continue
        table = tabulate_groups(result.rates, caption, describe_rates(result.rates))
        names = [result.ids[row.values] for row in result.rates.rows]
        columns = max(1, len(result.measure.by))
        rows = tuple(
            _bind(row, name, columns, figures) for row, name in zip(table.rows, names, strict=False)
        )  # fmt: skip
        # Groups that are hidden stand behind the others, and are bound to nothing.
        tables.append(replace(table, id=result.measure.table_id, rows=rows + table.rows[len(rows) :]))
    return tables


def describe_rates(rates: RatesOfGroups) -> str:
    """What a measure counts, in words that follow from its columns, whatever its title says."""
    return describe_counted(rates.cut)


def _bind(row: tuple[TableCell, ...], name: str, columns: int, figures: Figures) -> tuple[TableCell, ...]:
    """The row with its rate, or else its fraction, bound to the figure of its group."""
    figure = figures.get(name)
    if figure is None:
        return row
    fraction = figure.numerator is not None and figure.printed in row[columns].text
    place, facet = (columns, "printed") if fraction else (columns + 1, "value")
    return (*row[:place], bind(figure, row[place].text, facet), *row[place + 1 :])

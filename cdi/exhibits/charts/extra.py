"""The extra measures of an audit as charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.exhibits.caption import Caption
from cdi.exhibits.charts.groups import draw_groups
from cdi.exhibits.tables.extra import describe_rates
from cdi.measures.extra import ExtraResult
from cdi.model.exhibit import Chart


def draw_extra(results: Iterable[ExtraResult], caption: Caption) -> list[Chart]:
    """A chart for each extra measure that has a figure, as the analyst's desk draws it."""
    return [
        replace(
            draw_groups(result.rates, caption, describe_rates(result.rates)),
            id=result.measure.chart_id,
            figures=tuple(figure.id for figure in result.contribution.figures),
        )
        for result in results
        if result.rates is not None and result.contribution.figures
    ]

"""The formula of a figure with its numbers filled in, as far as they are counts or other figures."""

from __future__ import annotations

from math import isclose

from cdi.house_style import formatting
from cdi.measures.group_rates import OF_DOMAIN
from cdi.model.audit import Audit
from cdi.model.figure import Figure, Figures


def describe_formula(audit: Audit, figures: Figures, figure: Figure) -> str:
    """How the value follows from counts, from other figures, or from what was published."""
    if figure.numerator is not None and figure.denominator:
        return _of_part(audit, figure, figure.numerator, figure.denominator)
    name = figure.id.rpartition(".")[2]
    match figure.role:
        case "change":
            return f"{_named(figures, f'recording.{name}')} less {_named(figures, f'prior.{name}')}"
        case "additional crimes":
            return (
                f"the crimes recorded in a year, less what would have been recorded of them at the earlier rate: "
                f"total × (1 − {_named(figures, f'prior.{name}')} ÷ {_named(figures, f'recording.{name}')})"
            )
        case "distance" if figure.id == "national.gap":
            return f"{_named(figures, 'recording.overall')} less {_named(figures, 'national.average')}"
        case "distance":
            stratum = name.partition("_")[0]
            return f"{_named(figures, f'recording.{stratum}')} less {_named(figures, 'recording.overall')}"
    if figure.id.startswith("side_by_side."):
        return f"{figure.printed}, from the counts of all units of {_measure_of(figures, figure.id)} side by side"
    if figure.basis == "published":
        return f"{figure.printed}, as published; nothing is computed"
    if figure.basis == "register":
        return f"{figure.printed}, as the register says or counted in it"
    return f"the number of rows counted: {figure.printed}"


def _of_part(audit: Audit, figure: Figure, numerator: int, denominator: int) -> str:
    divided = f"100 × {formatting.count(numerator)} ÷ {formatting.count(denominator)}"
    if isclose(figure.value, 100 * numerator / denominator, abs_tol=1e-9):
        return f"{divided} = {formatting.percent(figure.value, 2)}"
    if not audit.holds("audit_strata"):
        return f"{figure.printed}; its counts do not divide to it"
    strata = audit.rows("audit_strata").to_dict("records")
    weights = formatting.listed([f"{row['stratum']} {formatting.decimals(row['weight'], 4)}" for row in strata])
    formula = "the sum over the strata of weight × recorded ÷ audited, divided by the sum of the weights"
    if figure.interval is not None and figure.interval.method == OF_DOMAIN:
        formula = (
            "the sum over the strata of weight × those of the group that were recorded ÷ audited, divided by the sum "
            "of weight × those of the group ÷ audited"
        )
    return f"{formula} = {formatting.percent(figure.value, 2)}; weights: {weights}"


def _measure_of(figures: Figures, figure_id: str) -> str:
    """The extra measure whose units a figure sets side by side, with the part of all units together."""
    _, measure, _ = figure_id.split(".")
    return f"extra.{measure}, together {_named(figures, f'side_by_side.{measure}.average')},"


def _named(figures: Figures, figure_id: str) -> str:
    """A figure by its id, with its value where there is one."""
    figure = figures.get(figure_id)
    return figure_id if figure is None else f"{figure_id} ({figure.printed})"

"""Tables on what the comparison of forces rests on: programmes, averages, arithmetic, and what simulation shows."""

from __future__ import annotations

from collections.abc import Sequence

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import bind, count_cell, decimal_cell, explained_table, number_columns, text_columns
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_APPLICABLE, NOT_AVAILABLE
from cdi.measures.all_forces.averages import PublishedAverage
from cdi.measures.all_forces.regimes import REGIMES
from cdi.measures.all_forces.ties import CHECKS, Tie
from cdi.model.exhibit import CellNumber, Table, TableCell
from cdi.model.figure import Figures


def tabulate_regimes(caption: Caption) -> Table:
    """The programmes, each with its years, its scale of grades, and what sets its results apart."""
    columns = (
        *text_columns("Programme", "Years"),
        *number_columns("Grades"),
        *text_columns("What sets its results apart"),
    )
    rows = [
        (
            TableCell(formatting.capitalised(regime.label)),
            TableCell(regime.years),
            count_cell(regime.grades) if regime.grades else TableCell(NOT_APPLICABLE),
            TableCell(formatting.capitalised(regime.apart)),
        )
        for regime in REGIMES
    ]
    return explained_table("programmes", "What is not comparable", columns, rows, caption.register_source)


def tabulate_averages(published: Sequence[PublishedAverage], caption: Caption) -> Table | None:
    """The averages that others gave, each beside ours on its day; nothing where none is held."""
    if not published:
        return None
    columns = (
        *text_columns("Day"),
        *number_columns("Forces", "Given (%)"),
        *text_columns("How it is known"),
        *number_columns("Latest (%)", "First (%)", "Weighted (%)"),
        *text_columns("The same as"),
    )
    rows = [
        (
            TableCell(formatting.day(each.day)),
            count_cell(each.forces, basis="published"),
            _given(each),
            TableCell(each.known_by if each.method == "not_stated" else f"{each.known_by}, {each.method} mean"),
            decimal_cell(each.ours.latest, formatting.places(each.percent)),
            decimal_cell(each.ours.first, formatting.places(each.percent)),
            TableCell(NOT_AVAILABLE)
            if each.ours.weighted is None
            else decimal_cell(each.ours.weighted, formatting.places(each.percent)),
            TableCell(each.ties_with or NOT_APPLICABLE),
        )
        for each in published
    ]
    sources = " ".join(f"{each.printed}: {each.source}." for each in published)
    sources += " Latest, first and weighted are ours, of the reports that were out on the day."
    return explained_table(
        "averages", "National averages, given by others and worked out again", columns, rows,
        f"{caption.source} {sources}",
    )  # fmt: skip


def _given(each: PublishedAverage) -> TableCell:
    places = formatting.places(each.percent)
    number = CellNumber("percent", float(each.percent), places, basis="published")
    return TableCell(formatting.decimals(each.percent, places), number=number)


def tabulate_ties(ties: Sequence[Tie], caption: Caption) -> Table:
    """How many inspections each check could be made of, and in how many it does not hold."""
    columns = (*text_columns("Check"), *number_columns("Made", "Does not hold"), *text_columns("An example"))
    rows = []
    for check in CHECKS:
        own = [tie for tie in ties if tie.check == check]
        wrong = [tie for tie in own if not tie.holds]
        example = next(iter(wrong or own), None)
        shown = f"{example.inspection_id}: {example.value}; expected {example.expected}" if example else NOT_AVAILABLE
        rows.append(
            (
                TableCell(formatting.capitalised(check)),
                count_cell(len(own), basis="published"),
                count_cell(len(wrong), basis="published"),
                TableCell(shown),
            )
        )
    return explained_table("checks", "Whether published numbers fit together", columns, rows, caption.source)


def tabulate_faults_of_ties(ties: Sequence[Tie], caption: Caption) -> Table | None:
    """Every check that does not hold, with its inspection; nothing where all hold."""
    wrong = [tie for tie in ties if not tie.holds]
    if not wrong:
        return None
    columns = text_columns("Inspection", "Check", "What it comes to", "Expected")
    rows = [tuple(map(TableCell, (tie.inspection_id, tie.check, tie.value, tie.expected))) for tie in wrong]
    return explained_table("checks-failed", "Published numbers that do not fit together", columns, rows, caption.source)


def tabulate_coverage(figures: Figures, caption: Caption) -> Table | None:
    """What limits and ranges claim, beside what simulation shows; nothing where nothing could be simulated."""
    claims = {
        "coverage.inside_95": "95",
        "coverage.inside_998": "99.8",
        "coverage.wide_95": "95",
        "coverage.wide_998": "99.8",
        "coverage.place": "95",
        "coverage.tables": "up to 5",
    }
    if "coverage.rounds" not in figures:
        return None
    columns = (*text_columns("Statement"), *number_columns("Claimed (%)", "Simulated (%)"))
    rows = [
        (
            TableCell(formatting.capitalised(figures[figure_id].label)),
            TableCell(claim),
            bind(figures[figure_id], formatting.decimals(figures[figure_id].value, 1), "value"),
        )
        for figure_id, claim in claims.items()
    ]
    return explained_table("coverage", "Whether limits and places hold", columns, rows, caption.register_source)

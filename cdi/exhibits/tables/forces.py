"""Tables of all forces: results as published, places, averages, changes, grades, and what is not one scale."""

from __future__ import annotations

from collections.abc import Sequence

from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import (
    count_cell,
    decimal_cell,
    explained_table,
    fraction_cell,
    interval_cell,
    number_columns,
    text_columns,
)
from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_APPLICABLE, NOT_AVAILABLE
from cdi.measures.all_forces.changes import ForceChange
from cdi.measures.all_forces.comparison import Apart, ForceComparison, ForceRow
from cdi.measures.all_forces.grades import GradeRange
from cdi.measures.all_forces.regimes import REGIMES
from cdi.measures.all_forces.results import ForceResult
from cdi.measures.all_forces.side_by_side import SideBySide, Standing
from cdi.measures.finding_rules import FindingRules
from cdi.measures.published_rates import PUBLISHED_LEVEL
from cdi.model.exhibit import CellNumber, Table, TableCell

_APART: dict[Apart, str] = {
    "a band": "rounded or a floor, so a band",
    "no size": "no interval and no sample is held",
    "short period": "an audit period of about three months",
}
_LEVEL = PUBLISHED_LEVEL


def tabulate_results(comparison: ForceComparison, caption: Caption) -> Table:
    """Each force's latest result as it was published, the lowest first, with why it is not compared, if it is not."""
    columns = (
        *text_columns("Force"),
        *number_columns(
            f"{formatting.capitalised(comparison.label)}",
            f"{formatting.level(_LEVEL)} interval (%)",
            "Units it is worth",
        ),
        *text_columns("Report", "How it is known", "Not compared because"),
    )
    rows = [_result_row(row, comparison.names) for row in comparison.rows]
    title = f"{formatting.capitalised(comparison.label)}: latest result of each force, {comparison.regime.label}"
    note = f"{caption.source} The interval is the published one, or else that of a simple sample of so many units. "
    note += "Units are those of a simple sample with the same interval; of a sample without one, the reports audited."
    return explained_table("forces", title, columns, rows, note)


def _result_row(row: ForceRow, names: dict[str, str]) -> tuple[TableCell, ...]:
    result = row.result
    known_as = result.basis if result.basis != "floor" else "floor (“over”)"
    later = f"; its {_report(row.later, names)} gives none" if row.later else ""
    return (
        TableCell(row.name),
        result_cell(result),
        TableCell(NOT_AVAILABLE) if row.interval is None else interval_cell(*row.interval, _LEVEL),
        TableCell(NOT_AVAILABLE) if result.units is None else count_cell(result.units, basis="published"),
        TableCell(f"{_report(result.inspection_id, names)}{later}"),
        TableCell(known_as),
        TableCell(_APART[row.apart] if row.apart else NOT_APPLICABLE),
    )


def result_cell(result: ForceResult) -> TableCell:
    """A result as it was published; a band carries its ends and no value."""
    band = result.band
    if result.numerator is not None and result.denominator:
        return fraction_cell(result.numerator, result.denominator)
    if band is not None:
        return TableCell(result.printed, number=CellNumber("percent", low=band[0], high=band[1], basis="published"))
    number = CellNumber("percent", result.value, result.places, basis="published")
    return TableCell(result.printed, number=number)


def _report(inspection_id: str, names: dict[str, str]) -> str:
    """An inspection by its year and kind, without the force that the row names: re-inspection 2018."""
    force = max((force for force in names if inspection_id.startswith(f"{force}-")), key=len)
    year, _, kind = inspection_id.removeprefix(f"{force}-").partition("-")
    return f"{'re-inspection' if kind == 'reinspection' else kind} {year}"


def tabulate_places(table: SideBySide, rules: FindingRules, caption: Caption, subject: str) -> Table:
    """Each unit beside the average, its range of places, and its rate drawn towards the others; the lowest first."""
    columns = (
        *text_columns("Name"),
        *number_columns("Rate (%)", "Drawn in (%)", "Place", "Range of places"),
        *text_columns(rules.significance_heading().words, "Beside the spread"),
    )
    rows = [_place_row(row, rules) for row in table.standings]
    note = (
        f"{caption.source} Places count from the lowest; their ranges are of {formatting.count(len(table.standings))}"
    )
    note += f" drawn together (seed {table.seed}). The average is {formatting.percent(table.centre)}, that of all "
    note += "together. Each was tested against it by the exact binomial test, p adjusted by Benjamini and Hochberg."
    return explained_table("places", f"{formatting.capitalised(subject)}: who differs, and places", columns, rows, note)


def _place_row(row: Standing, rules: FindingRules) -> tuple[TableCell, ...]:
    low, high = formatting.count(row.place_low), formatting.count(row.place_high)
    span = low if low == high else f"{low} to {high}"
    places = CellNumber("rank", low=row.place_low, high=row.place_high, level=_LEVEL)
    drawn_in = CellNumber("percent", row.shrunk, 1, low=row.shrunk_low, high=row.shrunk_high, level=_LEVEL)
    return (
        TableCell(row.unit.name),
        decimal_cell(row.unit.percent, 1),
        TableCell(formatting.decimals(row.shrunk, 1), number=drawn_in),
        decimal_cell(row.place, 0, "rank"),
        TableCell(span, number=places),
        TableCell(rules.outcome("forces", row.side).words),
        TableCell(rules.outcome("forces_spread", row.side_of_spread).words),
    )


def tabulate_other_programmes(comparison: ForceComparison, caption: Caption) -> Table | None:
    """The results of other programmes, set apart with the size of their samples; nothing where there are none."""
    others = [result for result in comparison.history if result.programme != comparison.regime.programme]
    if not others:
        return None
    labels = {regime.programme: regime.label for regime in REGIMES}
    columns = (
        *text_columns("Force", "Programme"),
        *number_columns(formatting.capitalised(comparison.label), "Half-width (points)", "Reports audited"),
        *text_columns("How it is known"),
    )
    rows = [
        (
            TableCell(comparison.names[result.force_id]),
            TableCell(_programme(labels[result.programme], result)),
            result_cell(result),
            _half_width_cell(result),
            TableCell(NOT_AVAILABLE) if result.audited is None else count_cell(result.audited, basis="published"),
            TableCell(result.basis),
        )
        for result in sorted(others, key=lambda each: (each.programme, comparison.names[each.force_id]))
    ]
    title = f"{formatting.capitalised(comparison.label)}: results of other programmes, which are not comparable"
    return explained_table("other-programmes", title, columns, rows, caption.source)


def _programme(label: str, result: ForceResult) -> str:
    """The programme, with the year where its name does not end with it."""
    year = str(result.label_year)
    return label if label.endswith(year) else f"{label} ({year})"


def _half_width_cell(result: ForceResult) -> TableCell:
    if result.half_width is None:
        return TableCell(NOT_AVAILABLE)
    places = formatting.places(result.half_width)
    number = CellNumber("percentage points", float(result.half_width), places, basis="published")
    return TableCell(formatting.decimals(result.half_width, places), number=number)


def tabulate_changes(
    changes: Sequence[ForceChange], names: dict[str, str], rules: FindingRules, caption: Caption
) -> Table | None:
    """Each change between two inspections of a force, and what its test allows to be said; nothing without one."""
    if not changes:
        return None
    untested = {
        "another programme": "not tested: another programme measures otherwise",
        "a band": "not tested: one of the two is a band",
        "no size": "not tested: the error of one of the two is not known",
    }
    columns = (
        *text_columns("Force", "From", "To"),
        *number_columns("Before", "Now", "Change (points)"),
        *text_columns("What may be said"),
    )
    rows = []
    for change in changes:
        before, now = change.before, change.now
        said = untested.get(change.untested or "", "")
        if change.conclusion is not None:
            words = rules.tested("change", change.points, change.conclusion, change.places).words
            said = words.format(size=formatting.points(abs(change.points), change.places))
        rows.append(
            (
                TableCell(names[now.force_id]),
                TableCell(_report(before.inspection_id, names)),
                TableCell(_report(now.inspection_id, names)),
                result_cell(before),
                result_cell(now),
                _change_cell(change),
                TableCell(said),
            )
        )
    return explained_table("changes", "Change between inspections of one force", columns, rows, caption.source)


def _change_cell(change: ForceChange) -> TableCell:
    """The difference in points; where one of the two is a band, the least and the most that it may be."""
    band = change.band
    if band is not None:
        text = f"{formatting.decimals(band[0], 1)} to {formatting.decimals(band[1], 1)}"
        return TableCell(text, number=CellNumber("percentage points", low=band[0], high=band[1]))
    number = CellNumber(
        "percentage points", change.points, change.places, low=change.low, high=change.high, level=_LEVEL
    )
    return TableCell(formatting.decimals(change.points, change.places), number=number)


def tabulate_grades(grades: Sequence[GradeRange], names: dict[str, str], caption: Caption) -> Table | None:
    """The range of rates of each grade, and the forces whose rate lies outside that of the others with their grade."""
    if not grades:
        return None
    columns = (
        *text_columns("Grade"),
        *number_columns("Inspections", "Lowest", "Highest"),
        *text_columns("Outside the range of the others"),
    )
    rows = [
        (
            TableCell(each.name),
            count_cell(len(each.graded), basis="published"),
            result_cell(each.lowest),
            result_cell(each.highest),
            TableCell(formatting.listed(_outside(each, names)) or NOT_APPLICABLE),
        )
        for each in grades
    ]
    return explained_table("grades", "Rates seen with each grade", columns, rows, caption.source)


def _outside(grades: GradeRange, names: dict[str, str]) -> list[str]:
    """The inspections outside the range of the others with their grade, each with its rate."""
    return [
        f"{names[graded.result.force_id]} {graded.result.label_year} ({graded.result.printed})"
        for graded in grades.graded
        if graded.outside
    ]

"""Cells that are bound to figures, and the shorthand for what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdi.house_style import formatting
from cdi.house_style.shorthand import NOT_APPLICABLE, NOT_AVAILABLE, SHORTHAND, SUPPRESSED
from cdi.model.exhibit import CellNumber, Table, TableCell, TableColumn
from cdi.model.figure import Basis, Figure, Figures


def text_columns(*labels: str) -> tuple[TableColumn, ...]:
    """Columns of text."""
    return tuple(TableColumn(label) for label in labels)


def number_columns(*labels: str) -> tuple[TableColumn, ...]:
    """Columns of numbers."""
    return tuple(TableColumn(label, "number") for label in labels)


def bind(figure: Figure, text: str, facet: str = "printed") -> TableCell:
    """A cell that prints one facet of a figure as `text`; its value is the figure's own, unrounded, as in prose."""
    return TableCell(text, figure.id, facet, figure.value, _number_of(figure, text, facet))


def _number_of(figure: Figure, text: str, facet: str) -> CellNumber | None:
    """What a facet of a figure is as numbers; nothing for one that is words, such as a finding."""
    interval, basis = figure.interval, figure.basis
    bounds = CellNumber(figure.unit, basis=basis)
    if interval is not None:
        bounds = replace(bounds, low=interval.low, high=interval.high, level=interval.level)
    match facet:
        case "printed" | "value":
            places = formatting.printed_places(text, figure.value)
            value, numerator, denominator = figure.value, figure.numerator, figure.denominator
            return replace(bounds, value=value, places=places, numerator=numerator, denominator=denominator)
        case "interval":
            return bounds
        case "half_width" if interval is not None:
            return CellNumber("percentage points", interval.half_width, interval.places, basis=basis)
        case "numerator" | "denominator":
            return CellNumber("count", getattr(figure, facet), 0, basis=basis)
    return None


def gap_cell(figures: Figures, figure_id: str) -> TableCell:
    """The shorthand for a figure that is hidden or cannot be had, with the reason that its gap names."""
    return TableCell(SUPPRESSED if figures.is_hidden(figure_id) else NOT_AVAILABLE, reason=figures.gaps.get(figure_id))


def count_cell(count: int, mark: str = "", basis: Basis | None = None) -> TableCell:
    """A count that is no figure: 1,662, with a shorthand behind it if one is given."""
    return TableCell(_marked(formatting.count(count), mark), number=CellNumber("count", count, 0, basis=basis))


def fraction_cell(numerator: int, denominator: int, mark: str = "") -> TableCell:
    """A part of a whole that is no figure, 51 of 63, with a shorthand behind it if one is given."""
    share = 100 * numerator / denominator if denominator else None
    text = _marked(formatting.fraction(numerator, denominator), mark)
    return TableCell(text, number=CellNumber("percent", share, None, numerator, denominator))


def _marked(text: str, mark: str) -> str:
    return f"{text} {mark}" if mark else text


def decimal_cell(value: float, places: int, unit: str = "percent") -> TableCell:
    """A number that is no figure, with fixed decimals: 84.1."""
    return TableCell(formatting.decimals(value, places), number=CellNumber(unit, value, places))


def interval_cell(low: float, high: float, level: float | None = None) -> TableCell:
    """Bounds in percent with one decimal: 79.1 to 82.9; limits of chance have no `level`."""
    text = f"{formatting.decimals(low, 1)} to {formatting.decimals(high, 1)}"
    return TableCell(text, number=CellNumber("percent", low=low, high=high, level=level))


def printed_cell(figures: Figures, figure_id: str) -> TableCell:
    """A figure as it is printed; the shorthand when it cannot be had."""
    figure = figures.get(figure_id)
    return gap_cell(figures, figure_id) if figure is None else bind(figure, figure.printed)


def answer_cell(figures: Figures, figure_id: str) -> TableCell:
    """As `printed_cell`, but a figure that is not even a gap was never asked for: that is not applicable."""
    if figure_id in figures or figure_id in figures.gaps:
        return printed_cell(figures, figure_id)
    return TableCell(NOT_APPLICABLE)


def number_cell(figures: Figures, figure_id: str) -> TableCell:
    """A rate or a change as a bare number with the decimals that it has; the shorthand when it cannot be had."""
    figure = figures.get(figure_id)
    if figure is None:
        return gap_cell(figures, figure_id)
    return bind(figure, formatting.decimals(figure.value, figure.places), "value")


def half_width_cell(figures: Figures, figure_id: str) -> TableCell:
    """The half-width of a figure's interval; the shorthand when it has none."""
    figure = figures.get(figure_id)
    if figure is None or figure.interval is None or figure.interval.half_width is None:
        return gap_cell(figures, figure_id)
    return bind(figure, formatting.decimals(figure.interval.half_width, figure.interval.places), "half_width")


def explained_table(
    table_id: str,
    caption: str,
    columns: Iterable[TableColumn],
    rows: Iterable[tuple[TableCell, ...]],
    note: str,
) -> Table:
    """A table whose note explains the shorthand that its cells use, and no other."""
    cells = tuple(rows)
    used = {cell.text for row in cells for cell in row}
    explained = "".join(f" {mark} means {words}." for mark, words in SHORTHAND.items() if mark in used)
    return Table(table_id, caption, tuple(columns), cells, note + explained)

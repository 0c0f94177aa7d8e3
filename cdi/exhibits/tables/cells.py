"""Cells that are bound to figures, and the shorthand for what is not there."""

from __future__ import annotations

from collections.abc import Iterable

from cdi.house_style import formatting
from cdi.model.exhibit import Table, TableCell, TableColumn
from cdi.model.figure import Figure, Figures

# The government shorthand for a value that is not available; explained under each table that uses it.
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
HIDDEN = "[c]"
_EXPLAINED = {
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
    HIDDEN: "hidden to protect people",
}


def text_columns(*labels: str) -> tuple[TableColumn, ...]:
    """Columns of text."""
    return tuple(TableColumn(label) for label in labels)


def number_columns(*labels: str) -> tuple[TableColumn, ...]:
    """Columns of numbers."""
    return tuple(TableColumn(label, "number") for label in labels)


def bind(figure: Figure, text: str, facet: str = "printed") -> TableCell:
    """A cell that prints one facet of a figure as `text`; its value is the figure's own, unrounded, as in prose."""
    return TableCell(text, figure.id, facet, figure.value)


def printed_cell(figures: Figures, figure_id: str) -> TableCell:
    """A figure as it is printed; the shorthand when it cannot be had."""
    figure = figures.get(figure_id)
    return missing_cell(figures, figure_id) if figure is None else bind(figure, figure.printed)


def missing_cell(figures: Figures, figure_id: str) -> TableCell:
    """The shorthand of a figure that is not there: hidden, or not available."""
    return TableCell(HIDDEN if figures.is_hidden(figure_id) else NOT_AVAILABLE)


def answer_cell(figures: Figures, figure_id: str) -> TableCell:
    """As `printed_cell`, but a figure that is not even a gap was never asked for: that is not applicable."""
    if figure_id in figures or figure_id in figures.gaps:
        return printed_cell(figures, figure_id)
    return TableCell(NOT_APPLICABLE)


def number_cell(figures: Figures, figure_id: str) -> TableCell:
    """A rate or a change as a bare number with the decimals that it has; the shorthand when it cannot be had."""
    figure = figures.get(figure_id)
    if figure is None:
        return missing_cell(figures, figure_id)
    return bind(figure, formatting.decimals(figure.value, figure.places), "value")


def half_width_cell(figures: Figures, figure_id: str) -> TableCell:
    """The half-width of a figure's interval; the shorthand when it has none."""
    figure = figures.get(figure_id)
    if figure is None or figure.interval is None or figure.interval.half_width is None:
        return TableCell(NOT_AVAILABLE)
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
    explained = "".join(f" {mark} means {words}." for mark, words in _EXPLAINED.items() if mark in used)
    return Table(table_id, caption, tuple(columns), cells, note + explained)

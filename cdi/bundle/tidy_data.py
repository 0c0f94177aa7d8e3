"""Figures and tables as files of data: raw values with unit, counts, interval and basis, for programs.

`datapackage.json` says what each column means (Data Package and Table Schema). The files are CSV as RFC 4180 has it, in
UTF-8; an empty cell is a value that is not there. No text cell is a formula to a spreadsheet program.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cdi.house_style.shorthand import SHORTHAND, mark_in
from cdi.measures.figures import printed_base
from cdi.model.exhibit import CellNumber, Table, TableCell
from cdi.model.figure import Figure, Figures
from cdi.model.formula import without_formula
from cdi.model.one_line import on_one_line

FIGURES = "figures.csv"
PACKAGE = "datapackage.json"
_Value = str | float | int | None
_Row = dict[str, _Value]

_UNIT = ("string", "What the value is in; a count of things has no other unit.")
_COUNTS = {
    "numerator": ("integer", "How many of the denominator; of a weighted rate the two do not divide to the value."),
    "denominator": ("integer", "Out of how many."),
}
_INTERVAL = {
    "low": ("number", "The lower bound of the interval, in the unit of the value."),
    "high": ("number", "The upper bound of the interval, in the unit of the value."),
    "level": ("number", "The confidence level of the interval, as a fraction; none for limits of chance."),
}
_BASIS = ("string", "What the number rests on: records, a reconstruction, a register, a publication, or made up.")
_FIGURE_COLUMNS = {
    "id": ("string", "The name of the figure, by which documents print it."),
    "subject": ("string", "What the figure is about."),
    "label": ("string", "What the figure is, in words."),
    "printed": ("string", "The figure as pages print it."),
    "value": ("number", "The figure, unrounded."),
    "unit": _UNIT,
    **_COUNTS,
    "base": ("string", "What the figure is out of, in words."),
    **_INTERVAL,
    "method": ("string", "How the interval was made."),
    "basis": _BASIS,
    "source": ("string", "The tables or the publication that the figure rests on."),
    "gap": ("string", "Why there is no figure."),
}
_CELL_COLUMNS = {
    "measure": ("string", "The column of the table."),
    "text": ("string", "The cell as pages print it."),
    "value": ("number", "The value of the cell, unrounded; none where the cell is words."),
    "unit": _UNIT,
    **_COUNTS,
    **_INTERVAL,
    "basis": _BASIS,
    "figure_id": ("string", f"The figure that the cell prints, in {FIGURES}."),
    "mark": ("string", "The shorthand of the cell, or behind its number."),
    "gap": ("string", "Why there is no value, or what the mark means."),
}


def write_tidy_data(figures: Figures, facts: Mapping[str, Any], tables: Iterable[Table]) -> dict[str, str]:
    """The files by name: `figures.csv`, one for each table that has rows, and the package that describes them."""
    tables = [table for table in tables if table.rows]
    basis = str(facts["provenance"]["basis"])
    files = {FIGURES: _as_csv(_FIGURE_COLUMNS, _rows_of_figures(figures))}
    files |= {_file(table): _as_csv(_columns_of(table), _rows_of_table(table, basis)) for table in tables}
    return files | {PACKAGE: json.dumps(_package(facts, tables), ensure_ascii=False, indent=1) + "\n"}


def _file(table: Table) -> str:
    return f"tables/{table.id}.csv"


def _rows_of_figures(figures: Figures) -> Iterator[_Row]:
    for figure in figures:
        yield {"subject": figures.subjects.get(figure.id), **_row_of_figure(figure)}
    for figure_id, reason in sorted(figures.gaps.items()):
        yield {"id": figure_id, "subject": figures.subjects.get(figure_id), "gap": reason}


def _row_of_figure(figure: Figure) -> _Row:
    row: _Row = {
        "id": figure.id,
        "label": figure.label,
        "printed": figure.printed,
        "value": figure.value,
        "unit": figure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "base": printed_base(figure),
        "basis": figure.basis,
        "source": "; ".join(figure.sources),
    }
    interval = figure.interval
    if interval is None:
        return row
    return {**row, "low": interval.low, "high": interval.high, "level": interval.level, "method": interval.method}


def _columns_of(table: Table) -> dict[str, tuple[str, str]]:
    """What says which row of the table it is, then what there is to say of each cell."""
    return dict.fromkeys(_headers(table), ("string", "Which row of the table.")) | _CELL_COLUMNS


def _headers(table: Table) -> list[str]:
    """The columns that name the row, each apart from what is said of every cell, also for who ignores capitals."""
    labels = [column.label for column in table.columns[: table.row_headers]]
    return [f"{label} (row)" if label.lower() in _CELL_COLUMNS else label for label in labels]


def _rows_of_table(table: Table, basis: str) -> Iterator[_Row]:
    """A row for each cell that stands under a column of values; where there is none, the rows of the table."""
    names, first = _headers(table), table.row_headers
    for cells in table.rows:
        headers: _Row = dict(zip(names, [cell.text for cell in cells[:first]], strict=True))
        values = [*zip(table.columns[first:], cells[first:], strict=True)]
        yield from ({**headers, "measure": column.label, **_row_of_cell(cell, basis)} for column, cell in values)
        if not values:
            yield headers


def _row_of_cell(cell: TableCell, basis: str) -> _Row:
    mark = mark_in(cell.text)
    row: _Row = {"text": cell.text, "figure_id": cell.figure, "mark": mark}
    row["gap"] = cell.reason or (SHORTHAND[mark] if mark else None)
    if cell.number is None:
        return row
    return row | {name: getattr(cell.number, name) for name in _NUMBERS} | {"basis": cell.number.basis or basis}


_NUMBERS = tuple(name for name in CellNumber.__slots__ if name not in {"places", "basis"})


def _as_csv(columns: Mapping[str, tuple[str, str]], rows: Iterable[_Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_text, columns))
    writer.writerows([_text(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()


def _text(value: _Value) -> _Value:
    """Text on one line that is no formula; a number as it is."""
    return without_formula(on_one_line(value)) if isinstance(value, str) else value


def _package(facts: Mapping[str, Any], tables: Iterable[Table]) -> dict[str, Any]:
    provenance = facts["provenance"]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{facts['force']['id']}-{facts['inspection']['audit']}",
        "title": f"{facts['force']['name']}: {facts['inspection']['audit']}",
        "description": provenance["statement"],
        "sources": [{"title": source} for source in provenance["sources"]],
        "resources": [
            _resource("figures", "All figures and gaps", FIGURES, _FIGURE_COLUMNS, "", ["id"]),
            *(_resource(table.id, table.caption, _file(table), _columns_of(table), table.source) for table in tables),
        ],
    }


def _resource(
    name: str,
    title: str,
    path: str,
    columns: Mapping[str, tuple[str, str]],
    description: str,
    key: Sequence[str] = (),
) -> dict[str, Any]:
    fields = [
        {"name": _text(label), "type": kind, "description": meaning} for label, (kind, meaning) in columns.items()
    ]
    return {
        "name": name,
        "type": "table",
        "title": title,
        **({"description": description} if description else {}),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""], **({"primaryKey": [*key]} if key else {})},
    }

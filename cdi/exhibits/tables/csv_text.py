"""A table as CSV text, for spreadsheets."""

from __future__ import annotations

import csv
import io

from cdi.model.exhibit import Table
from cdi.model.formula import without_formula
from cdi.model.one_line import on_one_line


def to_csv(table: Table) -> str:
    """The table as CSV text with a heading row; no cell is a formula to a spreadsheet program."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([without_formula(on_one_line(column.label)) for column in table.columns])
    writer.writerows([without_formula(on_one_line(cell.text)) for cell in row] for row in table.rows)
    return text.getvalue()

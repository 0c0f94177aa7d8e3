"""A table as CSV text, for spreadsheets."""

from __future__ import annotations

import csv
import io

from cdi.model.exhibit import Table


def to_csv(table: Table) -> str:
    """The table as CSV text with a heading row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.label for column in table.columns])
    writer.writerows([cell.text for cell in row] for row in table.rows)
    return text.getvalue()

"""The rows behind a count: their ids and the columns that are needed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdi.contract.tables import AUDIT_TABLES
from cdi.exhibits.caption import Caption
from cdi.exhibits.tables.cells import text_columns
from cdi.explore.answers import Answer, Picture
from cdi.explore.columns import By, Filter, choose_columns, choose_rows, require_table, show_month
from cdi.house_style import formatting
from cdi.house_style.cell_words import describe_cut, name_column, name_value
from cdi.measures.cuts import cut
from cdi.measures.group_rates import RatesOfGroups, estimate_groups
from cdi.measures.questions import SampleQuestion
from cdi.model.audit import Audit
from cdi.model.exhibit import Table, TableCell

MOST_FROM_ENGINE = 500
"""Chosen: nobody looks up more by hand, and a database is not copied through the desk."""


@dataclass(frozen=True, repr=False)
class RowAnswer(Answer):
    """Rows by id, with the columns that they were chosen by or that were asked for.

    `of` is how many rows there are: those of a database or of Parquet files do not all come. `parts` says which part
    of the table they are, by its first choice column; it is what the chart shows.
    """

    name: str
    key: str
    where: Mapping[str, Any]
    rows: tuple[dict[str, Any], ...]
    of: int
    columns: tuple[str, ...]
    parts: RatesOfGroups
    caption: Caption

    @property
    def table(self) -> Table:
        """One row for each record."""
        columns = text_columns(name_column(self.key), *map(name_column, self.columns))
        rows = tuple(
            (TableCell(str(row[self.key])), *(TableCell(name_value(name, row[name])) for name in self.columns))
            for row in self.rows
        )
        made_up = f" {self.parts.cut.made_up}" if self.parts.cut.made_up else ""
        number = formatting.counted(self.of, "row")
        if len(rows) < self.of:
            number = f"The first {formatting.count(len(rows))} of {number}"
        note = f"{self.caption.source}{made_up} {number}. Ids are for looking up, not to print."
        return Table("rows", describe_cut(f"rows of {self.name}", (), self.where), columns, rows, note)

    def records(self) -> list[dict[str, Any]]:
        """One row for each record: its id and its columns."""
        return [{name: show_month(cell) for name, cell in row.items()} for row in self.rows]

    def _columns(self) -> list[str]:
        return [self.key, *self.columns]

    def chart(self) -> Picture:
        """These rows among all rows of the table, by its first column of choices."""
        from cdi.exhibits.charts.groups import draw_groups

        return Picture(draw_groups(self.parts, self.caption, describe_cut(f"rows of {self.name}", (), self.where)))


def choose_records(audit: Audit, caption: Caption, table: str, where: Filter, columns: By) -> RowAnswer:
    """The rows of a table that meet every condition.

    Of a database or of Parquet files no more than `MOST_FROM_ENGINE` rows come, the first by their ids.
    """
    name = require_table(audit, table)
    chosen = choose_rows(audit, name, where)
    shown = tuple(dict.fromkeys((*chosen, *choose_columns(name, columns))))
    key = AUDIT_TABLES[name].key[0]
    most = MOST_FROM_ENGINE if name in audit.records else None
    cells = audit.rows_of(name).first_rows(key, shown, chosen, most)
    rows = tuple(dict(zip((key, *shown), row, strict=True)) for row in cells)
    of = len(rows) if most is None else audit.count(name, **chosen)
    by = next(column.name for column in AUDIT_TABLES[name].columns if column.kind == "choice")
    question = SampleQuestion("rows", name, {}, chosen, f"rows of {name}", "among these")
    parts = estimate_groups(audit, cut(audit, question, (by,)))
    return RowAnswer(name, key, chosen, rows, of, shown, parts, caption)

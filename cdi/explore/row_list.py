"""The rows behind a count: their ids and the columns that are needed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from cdi.model.errors import UsageRefused
from cdi.model.exhibit import Table, TableCell
from cdi.model.groups import as_cell
from cdi.model.rows import FrameRows, cells_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class RowAnswer(Answer):
    """Rows by id, with the columns that they were chosen by or that were asked for.

    `parts` says which part of the table they are, by its first choice column; it is what the chart shows.
    """

    name: str
    key: str
    where: Mapping[str, Any]
    rows: tuple[dict[str, Any], ...]
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
        note = (
            f"{self.caption.source}{made_up} {formatting.count(len(rows))} rows. Ids are for looking up, not to print."
        )
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
    """The rows of a table in memory that meet every condition.

    Rows of a database or of Parquet files stay where they are: UsageRefused says how many there are, and the question
    that whoever may see them can ask there.
    """
    name = require_table(audit, table)
    chosen = choose_rows(audit, name, where)
    shown = tuple(dict.fromkeys((*chosen, *choose_columns(name, columns))))
    if name in audit.records:
        count = formatting.count(audit.count(name, **chosen))
        raise UsageRefused(
            f"the rows of {name} stay where they are, and only counts leave: {count} meet this; whoever may see them "
            f"can ask there for the column {AUDIT_TABLES[name].key[0]}"
        )
    schema = AUDIT_TABLES[name]
    rows = _records(FrameRows(audit.tables[name]).meeting(chosen), schema.key[0], shown)
    by = next(column.name for column in schema.columns if column.kind == "choice")
    question = SampleQuestion("rows", name, {}, chosen, f"rows of {name}", "among these")
    parts = estimate_groups(audit, cut(audit, question, (by,)))
    return RowAnswer(name, schema.key[0], chosen, rows, shown, parts, caption)


def _records(frame: pd.DataFrame, key: str, columns: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    cells = {key: [str(each) for each in frame[key]]}
    values = {name: [as_cell(each) for each in cells_of(frame, name)] for name in columns}
    rows = zip(*cells.values(), *values.values(), strict=True)
    return tuple(dict(zip((key, *columns), row, strict=True)) for row in rows)

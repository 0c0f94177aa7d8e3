"""A table of text in memory, as `fit_table` fits it to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cdi.contract.parsing import ParsedTable, parse_table
from cdi.contract.vocabulary import TableSchema, TextTable
from cdi.load.mapping import ColumnPlan
from cdi.model.fault import Fault


@dataclass(frozen=True, slots=True)
class TextSource:
    """The cells of a file as they were written; see `cdi.load.fit.SourceTable`."""

    schema: TableSchema
    text: TextTable

    @property
    def headings(self) -> list[str]:
        """The names of its columns in their order."""
        return self.text.headings

    def heading_fault(self, expected: str, heading: str, nearest: str | None = None) -> Fault:
        """A fault of a heading, at its cell."""
        return self.text.heading_fault(expected, heading, nearest)

    def fault(
        self, expected: str, *, column: str | None = None, value: str | None = None, nearest: str | None = None
    ) -> Fault:
        """A fault of the table or of a column."""
        return self.text.fault(expected, column=column, value=value, nearest=nearest)

    def rename_columns(self, plan: ColumnPlan) -> TextSource:
        """The table under the contract's names, with the contract's words in place of the force's."""
        names = dict(plan.names)
        frame = self.text.frame
        if any(names.get(heading) != heading for heading in frame.columns):
            frame = frame.loc[:, [heading in names for heading in frame.columns]].rename(columns=names)
        if plan.copies or plan.constants or plan.absent:
            copies = {copy: frame[name] for copy, name in plan.copies.items() if list(frame.columns).count(name) == 1}
            frame = frame.assign(**copies, **plan.constants, **dict.fromkeys(plan.absent, ""))
        for column, words in plan.words.items():
            if list(frame.columns).count(column) == 1:
                frame = frame.assign(**{column: frame[column].map(lambda text, of=words: of.get(text.strip(), text))})
        letters = {names.get(heading, heading): letter for heading, letter in self.text.letters.items()}
        letters |= {copy: letters[name] for copy, name in plan.copies.items() if name in letters}
        # What is wrong with a cell of a column that is left out does not matter.
        faults = tuple(
            replace(fault, column=names.get(fault.column or "", fault.column))
            for fault in self.text.faults
            if fault.column is None or fault.column in names
        )
        return replace(self, text=replace(self.text, frame=frame, letters=letters, faults=faults))

    def rows_saying(self, column: str, text: str) -> pd.Series:
        """Marks of the rows whose cell says this."""
        return self.text.frame[column].str.strip() == text

    def count_each(self, rows: Sequence[pd.Series]) -> list[int]:
        """How many rows each of them is."""
        return [int(marks.sum()) for marks in rows]

    def shown_cell(self, column: str, rows: pd.Series) -> str:
        """What the cell of the first of these rows says."""
        return str(self.text.frame.loc[rows, column].iloc[0]).strip()

    def replace_cells(self, column: str, rows: pd.Series, text: str) -> TextSource:
        """The table in which the cell of these rows says this."""
        return self._with(self.text.frame.assign(**{column: self.text.frame[column].mask(rows, text)}))

    def without_rows(self, rows: pd.Series) -> TextSource:
        """The table that lacks these rows."""
        return self._with(self.text.frame[~rows])

    def parse(self) -> ParsedTable:
        """The table with the contract's types."""
        return parse_table(self.schema, self.text)

    def _with(self, frame: pd.DataFrame) -> TextSource:
        return replace(self, text=replace(self.text, frame=frame))
